"""What sources cost: requests by day and by run."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from storage.inserting import insert
from storage.models import RunRow
from storage.service_models import RequestDayRow
from storage.sources import source_row
from storage.transaction import Transactions

KEPT_DAYS = 62
"""Days whose counts are kept: the budget asks for one, people for two months."""


class Requests:
    """Counts of requests. Days are written as `kitewire.budget.budget_day` gives them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def on(self, source: str, day: str) -> int:
        """How many requests the source has cost on `day`. Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            row = session.get(RequestDayRow, (source_row(session, source).id, day))
            return 0 if row is None else row.requests

    def days(self, source: str) -> dict[str, int]:
        """Day → requests, the latest first. Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            of_source = select(RequestDayRow).where(RequestDayRow.source_id == source_row(session, source).id)
            return {row.day: row.requests for row in session.scalars(of_source.order_by(RequestDayRow.day.desc()))}

    def add(self, source: str, run_id: int, by_day: Mapping[str, int]) -> None:
        """Add requests (day → number) to the source's days and to its run. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            source_id = source_row(session, source).id
            for day, number in sorted(by_day.items()):
                statement = insert(session, RequestDayRow).values(source_id=source_id, day=day, requests=number)
                session.execute(
                    statement.on_conflict_do_update(
                        index_elements=["source_id", "day"],
                        set_={"requests": RequestDayRow.requests + statement.excluded.requests},
                    )
                )
            total = sum(by_day.values())
            session.execute(update(RunRow).where(RunRow.id == run_id).values(requests=RunRow.requests + total))

    def forget_before(self, day: str) -> None:
        """Drop the counts of days before `day`, for all sources."""
        with self._transactions.write() as session:
            session.execute(delete(RequestDayRow).where(RequestDayRow.day < day))
