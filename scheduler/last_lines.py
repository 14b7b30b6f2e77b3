"""The standard error of a child: passed on as it comes, with its last lines kept."""

from __future__ import annotations

import sys
import threading
from collections import deque
from typing import IO

KEPT = 15
"""Lines: as many as a short traceback has."""
_LONGEST = 500


class LastLines:
    """Reads `stream` in a thread of its own until its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._lines: deque[str] = deque(maxlen=KEPT)
        self._stream = stream
        self._reader = threading.Thread(target=self._read, name="stderr of a crawl", daemon=True)
        self._reader.start()

    def text(self, patience: float = 1.0) -> str:
        """The last lines; waits up to `patience` seconds for the rest, since a grandchild may hold the stream open."""
        self._reader.join(patience)
        return "\n".join(self._lines)

    def _read(self) -> None:
        with self._stream:
            for raw in self._stream:
                line = raw.decode("utf-8", "replace").rstrip("\n")
                self._lines.append(line[:_LONGEST])
                sys.stderr.write(line + "\n")
