"""What the schedule needs: which source is due, and that no two runs of one source overlap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, or_, select, update

from kitewire.crawl import Appeared
from kitewire.source import Source
from kitewire.source_files import source_from_dict
from storage.hosts import Moment, lease_is_free
from storage.models import ArticleRow, RunRow, SourceRow
from storage.sources import source_of, source_row, unknown_source
from storage.transaction import Transactions


@dataclass(frozen=True, slots=True)
class Standing:
    """What a source's next run is chosen by, but for its articles."""

    source: Source
    failures: int
    """Failed runs since the last one that finished; interrupted ones prove nothing."""
    started: datetime | None
    """When its last run began."""


class Schedule:
    """Due times and leases of the sources."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def due(self, now: datetime) -> list[Source]:
        """Sources to crawl now, the longest due first: neither paused nor being crawled."""
        statement = select(SourceRow).where(*_due(now, now + _LONGEST_LEASE)).order_by(*_LONGEST_FIRST)
        with self._transactions.read() as session:
            return [source_of(row) for row in session.scalars(statement)]

    def due_names(self, now: datetime, limit: int) -> list[str]:
        """The names of up to `limit` sources of `due`, in its order. Costs what is due and not what there is."""
        with self._transactions.read() as session:
            return list(session.scalars(_DUE_NAMES, {"now": now, "void": now + _LONGEST_LEASE, "most": limit}))

    def is_due(self, name: str, now: datetime) -> bool:
        """Whether the source `name` is among `due`; False for one that does not exist."""
        statement = select(SourceRow.id).where(SourceRow.name == name, *_due(now, now + _LONGEST_LEASE))
        with self._transactions.read() as session:
            return session.scalar(statement) is not None

    def standing(self, name: str) -> Standing:
        """What its next run is chosen by. Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            row = session.execute(_STANDING, {"wanted": name}).first()
            if row is None:
                raise unknown_source(name)
            return Standing(source_from_dict(row[0], f"source {name} in the database"), row[1], row[2])

    def set_due(self, name: str, when: datetime | None, now: datetime | None = None) -> None:
        """When the source is due next (None: at once), as chosen at `now`. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            if session.execute(_SET_DUE, {"wanted": name, "due": when, "at": now}).first() is None:
                raise unknown_source(name)

    def mend_clock(self, now: datetime) -> int:
        """Choose anew what was chosen in the future: the clock was wrong then, and has been put back since.

        A source that was due an hour after its choice is due within an hour from `now`, and the sources are spread over
        their waits. Gives how many there were.
        """
        with self._transactions.write() as session:
            ahead = select(SourceRow).where(SourceRow.scheduled > now + _CLOCKS_DIFFER)
            rows = session.scalars(ahead).all()
            for row in rows:
                if row.next_due is not None and row.scheduled is not None:
                    row.next_due = now + (row.next_due - row.scheduled) * (row.id * _GOLDEN % 1)
                row.scheduled = now
            return len(rows)

    def appeared(self, name: str, since: datetime, limit: int) -> list[Appeared]:
        """The source's newest articles after `since`, newest first: answered from one index, without the articles.

        Raises `UnknownSourceError`.
        """
        with self._transactions.read() as session:
            statement = (
                select(ArticleRow.sorted_by, ArticleRow.first_seen)
                .where(ArticleRow.source_id == source_row(session, name).id, ArticleRow.sorted_by > since)
                .order_by(ArticleRow.sorted_by.desc())
                .limit(limit)
            )
            return [Appeared(published, seen) for published, seen in session.execute(statement)]


_CLOCKS_DIFFER = timedelta(minutes=5)
"""Machines that share a database agree on the time within this."""
_LONGEST_LEASE = timedelta(hours=2)
"""Far more than a crawl asks for: a lease that seems to hold for longer was made by a clock put back since."""
_GOLDEN = 0.6180339887498949
"""Multiples of the golden ratio, without their whole part, spread evenly however many (Knuth, TAOCP 3, 6.4)."""
_LONGEST_FIRST = (SourceRow.next_due.is_not(None), SourceRow.next_due, SourceRow.name)


def _due(now: Moment, void: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        SourceRow.paused.is_(False),
        or_(SourceRow.next_due.is_(None), SourceRow.next_due <= now),
        lease_is_free(SourceRow.lease_until, now, void),
    )


# Made once: building such a statement takes longer than running it, and the loop looks each second.
_DUE_NAMES = (
    select(SourceRow.name)
    .where(*_due(bindparam("now"), bindparam("void")))
    .order_by(*_LONGEST_FIRST)
    .limit(bindparam("most"))
)
_LAST_RUN = (
    select(RunRow.started).where(RunRow.source_id == SourceRow.id).order_by(RunRow.id.desc()).limit(1).scalar_subquery()
)
_STANDING = select(SourceRow.definition, SourceRow.failures, _LAST_RUN).where(SourceRow.name == bindparam("wanted"))
_SET_DUE = (
    update(SourceRow)
    .where(SourceRow.name == bindparam("wanted"))
    .values(next_due=bindparam("due"), scheduled=bindparam("at"))
    .returning(SourceRow.id)
    .execution_options(synchronize_session=False)
)
