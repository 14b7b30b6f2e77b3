"""What the schedule needs: which source is due, and that no two runs of one source overlap."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from kitewire.source import Source
from storage.models import ArticleRow, SourceRow
from storage.sources import source_of, source_row
from storage.transaction import Transactions


class Schedule:
    """Due times and leases of the sources."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def due(self, now: datetime) -> list[Source]:
        """Sources to crawl now, the longest due first: neither paused nor being crawled."""
        statement = (
            select(SourceRow)
            .where(SourceRow.paused.is_(False))
            .where(or_(SourceRow.next_due.is_(None), SourceRow.next_due <= now))
            .where(or_(SourceRow.lease_until.is_(None), SourceRow.lease_until <= now))
            .order_by(SourceRow.next_due.is_not(None), SourceRow.next_due, SourceRow.name)
        )
        with self._transactions.read() as session:
            return [source_of(row) for row in session.scalars(statement)]

    def set_due(self, name: str, when: datetime | None) -> None:
        """When the source is due next; None: at once. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            source_row(session, name).next_due = when

    def take(self, name: str, owner: str, until: datetime, now: datetime) -> bool:
        """Take the lease of a source, or prolong one's own. False where another owner holds it at `now`.

        Raises `UnknownSourceError`.
        """
        free = or_(SourceRow.lease_until.is_(None), SourceRow.lease_until <= now, SourceRow.lease_owner == owner)
        with self._transactions.write() as session:
            row_id = source_row(session, name).id
            taken = session.execute(
                update(SourceRow)
                .where(SourceRow.id == row_id, free)
                .values(lease_owner=owner, lease_until=until)
                .returning(SourceRow.id)
            )
            return taken.first() is not None

    def release(self, name: str, owner: str) -> None:
        """Give the lease back; nothing happens where `owner` does not hold it."""
        with self._transactions.write() as session:
            session.execute(
                update(SourceRow)
                .where(SourceRow.name == name, SourceRow.lease_owner == owner)
                .values(lease_owner=None, lease_until=None)
            )

    def publish_times(self, name: str, limit: int) -> list[datetime]:
        """When the source's newest articles were published, newest first; articles without a date are left out.

        Raises `UnknownSourceError`.
        """
        with self._transactions.read() as session:
            statement = (
                select(ArticleRow.published)
                .where(ArticleRow.source_id == source_row(session, name).id, ArticleRow.published.is_not(None))
                .order_by(ArticleRow.published.desc())
                .limit(limit)
            )
            return [when for when in session.scalars(statement) if when is not None]
