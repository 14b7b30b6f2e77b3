"""The tables of the service: what is known of hosts, who holds which lease, what is wrong with a source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import ID, Base


class HostRow(Base):
    """What a host told us, kept for all runs and processes: its robots.txt, and how long it wants to be left alone."""

    __tablename__ = "hosts"

    place: Mapped[str] = mapped_column(primary_key=True)
    """Scheme, host and port: `http://news.example.com:8080`."""
    robots: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The last robots.txt that could be had; null: there was none yet."""
    robots_status: Mapped[int | None]
    """HTTP status of the last answer; null: none came."""
    robots_fetched: Mapped[datetime | None]
    """When the last answer that counts came (RFC 9309, 2.4)."""
    robots_failing: Mapped[datetime | None]
    """Since when it cannot be reached (RFC 9309, 2.3.1.4); null while it can."""
    wait_until: Mapped[datetime | None]
    """From Retry-After."""


class HostLeaseRow(Base):
    """Which process crawls a host now: the limits of a host hold over all sources, processes and machines."""

    __tablename__ = "host_leases"

    host: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    until: Mapped[datetime]


class LeaseRow(Base):
    """A duty that one process at a time has, such as dispatching what is due."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str]
    beat: Mapped[int] = mapped_column(default=0)
    """Counted on at each sign of life. Another process takes over when it has stood still for long enough by that
    process's own steady clock: no wall clock is compared, so none that jumps or differs can do harm."""


class RequestDayRow(Base):
    """How many requests a source has cost on one day, for its budget."""

    __tablename__ = "request_days"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """In the source's zone, `YYYY-MM-DD`."""
    requests: Mapped[int] = mapped_column(default=0)


class WaitingListRow(Base):
    """A list page that a run has found and had no room to read; the next run goes on with it."""

    __tablename__ = "waiting_lists"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    start_url: Mapped[str]
    """The start point it belongs to."""
    url: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    """`kitewire.source.StartKind`."""
    depth: Mapped[int] = mapped_column(default=0)
    """Lists from the start point to this one."""
    tries: Mapped[int] = mapped_column(default=0)
    """So many times in a row it could not be read."""

    __table_args__ = (Index(None, "source_id", "start_url", "url", unique=True),)


class SourceHealthRow(Base):
    """What is expected of a source, learned run by run, and how its runs stand: nobody need look through the runs."""

    __tablename__ = "source_health"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[int] = mapped_column(BigInteger, default=0)
    """The newest run that was assessed; runs are numbered upwards."""
    articles: Mapped[int | None]
    """As counted after the last run that brought one."""
    succeeded: Mapped[datetime | None]
    """When a run last finished."""
    seconds: Mapped[float | None] = mapped_column(Float)
    """What the last run took."""
    requests: Mapped[int] = mapped_column(default=0)
    """What the last run cost."""
    expectation: Mapped[dict[str, Any]]
    """`scheduler.expectation.Expectation`."""


class FindingRow(Base):
    """Something about a source that falls out of what is expected of it."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    """`kitewire.health.FindingKind`."""
    since: Mapped[datetime]
    """When it was first seen."""
    seen: Mapped[datetime]
    """When it was last seen."""
    proofs: Mapped[int] = mapped_column(default=0)
    """Runs in a row that showed it, or since it was raised that did not (negative)."""
    raised: Mapped[datetime | None]
    """When it had been proven often enough; null: not yet."""
    cleared: Mapped[datetime | None]
    """When it was over; null: it stands."""
    evidence: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "source_id", "kind"), Index(None, "cleared"), {"sqlite_autoincrement": True})


class AlertRow(Base):
    """A message about a finding on its way to one hook; it is tried again until it is taken."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(String(16))
    """`raised` or `cleared`."""
    hook: Mapped[str] = mapped_column(String(16))
    """`command` or `webhook`."""
    made: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(index=True)
    """Null: it was taken, or given up."""
    sent: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    """Why the last try failed."""
