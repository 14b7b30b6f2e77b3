"""Backups of an archive, made while others write to it, and brought back whole or not at all.

An embedded database becomes one file of SQLite, which any tool of SQLite opens. A server's becomes one zip file, made
in one snapshot: `pg_dump` is not on every machine that runs Kitewire, and one that is older than the server refuses.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from kitewire.errors import DatabaseError, OutputError, UsageError
from storage import backup_file, backup_server
from storage.database import open_database
from storage.engine import read_url
from storage.failures import shown

Tell = Callable[[float], None]
"""How far it has come, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or brought back."""

    path: Path
    bytes: int
    revision: str
    articles: int


def silent(share: float) -> None:
    """Tells nobody."""


def backup(url: str, path: Path, compress: bool = False, tell: Tell = silent) -> Backup:
    """Write the archive at `url` to `path`: as it stands at one moment, read through once, under its name only when
    it is whole. An older file of that name is replaced.

    Raises `DatabaseError`, `OutputError` where the file cannot be written, `UsageError` where it is the database.
    """
    address = read_url(url)
    if _is_file(address) and path.resolve() == Path(address.database or "").resolve():
        raise UsageError(f"{path} is the database itself: name another file for the backup")
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file in it for the backup")
    open_database(url, upgrade=False).close()  # that it is ours, and of a version that we know
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch()  # else it would be the database that cannot be opened
        if _is_file(address):
            revision, articles = backup_file.write(address, part, compress or path.suffix == ".gz", tell)
        else:
            revision, articles = backup_server.write(address, part, tell)
        _keep(part, path)
    except OSError as error:
        raise OutputError(f"backup {part}: {error.strerror or error}: choose another place, or make room") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return Backup(path, path.stat().st_size, revision, articles)


def restore(url: str, path: Path, force: bool = False, tell: Tell = silent) -> Backup:
    """Make the archive at `url` what the backup at `path` holds, and bring it to this version of Kitewire.

    Done in one transaction: killed at any instant, the old archive or the new one is there. Raises `DatabaseError`
    where the file is no sound backup, or the archive holds something and `force` is not given.
    """
    address = read_url(url)
    kind = _kind(path)
    if (kind == "zip") == _is_file(address):
        made_of, wanted = ("PostgreSQL", "postgresql") if kind == "zip" else ("SQLite", "sqlite")
        mend = f"let DATABASE_URL name a database of {made_of} ({wanted}://…)"
        raise DatabaseError(f"backup {path}: was made of {made_of}, and {shown(address)} is none: {mend}")
    side = backup_file if _is_file(address) else backup_server
    try:
        revision, articles = side.read(address, path, force, tell)
    except OSError as error:
        raise DatabaseError(f"backup {path}: {error.strerror or error}: make room, or bring the file nearer") from error
    open_database(url, upgrade=True).close()
    return Backup(path, path.stat().st_size, revision, articles)


def _is_file(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _kind(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        raise DatabaseError(f"backup {path}: {error.strerror or error}: check the name") from error
    for sign, kind in ((b"SQLite format 3\x00", "sqlite"), (b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip")):
        if head.startswith(sign):
            return kind
    raise DatabaseError(f"backup {path}: is no backup that `kitewire db backup` has made: check the name")


def _keep(part: Path, path: Path) -> None:
    """Give the file its name, so that it is there also after the power has failed."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
