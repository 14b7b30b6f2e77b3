"""Messages about findings on their way to the hooks: made with the finding, tried until they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from kitewire.health import Finding
from storage.health import finding_of
from storage.models import SourceRow
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


class Alerts:
    """The messages."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

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

    def claim(self, alert: Alert, next_try: datetime | None) -> bool:
        """Count a try before it is made, so that nobody else makes it; `next_try`: when to try again if it comes to
        nothing (None: never). False: somebody else has claimed it."""
        mine = (AlertRow.id == alert.id, AlertRow.tries == alert.tries, AlertRow.next_try.is_not(None))
        with self._transactions.write() as session:
            taken = update(AlertRow).where(*mine).values(tries=alert.tries + 1, next_try=next_try)
            return session.execute(taken.returning(AlertRow.id)).first() is not None

    def taken(self, alert: Alert, now: datetime) -> None:
        """Note that the hook has taken the message."""
        self._end(alert, sent=now, next_try=None, error="")

    def failed(self, alert: Alert, error: str) -> None:
        """Note why a try came to nothing; when the next one is due was said by `claim`."""
        self._end(alert, error=error[:500])

    def put_off(self, hook: str, now: datetime, until: datetime) -> None:
        """Let the due messages of a hook wait until `until`: it has just failed, so the others would too."""
        due = (AlertRow.hook == hook, AlertRow.next_try <= now)
        with self._transactions.write() as session:
            session.execute(update(AlertRow).where(*due).values(next_try=until))

    def drop(self, hooks: Sequence[str]) -> None:
        """Pass over what waits for these hooks: they are not set."""
        waiting = (AlertRow.hook.in_(hooks), AlertRow.next_try.is_not(None))
        with self._transactions.read() as session:
            if not hooks or session.scalar(select(AlertRow.id).where(*waiting).limit(1)) is None:
                return
        with self._transactions.write() as session:
            session.execute(update(AlertRow).where(*waiting).values(next_try=None, error="the hook is not set"))

    def waiting(self) -> dict[str, int]:
        """How many messages wait for each hook that has any."""
        statement = select(AlertRow.hook, func.count()).where(AlertRow.next_try.is_not(None)).group_by(AlertRow.hook)
        with self._transactions.read() as session:
            found: dict[str, int] = dict(session.execute(statement).all())
            return found

    def _end(self, alert: Alert, **values: datetime | str | None) -> None:
        with self._transactions.write() as session:
            session.execute(update(AlertRow).where(AlertRow.id == alert.id).values(**values))
