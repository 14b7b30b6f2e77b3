"""Files of archived pages: how they are named, and those that are older than they are to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kitewire.errors import ArchiveError

SUFFIX = ".warc.gz"
PART_SUFFIX = ".part"
"""Of a file that is being written, or that a killed crawl left: readable up to its last record."""
_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(rf"(.+)-(\d{{8}}T\d{{6}}Z)-\d+{re.escape(SUFFIX)}({re.escape(PART_SUFFIX)})?")


def file_name(source: str, run_id: int, began: datetime) -> str:
    """Of the archive of a run, without a suffix; names sort by source and time."""
    return f"{source}-{began.astimezone(UTC):{_TIME}}-{run_id}"


def remove_old(folder: Path, until: datetime, source: str | None = None, dry_run: bool = False) -> Iterator[int]:
    """Remove the files of runs that began before `until`; gives the bytes of each as it goes.

    Only files with names that a run gives are looked at, and none that is still written to: what else lies in the
    folder is not ours. Raises `ArchiveError` where the folder cannot be read or a file cannot be removed.
    """
    for path in _old(folder, until, source):
        try:
            size = path.stat().st_size
            if not dry_run:
                path.unlink()
        except FileNotFoundError:
            continue  # somebody else was quicker
        except OSError as error:
            raise ArchiveError(f"archive {path}: {error.strerror or error}; it is too old and should go") from error
        yield size


def _old(folder: Path, until: datetime, source: str | None) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _is_old(path, until, source))
    except FileNotFoundError:
        return []  # nothing was archived yet
    except OSError as error:
        raise ArchiveError(f"archive {folder}: {error.strerror or error}") from error


def _is_old(path: Path, until: datetime, source: str | None) -> bool:
    named = _NAME.fullmatch(path.name)
    if named is None or (source is not None and named[1] != source):
        return False
    try:
        began = datetime.strptime(named[2], _TIME).replace(tzinfo=UTC)
        written = path.stat().st_mtime if named[3] else 0.0
    except (ValueError, FileNotFoundError):
        return False
    return began < until and written < until.timestamp()
