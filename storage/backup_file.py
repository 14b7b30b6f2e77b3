"""Backups of an embedded database: copied by SQLite itself, page by page."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL

from kitewire.errors import DatabaseError
from storage.failures import mendable, shown
from storage.upgrade import known_revisions

PAGES = 4096
"""Pages copied between two looks at the progress: 16 MB."""
TIMEOUT = 30.0
"""Seconds that a writer is waited for."""
GZIP_LEVEL = 6


def write(url: URL, part: Path, compress: bool, tell: Callable[[float], None]) -> tuple[str, int]:
    """Copy the database at `url` into the new file `part`; gives its revision and how many articles it holds.

    Raises `DatabaseError`, OSError.
    """
    plain = part.with_name(part.name + ".db") if compress else part
    try:
        with _errors(url):
            _remove(plain)
            with closing(_open(Path(url.database or ""))) as source, closing(sqlite3.connect(plain)) as target:
                # Within one read transaction the copy is of one moment, and need not begin again when others write.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                source.backup(target, pages=PAGES, progress=lambda _, left, whole: tell(1 - left / max(whole, 1)))
                target.execute("PRAGMA journal_mode=DELETE")
            found = check(plain)
        if compress:
            with plain.open("rb") as raw, gzip.open(part, "wb", GZIP_LEVEL) as packed:
                shutil.copyfileobj(raw, packed, 1 << 20)
            with gzip.open(part, "rb") as packed:
                while packed.read(1 << 20):  # its checksum is compared at the end
                    pass
        return found
    finally:
        if compress:
            _remove(plain)


def read(url: URL, path: Path, force: bool, tell: Callable[[float], None]) -> tuple[str, int]:
    """Make the database at `url` the one in the file `path`. Raises `DatabaseError`, OSError."""
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _unpacked(path, target) as plain, _errors(url):
        found = check(plain, path)
        with closing(sqlite3.connect(target, timeout=TIMEOUT)) as there:
            if not force and _holds_something(there):
                raise DatabaseError(f"database {shown(url)}: holds an archive: give --force to replace it")
            with closing(_open(plain)) as source:
                # One transaction of SQLite: processes that have the file open see the old archive, then the new one.
                source.backup(there, progress=lambda _, left, whole: tell(1 - left / max(whole, 1)))
    return found


def check(plain: Path, named: Path | None = None) -> tuple[str, int]:
    """Look through a file that is to be a whole archive; gives its revision and how many articles it holds.

    Raises `DatabaseError` where it is damaged, or not of a version that we know.
    """
    where = f"backup {named or plain}"
    try:
        with closing(_open(plain)) as opened:
            damage = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if damage != "ok":
                raise DatabaseError(f"{where}: is damaged ({damage}): take another one")
            revision = opened.execute("SELECT version_num FROM alembic_version").fetchone()
            articles = opened.execute("SELECT count(*) FROM articles").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise DatabaseError(f"{where}: cannot be read ({error}): take another one") from error
    if revision is None or revision[0] not in known_revisions():
        raise DatabaseError(f"{where}: was made by a newer Kitewire: install that version")
    return revision[0], articles


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=TIMEOUT, isolation_level=None)


def _holds_something(opened: sqlite3.Connection) -> bool:
    tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        return True
    named = tables & {"sources", "articles"}
    return any(opened.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in sorted(named))


@contextmanager
def _unpacked(path: Path, target: Path) -> Iterator[Path]:
    """`path`, or what is packed in it, beside `target`."""
    with path.open("rb") as opened:
        packed = opened.read(2) == b"\x1f\x8b"
    if not packed:
        yield path
        return
    plain = target.with_name(target.name + ".restoring")
    try:
        try:
            with gzip.open(path, "rb") as source, plain.open("wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
        except (gzip.BadGzipFile, EOFError) as error:
            raise DatabaseError(f"backup {path}: is damaged ({error}): take another one") from error
        yield plain
    finally:
        _remove(plain)


@contextmanager
def _errors(url: URL) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise mendable(error, url) or error from error


def _remove(path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()
