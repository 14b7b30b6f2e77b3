"""Messages about findings on their way to the hooks: made with the finding, tried until they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from kitewire.health import Finding
from storage.health import finding_of
from storage.models import SourceRow
from storage.service_models import AlertRow, FindingRow
from storage.transaction import Transactions

NOT_SET = "the hook is not set"
_STUCK, _FORGOTTEN = timedelta(hours=1), timedelta(days=7)


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

    def drop(self, hooks: Sequence[str], older: datetime) -> None:
        """Pass over what waits for these hooks, since they are not set, and what was made before `older`."""
        waits = AlertRow.next_try.is_not(None)
        unset, old = (waits, AlertRow.hook.in_(hooks)), (waits, AlertRow.made < older)
        with self._transactions.read() as session:
            if session.scalar(select(AlertRow.id).where(waits, or_(unset[1], old[1])).limit(1)) is None:
                return
        with self._transactions.write() as session:
            session.execute(update(AlertRow).where(*unset).values(next_try=None, error=NOT_SET))
            session.execute(update(AlertRow).where(*old).values(next_try=None))

    def waiting(self) -> dict[str, int]:
        """How many messages wait for each hook that has any."""
        statement = select(AlertRow.hook, func.count()).where(AlertRow.next_try.is_not(None)).group_by(AlertRow.hook)
        with self._transactions.read() as session:
            found: dict[str, int] = dict(session.execute(statement).all())
            return found

    def stuck(self, now: datetime) -> list[tuple[str, int, str]]:
        """(Hook, messages that it has not taken within an hour, or at all in the last week, why not) each."""
        old = (AlertRow.made <= now - _STUCK, AlertRow.made > now - _FORGOTTEN, AlertRow.sent.is_(None))
        failed = (AlertRow.error != "", AlertRow.error != NOT_SET)
        statement = select(AlertRow.hook, func.count(), func.max(AlertRow.error)).where(*old, *failed)
        with self._transactions.read() as session:
            return [(hook, number, error) for hook, number, error in session.execute(statement.group_by(AlertRow.hook))]

    def _end(self, alert: Alert, **values: datetime | str | None) -> None:
        with self._transactions.write() as session:
            session.execute(update(AlertRow).where(AlertRow.id == alert.id).values(**values))
