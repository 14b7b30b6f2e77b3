"""Transactions: many readers, one writer at a time, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from storage.engine import WRITES

# Any fixed number; every Kitewire process that writes to one PostgreSQL database waits for the same.
WRITE_LOCK = 0x4B495445


class Transactions:
    """Opens sessions. Writers follow each other.

    SQLite has one writer by nature. On PostgreSQL an advisory lock does the same: two batches that cannot
    see each other's articles would miss the links between them, and two that insert the same addresses in
    different order would deadlock. Reading pages is 95 % of a crawl's work, so writers seldom wait.
    """

    def __init__(self, engine: Engine, timeout: float) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writing = engine.execution_options(**{WRITES: True})
        snapshot = {"isolation_level": "REPEATABLE READ"} if self.dialect == "postgresql" else {}
        self._reading = engine.execution_options(**snapshot)
        self._timeout = timeout
        self.written = 0
        """Transactions of this process that may have changed something and ended."""

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and takes no lock that a writer would wait for."""
        with Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are kept at its end, all or none. `DatabaseError`: the lock was not had in time."""
        with self._counted(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            self._wait_for_writers(session.connection())
            yield session

    @contextmanager
    def read_rows(self) -> Iterator[Connection]:
        """As `read`, for what is asked again and again of plain tables: a session's own work would cost as much."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write_rows(self) -> Iterator[Connection]:
        """As `write`, for the same."""
        with self._counted(), self._writing.connect() as connection, connection.begin():
            self._wait_for_writers(connection)
            yield connection

    @contextmanager
    def aside(self) -> Iterator[Session]:
        """As `write`, for rows that stand alone, such as a lease: on PostgreSQL it waits for no writer of articles."""
        with self._counted(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            session.connection()
            if self.dialect == "postgresql":
                session.execute(text("SELECT set_config('lock_timeout', :ms, true)"), {"ms": f"{self._timeout:.3f}s"})
            yield session

    def _wait_for_writers(self, connection: Connection) -> None:
        if self.dialect == "postgresql":
            connection.execute(text("SELECT set_config('lock_timeout', :ms, true)"), {"ms": f"{self._timeout:.3f}s"})
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.written += 1
