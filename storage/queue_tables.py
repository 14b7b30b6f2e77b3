"""The tables of the queue over many machines: those of procrastinate, in a schema of their own on the same server.

They stand apart from the archive, so that neither's migrations nor backups trip over the other's. They hold messages
only: with the schema dropped and made again nothing is lost, since `sources.next_due` says what is to be run.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from kitewire.errors import DatabaseError
from storage.failures import mendable, shown
from storage.transaction import Transactions

if TYPE_CHECKING:
    import psycopg

SCHEMA = "kitewire_queue"
_HAVE = text(f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')")
"""The schema's comment is the name of the last of procrastinate's migrations that its tables have: it goes where they
go, also into a backup of the server and out of one of the archive."""
_USE = f"SET search_path TO {SCHEMA}, public"


def has_queue() -> bool:
    """Whether the package that makes the queue is installed."""
    return importlib.util.find_spec("procrastinate") is not None


def bring_up_queue(transactions: Transactions) -> bool:
    """Make the queue's tables, or bring them to the installed version of procrastinate by its own migrations, each in a
    transaction of its own (a later one may use a value that an earlier one has added to a type).

    Gives whether anything was changed. Raises `DatabaseError` where they are newer, or a right is missing.
    """
    changed = False
    while _step(transactions):
        changed = True
    return changed


def _step(transactions: Transactions) -> bool:
    """The next script, if there is one; whoever comes second waits and finds it done."""
    with transactions.write() as session:
        have = session.scalar(_HAVE) or ""
        _refuse_newer(transactions.engine, have)
        reached, script = _next(have)
        if not script:
            return False
        connection: psycopg.Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
        try:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            connection.execute(_USE.replace("SET", "SET LOCAL", 1).encode())
            connection.execute(script.encode())
            connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{reached}'".encode())
        except _database_error() as error:
            raise mendable(error, transactions.engine.url) or error from error
        session.execute(text("SET LOCAL search_path TO DEFAULT"))
        return True


def check_queue(transactions: Transactions) -> None:
    """Raises `DatabaseError`, which says what to do, where the queue cannot work on this database."""
    where = f"database {shown(transactions.engine.url)}"
    if transactions.dialect != "postgresql":
        raise DatabaseError(f"{where}: several machines need one PostgreSQL: set DATABASE_URL=postgresql://…")
    if not has_queue():
        raise DatabaseError(f"{where}: the queue is missing: pip install 'kitewire[postgres]'")
    with transactions.read() as session:
        have = session.scalar(_HAVE) or ""
    _refuse_newer(transactions.engine, have)
    if have != _newest():
        state = "are older than the installed procrastinate" if have else "are missing"
        raise DatabaseError(f"{where}: the tables of the queue {state}: run `kitewire db upgrade`")


def queue_address(engine: Engine) -> str:
    """The address of the database for psycopg, with the password."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def use_queue(connection: psycopg.Connection) -> None:
    """Make the queue's tables those that a new connection sees first."""
    connection.execute(_USE.encode())
    connection.commit()


async def use_queue_async(connection: psycopg.AsyncConnection) -> None:
    """The same for an asynchronous connection."""
    await connection.execute(_USE.encode())
    await connection.commit()


def _migrations() -> list[Path]:
    from procrastinate.schema import SchemaManager

    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"), key=lambda path: path.stem)


def _newest() -> str:
    return _migrations()[-1].stem


def _next(have: str) -> tuple[str, str]:
    """What the tables have after the next script, and the script; empty where none is left."""
    from procrastinate.schema import SchemaManager

    if not have:
        return _newest(), SchemaManager.get_schema()
    for path in _migrations():
        if path.stem > have:
            return path.stem, path.read_text(encoding="utf-8")
    return have, ""


def _refuse_newer(engine: Engine, have: str) -> None:
    if have > _newest():
        raise DatabaseError(
            f"database {shown(engine.url)}: the tables of the queue are newer ({have}) than the installed"
            " procrastinate: pip install --upgrade procrastinate"
        )


def _database_error() -> type[Exception]:
    import psycopg

    return psycopg.Error
