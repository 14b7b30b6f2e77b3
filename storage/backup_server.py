"""Backups of a server's database: each table as COPY writes it, in one snapshot, in one zip file.

COPY's text format is the one that PostgreSQL keeps readable from version to version.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, inspect, text

from kitewire import __version__
from kitewire.errors import DatabaseError
from storage.base import Base
from storage.engine import connect
from storage.failures import shown
from storage.search_index import TABLE as SEARCH
from storage.transaction import WRITE_LOCK
from storage.upgrade import check_known, known_revisions, migrate

MANIFEST = "kitewire.json"
FORMAT = 1
VERSIONS = "alembic_version"
BLOCK = 1 << 20
LOCK_WAIT = "30s"


def write(url: URL, part: Path, tell: Callable[[float], None]) -> tuple[str, int]:
    """Write the tables of the database at `url` into the new file `part`; gives its revision and how many articles
    it holds. Raises `DatabaseError`, OSError."""
    with _connection(url) as connection, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        tables: dict[str, dict[str, Any]] = {}
        names = _tables(connection)
        for number, table in enumerate(names):
            tell(number / len(names))
            columns = [column["name"] for column in inspect(connection).get_columns(table)]
            tables[table] = {"columns": columns, "rows": _copy_out(connection, packed, table, columns)}
        revision = check_known(connection) or ""
        manifest = {
            "kitewire": __version__,
            "format": FORMAT,
            "revision": revision,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "tables": tables,
            "sequences": _sequences(connection),
        }
        packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
    with zipfile.ZipFile(part) as packed:
        if damaged := packed.testzip():
            raise DatabaseError(f"backup {part}: {damaged} was not written as it should be: check the disk")
    return revision, tables["articles"]["rows"]


def read(url: URL, path: Path, force: bool, tell: Callable[[float], None]) -> tuple[str, int]:
    """Make the database at `url` the one in the file `path`, in one transaction. Raises `DatabaseError`, OSError."""
    with _opened(path) as (packed, manifest), _connection(url) as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
        if not force and _holds_something(connection):
            raise DatabaseError(f"database {shown(url)}: holds an archive: give --force to replace it")
        _drop(connection)
        migrate(connection, manifest["revision"])
        keys = _take_keys_off(connection)
        for number, (table, told) in enumerate(manifest["tables"].items()):
            tell(number / len(manifest["tables"]))
            rows = _copy_in(connection, packed, table, told["columns"])
            if rows != told["rows"]:
                raise DatabaseError(f"backup {path}: {table} has {rows} rows of {told['rows']}: take another one")
        for statement in keys:
            connection.execute(text(statement))
        for name, last in manifest["sequences"].items():
            connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last})
        connection.commit()
        return manifest["revision"], manifest["tables"]["articles"]["rows"]


@contextmanager
def _connection(url: URL) -> Iterator[Connection]:
    engine = connect(url, 30)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            if manifest["format"] > FORMAT or manifest["revision"] not in known_revisions():
                raise DatabaseError(f"backup {path}: was made by a newer Kitewire: install that version")
            yield packed, manifest
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DatabaseError(f"backup {path}: is damaged ({error}): take another one") from error


def _tables(connection: Connection) -> list[str]:
    there = set(inspect(connection).get_table_names())
    return [name for name in (*(table.name for table in Base.metadata.tables.values()), SEARCH) if name in there]


def _copy_out(connection: Connection, packed: zipfile.ZipFile, table: str, columns: list[str]) -> int:
    rows = 0
    with (
        _cursor(connection) as cursor,
        packed.open(f"{table}.copy", "w", force_zip64=True) as out,
        cursor.copy(f"COPY {_listed(table, columns)} TO STDOUT") as blocks,
    ):
        for block in blocks:
            rows += bytes(block).count(b"\n")  # those within a value are written as \n
            out.write(block)
    return rows


def _copy_in(connection: Connection, packed: zipfile.ZipFile, table: str, columns: list[str]) -> int:
    with _cursor(connection) as cursor, packed.open(f"{table}.copy") as source:
        cursor.execute(f'DELETE FROM "{table}"')
        with cursor.copy(f"COPY {_listed(table, columns)} FROM STDIN") as blocks:
            while block := source.read(BLOCK):
                blocks.write(block)
        return int(cursor.rowcount)


def _cursor(connection: Connection) -> Any:
    return connection.connection.driver_connection.cursor()  # type: ignore[union-attr]


def _listed(table: str, columns: list[str]) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f'"{table}" ({named})'


def _sequences(connection: Connection) -> dict[str, int]:
    """Where the numbers of rows have come to: the id of a deleted article must not come again."""
    found = connection.execute(
        text(
            "SELECT sequencename, last_value FROM pg_sequences "
            "WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        )
    )
    ours = {f"{table}_id_seq" for table in Base.metadata.tables}
    return {name: last for name, last in found if name in ours}


def _holds_something(connection: Connection) -> bool:
    named = set(_tables(connection)) & {"sources", "articles"}
    return any(connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})")) for name in sorted(named))


def _drop(connection: Connection) -> None:
    for name in (*_tables(connection), VERSIONS):
        connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))


def _take_keys_off(connection: Connection) -> list[str]:
    """Foreign keys go while rows come in, since articles and stories name each other; gives what puts them back."""
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
    ).all()
    ours = set(_tables(connection))
    keys = [(table, name, definition) for table, name, definition in found if table.strip('"') in ours]
    for table, name, _ in keys:
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    return [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in keys]
