"""The connection to a database: address, pragmas, and how its errors come out."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from kitewire.errors import DatabaseError
from storage.failures import mendable, shown
from storage.hygiene import clean_parameters
from storage.same_file import SameFile

_PRAGMAS = ("foreign_keys=ON", "synchronous=NORMAL", "cache_size=-16384", "temp_store=MEMORY")
"""Of each connection to SQLite. A cache of 16 MB instead of 2: look-ups by key go all over the file, so most pages
would be read again for each batch. One of 64 MB, or the file mapped into memory, saves no time beside the system's own
cache, makes a crawl larger until it is full, and an error of the disk under a mapped page would end the process."""
_WRITING = "PRAGMA cache_size=-49152"
"""Of a connection that has written. A batch of a hundred Chinese articles changes 8,000 pages, 33 MB, nearly each key
on one of its own: what does not fit is written before its time, read again, changed and written once more (an eighth
of linking), and what look-ups go through is read anew (at a million stored some 2,100 pages a batch with 32 MB, 1,200
to 1,500 with 48)."""

WRITES = "kitewire_writes"
"""Execution option: whether a transaction takes SQLite's write lock as it begins."""


def read_url(text: str) -> URL:
    """The database address in `text`. Raises `DatabaseError` where it is none that Kitewire can use."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise DatabaseError(
            "DATABASE_URL is no database address: write sqlite:///PATH or postgresql://user:password@host/name"
        ) from None
    backend = url.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise DatabaseError(f"database {shown(url)}: {backend} is not supported; use sqlite or postgresql")
    if not url.database or url.database == ":memory:":
        raise DatabaseError("an archive in memory is gone at once: name a file, such as sqlite:///kitewire.db")
    return url.set(drivername="sqlite+pysqlite")


def connect(url: URL, timeout: float) -> Engine:
    """An engine for `url`; `timeout` (seconds) is how long a locked database is waited for.

    Raises `DatabaseError` where the driver is missing. Nothing is opened yet.
    """
    engine = _sqlite(url, timeout) if url.get_backend_name() == "sqlite" else _postgres(url)

    @event.listens_for(engine, "handle_error")
    def _translate(context: Any) -> None:
        error = mendable(context.sqlalchemy_exception or context.original_exception, url)
        if error is not None:
            raise error from context.original_exception

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _clean(connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any) -> tuple[str, Any]:
        return statement, clean_parameters(parameters)

    return engine


def _sqlite(url: URL, timeout: float) -> Engine:
    path = Path(url.database or "")
    if path.is_dir():
        raise DatabaseError(f"database {shown(url)}: is a folder; name a file in it")
    engine = create_engine(url, connect_args={"timeout": timeout})
    file = SameFile(url)

    @event.listens_for(engine, "do_connect")
    def _look(dialect: Any, record: Any, arguments: Any, options: Any) -> None:
        file.check()

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: Any) -> None:
        # The driver would begin transactions by itself, and too late to hold the write lock from the start.
        connection.isolation_level = None
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            raise mendable(error, url) or error from error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        file.check()
        writes = connection.get_execution_options().get(WRITES)
        if writes:
            connection.exec_driver_sql(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    if importlib.util.find_spec("psycopg") is None:
        raise DatabaseError(f"database {shown(url)}: the driver is missing: pip install 'kitewire[postgres]'")
    return create_engine(url, pool_pre_ping=True)
