"""What is known of hosts for all runs and processes, and who crawls which: waits, robots.txt, leases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from kitewire.hosts import Claim, HostState
from storage.base import table_of
from storage.inserting import insert
from storage.models import SourceRow
from storage.service_models import HostLeaseRow, HostRow
from storage.sources import source_row
from storage.transaction import Transactions

Moment = datetime | BindParameter[datetime]


class Hosts:
    """Host rows and leases. Places are written as `kitewire.urls.place_of` gives them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def state(self, place: str) -> HostState:
        """What is known of a place; a host that asked to wait over http waits over https too."""
        with self._transactions.read() as session:
            rows = {row.place: row for row in session.scalars(select(HostRow).where(HostRow.place.in_(_twins(place))))}
        waits = [row.wait_until for row in rows.values() if row.wait_until is not None]
        own = rows.get(place)
        if own is None:
            return HostState(wait_until=max(waits, default=None))
        return HostState(
            own.robots, own.robots_status, own.robots_fetched, own.robots_failing, wait_until=max(waits, default=None)
        )

    def keep_robots(self, place: str, state: HostState) -> None:
        """Keep what `state` says of the place's robots.txt."""
        self._put(
            place,
            robots=state.robots,
            robots_status=state.robots_status,
            robots_fetched=state.robots_fetched,
            robots_failing=state.robots_failing,
        )

    def keep_wait(self, place: str, until: datetime) -> None:
        """Keep until when the place asked not to be asked."""
        self._put(place, wait_until=until)

    def claim(self, source: str, hosts: Collection[str], owner: str, until: datetime, now: datetime) -> Claim:
        """Take the lease of a source together with those of its hosts, or prolong one's own: all of them or none.

        A lease that holds for longer than twice the one asked for was made by a clock that has been put back since, and
        is void. Raises `UnknownSourceError`.
        """
        with self._transactions.write() as session:
            row = source_row(session, source)
            if _held(row.lease_owner, row.lease_until, owner, until, now):
                return Claim(False)
            for lease in session.scalars(select(HostLeaseRow).where(HostLeaseRow.host.in_(hosts))):
                if _held(lease.owner, lease.until, owner, until, now):
                    return Claim(False, lease.host)
            row.lease_owner, row.lease_until = owner, until
            for host in sorted(hosts):
                session.merge(HostLeaseRow(host=host, owner=owner, until=until))
            return Claim(True)

    def give_back(self, source: str, hosts: Collection[str], owner: str) -> None:
        """Give the leases back, as far as `owner` holds them."""
        with self._transactions.write() as session:
            session.execute(
                update(SourceRow)
                .where(SourceRow.name == source, SourceRow.lease_owner == owner)
                .values(lease_owner=None, lease_until=None)
            )
            session.execute(delete(HostLeaseRow).where(HostLeaseRow.host.in_(hosts), HostLeaseRow.owner == owner))

    def busy(self, now: datetime) -> dict[str, datetime]:
        """Host → until when another crawl of it holds, unless that is prolonged."""
        with self._transactions.read_rows() as connection:
            return {row.host: row.until for row in connection.execute(_LEASED, {"now": now})}

    def waiting(self, now: datetime) -> dict[str, datetime]:
        """Place → until when it asked not to be asked, of those that still wait."""
        with self._transactions.read() as session:
            rows = session.scalars(select(HostRow).where(HostRow.wait_until > now))
            return {row.place: row.wait_until for row in rows if row.wait_until is not None}

    def _put(self, place: str, **values: object) -> None:
        with self._transactions.write() as session:
            statement = insert(session, HostRow).values(place=place, **values)
            session.execute(statement.on_conflict_do_update(index_elements=["place"], set_=values))


_lease = table_of(HostLeaseRow).c
_LEASED = select(_lease.host, _lease.until).where(_lease.until > bindparam("now"))


def free_dead_leases(session: Session, dead: Collection[str]) -> None:
    """Free the hosts that these owners had leased."""
    session.execute(delete(HostLeaseRow).where(HostLeaseRow.owner.in_(dead)))


def lease_is_free(until: ColumnElement[Any], now: Moment, void: Moment) -> ColumnElement[bool]:
    """Whether a lease that holds until the column `until` is in nobody's way; one that holds beyond `void` was made by
    a clock that has been put back since."""
    return or_(until.is_(None), until <= now, until > void)


def _held(holder: str | None, held: datetime | None, owner: str, until: datetime, now: datetime) -> bool:
    if holder is None or held is None or holder == owner:
        return False
    return now < held <= now + 2 * (until - now)


def _twins(place: str) -> tuple[str, str]:
    rest = urlsplit(place).netloc
    return f"http://{rest}", f"https://{rest}"
