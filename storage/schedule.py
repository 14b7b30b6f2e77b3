"""What the schedule needs: which source is due, and that no two runs of one source overlap."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, or_, select

from kitewire.crawl import Appeared
from kitewire.source import Source
from storage.assessing import DUE, SOURCE
from storage.base import table_of
from storage.hosts import Moment, lease_is_free
from storage.models import ArticleRow, SourceRow
from storage.sources import source_of, unknown_source
from storage.transaction import Transactions


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
        with self._transactions.read_rows() as connection:
            return list(connection.scalars(_DUE_NAMES, {"now": now, "void": now + _LONGEST_LEASE, "most": limit}))

    def is_due(self, name: str, now: datetime) -> bool:
        """Whether the source `name` is among `due`; False for one that does not exist."""
        statement = select(SourceRow.id).where(SourceRow.name == name, *_due(now, now + _LONGEST_LEASE))
        with self._transactions.read() as session:
            return session.scalar(statement) is not None

    def set_due(self, name: str, when: datetime | None, now: datetime | None = None) -> None:
        """When the source is due next (None: at once), as chosen at `now`. Raises `UnknownSourceError`."""
        with self._transactions.write_rows() as connection:
            if connection.execute(DUE, {"wanted": name, "due": when, "at": now}).first() is None:
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
        with self._transactions.read_rows() as connection:
            rows = connection.execute(_APPEARED, {"wanted": name, "since": since, "most": limit}).all()
            if not rows and connection.execute(SOURCE, {"wanted": name}).first() is None:
                raise unknown_source(name)
            return [Appeared(published, seen) for published, seen in rows]


_CLOCKS_DIFFER = timedelta(minutes=5)
"""Machines that share a database agree on the time within this."""
_LONGEST_LEASE = timedelta(hours=2)
"""Far more than a crawl asks for: a lease that seems to hold for longer was made by a clock put back since."""
_GOLDEN = 0.6180339887498949
"""Multiples of the golden ratio, without their whole part, spread evenly however many (Knuth, TAOCP 3, 6.4)."""
# Of plain tables: what the mapped classes add to each answer is more than these cost.
_source, _article = table_of(SourceRow).c, table_of(ArticleRow).c
_LONGEST_FIRST = (_source.next_due.is_not(None), _source.next_due, _source.name)


def _due(now: Moment, void: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        _source.paused.is_(False),
        or_(_source.next_due.is_(None), _source.next_due <= now),
        lease_is_free(_source.lease_until, now, void),
    )


# Made once: building such a statement takes longer than running it, and the loop looks each second.
_DUE_NAMES = (
    select(_source.name)
    .where(*_due(bindparam("now"), bindparam("void")))
    .order_by(*_LONGEST_FIRST)
    .limit(bindparam("most"))
)
_APPEARED = (
    select(_article.sorted_by, _article.first_seen)
    .where(
        _article.source_id == select(_source.id).where(_source.name == bindparam("wanted")).scalar_subquery(),
        _article.sorted_by > bindparam("since"),
    )
    .order_by(_article.sorted_by.desc())
    .limit(bindparam("most"))
)
