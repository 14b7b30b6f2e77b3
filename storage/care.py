"""Giving back the room that deleted rows took, and keeping look-ups quick."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text

from kitewire.errors import DatabaseError
from storage import orphans
from storage.base import Base
from storage.database import Database
from storage.failures import mendable, shown
from storage.search_index import TABLE

MERGE_PAGES = 500
"""Pages of the search index that are merged in one transaction: some tenths of a second, then others may write."""


@dataclass(frozen=True, slots=True)
class Cared:
    """What a vacuum has won."""

    before: int
    """Bytes of the database, its log included."""
    after: int


def vacuum(database: Database, quick: bool = False) -> Cared:
    """Put the database in order. `quick`: only what keeps nobody waiting.

    An embedded database is written anew, without the room of deleted rows; writers wait meanwhile, readers do not. A
    server marks that room as free for new rows, and nobody waits. Raises `DatabaseError` where the disk has not room
    enough for that, or another process holds the database for too long.
    """
    if not quick:
        with database.transactions.write() as session:
            orphans.sweep(session)
    return _vacuum_file(database, quick) if database.transactions.dialect == "sqlite" else _vacuum_server(database)


def _vacuum_file(database: Database, quick: bool) -> Cared:
    url = database.transactions.engine.url
    path = Path(url.database or "")
    before = _bytes(path)
    with closing(database.transactions.engine.raw_connection()) as pooled:
        connection: sqlite3.Connection = pooled.driver_connection  # type: ignore[assignment]
        try:
            _merge_search(connection)
            if not quick:
                _check_room(connection, path, shown(url))
                connection.execute("PRAGMA temp_store=FILE")  # the pool's connections keep it in memory
                connection.execute("VACUUM")
            connection.execute("PRAGMA optimize")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            raise mendable(error, url) or error from error
        finally:
            pooled.invalidate()
    return Cared(before, _bytes(path))


def _merge_search(connection: sqlite3.Connection) -> None:
    """What FTS5's `optimize` does, in small transactions (its documentation, "The 'merge' Command")."""
    pages = -MERGE_PAGES
    while True:
        before = connection.total_changes
        connection.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', {pages})")
        if connection.total_changes - before < 2:
            return
        pages = MERGE_PAGES


def _check_room(connection: sqlite3.Connection, path: Path, named: str) -> None:
    """VACUUM writes the whole content into a temporary file, and from there into the log beside the database."""
    (whole,), (free,), (size,) = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
    )
    content = (whole - free) * size
    wanted: dict[int, tuple[Path, int]] = {}
    for folder in (path.resolve().parent, temporary_folder()):
        device = folder.stat().st_dev
        first, sum_so_far = wanted.get(device, (folder, 0))
        wanted[device] = (first, sum_so_far + content)
    for folder, room in wanted.values():
        there = shutil.disk_usage(folder).free
        if there < room:
            raise DatabaseError(
                f"database {named}: a vacuum needs {room / 1e6:.0f} MB in {folder}, and there are {there / 1e6:.0f}: "
                "make room, or run `kitewire db vacuum --quick`"
            )


def temporary_folder() -> Path:
    """Where SQLite puts its temporary files (its documentation, "Temporary Files Used By SQLite")."""
    named = [os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), "/var/tmp", "/usr/tmp", "/tmp"]
    folders = (Path(one) for one in named if one)
    return next((folder for folder in folders if folder.is_dir() and os.access(folder, os.W_OK)), Path())


def _bytes(path: Path) -> int:
    beside = (path.with_name(path.name + ending) for ending in ("", "-wal"))
    return sum(one.stat().st_size for one in beside if one.exists())


def _vacuum_server(database: Database) -> Cared:
    engine = database.transactions.engine.execution_options(isolation_level="AUTOCOMMIT")
    size = text("SELECT pg_database_size(current_database())")
    with engine.connect() as connection:
        before = connection.scalar(size)
        there = set(inspect(connection).get_table_names())
        for name in sorted(there & {*Base.metadata.tables, TABLE}):
            connection.execute(text(f'VACUUM (ANALYZE) "{name}"'))
        return Cared(before or 0, connection.scalar(size) or 0)
