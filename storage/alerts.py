"""Messages about findings on their way to the hooks: made with the finding, tried until they are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kitewire.health import Finding
from storage.findings import finding_of
from storage.models import SourceRow
from storage.outbox import Outbox
from storage.service_models import AlertRow, FindingRow
from storage.transaction import Transactions


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one hook."""

    id: int
    event: str
    """`raised`, `cleared` or `test`."""
    hook: str
    """`command` or `webhook`."""
    made: datetime
    tries: int
    finding: Finding


class Alerts(Outbox):
    """The messages; their receivers are the hooks."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__(transactions, AlertRow, "hook")

    def due(self, now: datetime, limit: int = 50) -> list[Alert]:
        """The messages to send now, as they were made."""
        statement = (
            select(AlertRow, FindingRow, SourceRow.name)
            .join(FindingRow, FindingRow.id == AlertRow.finding_id)
            .join(SourceRow, SourceRow.id == FindingRow.source_id)
            .where(AlertRow.next_try <= now)
            .order_by(AlertRow.id)
            .limit(limit)
        )
        with self._transactions.read() as session:
            return [
                Alert(row.id, row.event, row.hook, row.made, row.tries, finding_of(finding, source))
                for row, finding, source in session.execute(statement)
            ]
