"""Whether the file of an embedded database is still the one that was opened.

SQLite itself does not look: after `rm` or `mv` it writes on into a file without a name, which is lost with the last
process that has it open, and a process that comes later makes an empty one in its place.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL

from kitewire.errors import DatabaseAwayError
from storage.failures import shown


class SameFile:
    """The file at `url`, as it was when this process first had it open."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._path = Path(url.database or "")
        self._known: tuple[int, int] | None = None

    def check(self) -> None:
        """Costs one look at the folder. Raises `DatabaseAwayError` where another file, or none, is there now."""
        found = self._found()
        if self._known is None:
            self._known = found
        elif found != self._known:
            raise DatabaseAwayError(
                f"database {shown(self._url)}: its file was moved, removed or replaced while it was in use: "
                "put it back, or end all that use it and start again"
            )

    def _found(self) -> tuple[int, int] | None:
        try:
            there = self._path.stat()
        except OSError:
            return None
        return there.st_dev, there.st_ino
