"""Whether anything was committed since: the cheapest question that can be asked of an archive."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from kitewire.errors import DatabaseError
from storage.transaction import Transactions

LAG = {"sqlite": 0.005, "postgresql": 0.25}
"""Seconds for which what the database said is believed by `peek`. Changes by this process are seen at once."""


@dataclass(frozen=True, slots=True)
class _Sample:
    value: Hashable
    taken: float


class Changes:
    """Stamps of an archive's state: two equal ones say that nothing was committed between them, by any process.

    SQLite tells by `PRAGMA data_version` (some microseconds, nothing read from disk). PostgreSQL's current snapshot
    differs as soon as any transaction of the server that wrote has ended; it costs a question.
    """

    def __init__(self, transactions: Transactions, clock: Callable[[], float] = time.monotonic) -> None:
        self._transactions = transactions
        self._lag = LAG[transactions.dialect]
        self._clock = clock
        self._lock = Lock()
        self._connection: PoolProxiedConnection | None = None
        self._sample: _Sample | None = None

    def stamp(self) -> Hashable:
        """The stamp now. Raises `DatabaseError`."""
        own = self._transactions.written
        sample = self._sample = self._ask()
        return own, sample.value

    def peek(self) -> Hashable | None:
        """The stamp, up to `LAG` old, if it can be had without waiting for anything, else None: for the event loop."""
        own = self._transactions.written
        sample = self._sample
        if sample is None or self._clock() - sample.taken > self._lag:
            if self._transactions.dialect != "sqlite":
                return None
            sample = self._sample = self._ask()
        return own, sample.value

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _ask(self) -> _Sample:
        taken = self._clock()
        if self._transactions.dialect == "sqlite":
            return _Sample(self._data_version(), taken)
        with self._transactions.engine.connect() as connection:
            return _Sample(connection.scalar(text("SELECT CAST(pg_current_snapshot() AS text)")), taken)

    def _data_version(self) -> Any:
        # One connection for good: the number tells of changes by all others since it was opened.
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._transactions.engine.raw_connection()
                return self._connection.cursor().execute("PRAGMA data_version").fetchone()[0]
            except (sqlite3.Error, SQLAlchemyError, DatabaseError):
                return object()  # equal to no other: whoever asks the archive itself is told what is wrong
