"""What a run was like, and which pages of a source stand as failed."""

from __future__ import annotations

from sqlalchemy import select

from kitewire.crawl import Outcome
from kitewire.errors import UnknownIdError
from kitewire.messages import Message
from kitewire.run_measures import RunMeasures
from kitewire.run_page import FailedPage
from storage.models import PageRow, RunRow
from storage.sources import source_row
from storage.transaction import Transactions


class RunPages:
    """Pages by run and by source."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def measures(self, run_id: int) -> RunMeasures:
        """The measures of a run, as far as it has come. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            row = session.get(RunRow, run_id)
            if row is None:
                raise UnknownIdError(Message("there is no run {number}", number=run_id))
            return RunMeasures.from_dict(row.measures or {})

    def failed(self, source: str, limit: int = 50) -> list[FailedPage]:
        """Pages of the source whose last fetch failed, by reason. Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            statement = (
                select(PageRow.url, PageRow.reason, PageRow.tries, PageRow.next_check)
                .where(PageRow.source_id == source_row(session, source).id, PageRow.outcome == Outcome.FAILED.value)
                .order_by(PageRow.reason, PageRow.id)
                .limit(limit)
            )
            return [FailedPage(*row) for row in session.execute(statement)]
