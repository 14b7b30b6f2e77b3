"""Messages that others are to get: stored, and tried until they are taken or given up.

Each kind has a table with the columns `id`, `made`, `tries`, `next_try`, `sent` and `error`, and one that names the
receiver. A try is counted before it is made, so of two processes one makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, or_, select, update

from storage.base import Base
from storage.transaction import Transactions

NOT_SET = "the receiver is not set"
_STUCK, _FORGOTTEN = timedelta(hours=1), timedelta(days=7)


class Message(Protocol):
    """One message to one receiver."""

    @property
    def id(self) -> int:
        """Its row."""

    @property
    def made(self) -> datetime:
        """When that happened which it tells of."""

    @property
    def tries(self) -> int:
        """So many were made before."""


class Outbox:
    """The messages of one table."""

    def __init__(self, transactions: Transactions, table: type[Base], receiver: str) -> None:
        self._transactions = transactions
        self._table: Any = table
        self._receiver: Any = getattr(table, receiver)

    def claim(self, message: Message, next_try: datetime | None) -> bool:
        """Count a try before it is made, so that nobody else makes it; `next_try`: when to try again if it comes to
        nothing (None: never). False: somebody else has claimed it."""
        table = self._table
        mine = (table.id == message.id, table.tries == message.tries, table.next_try.is_not(None))
        with self._transactions.write() as session:
            taken = update(table).where(*mine).values(tries=message.tries + 1, next_try=next_try)
            return session.execute(taken.returning(table.id)).first() is not None

    def taken(self, message: Message, now: datetime) -> None:
        """Note that the receiver has taken the message, unless there is more to tell by now."""
        self._end(message, sent=now, next_try=None, error="")

    def failed(self, message: Message, error: str) -> None:
        """Note why a try came to nothing; when the next one is due was said by `claim`."""
        self._end(message, error=error[:500])

    def put_off(self, receiver: str, now: datetime, until: datetime) -> None:
        """Let the due messages of a receiver wait until `until`: it has just failed, so the others would too."""
        due = (self._receiver == receiver, self._table.next_try <= now)
        with self._transactions.write() as session:
            session.execute(update(self._table).where(*due).values(next_try=until))

    def drop(self, receivers: Sequence[str], older: datetime) -> None:
        """Pass over what waits for these receivers, since they are not set, and what was made before `older`."""
        waits = self._table.next_try.is_not(None)
        unset, old = (waits, self._receiver.in_(receivers)), (waits, self._table.made < older)
        with self._transactions.read() as session:
            if session.scalar(select(self._table.id).where(waits, or_(unset[1], old[1])).limit(1)) is None:
                return
        with self._transactions.write() as session:
            session.execute(update(self._table).where(*unset).values(next_try=None, error=NOT_SET))
            session.execute(update(self._table).where(*old).values(next_try=None))

    def waiting(self) -> dict[str, int]:
        """How many messages wait for each receiver that has any."""
        waits = self._table.next_try.is_not(None)
        statement = select(self._receiver, func.count()).where(waits).group_by(self._receiver)
        with self._transactions.read() as session:
            found: dict[str, int] = dict(session.execute(statement).all())
            return found

    def stuck(self, now: datetime) -> list[tuple[str, int, str]]:
        """(Receiver, messages that it has not taken within an hour, or at all in the last week, why not) each."""
        table = self._table
        old = (
            table.made <= now - _STUCK,
            table.made > now - _FORGOTTEN,
            or_(table.sent.is_(None), table.sent < table.made),
        )
        failed = (table.error != "", table.error != NOT_SET)
        statement = select(self._receiver, func.count(), func.max(table.error)).where(*old, *failed)
        with self._transactions.read() as session:
            found = session.execute(statement.group_by(self._receiver))
            return [(receiver, number, error) for receiver, number, error in found]

    def _end(self, message: Message, **values: datetime | str | None) -> None:
        mine = (self._table.id == message.id, self._table.made == message.made)
        with self._transactions.write() as session:
            session.execute(update(self._table).where(*mine).values(**values))
