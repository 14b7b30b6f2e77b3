"""Crawls as supervised child processes: started, watched, ended by their own pid."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

LONGEST_RUN = 6 * 3600.0
"""Seconds after which a child is ended: no crawl of one regional source takes hours, so it hangs."""
GRACE = 30.0
"""Seconds a child has to finish its batch after SIGTERM before it is killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A child that is no more."""

    name: str
    code: int
    """Exit code; negative: the signal that ended it."""


class Children:
    """The crawls under way, at most one a source and `most` in all."""

    def __init__(self, most: int, command: Callable[[str], list[str]] | None = None) -> None:
        self._most = most
        self._command = command or crawl_command
        self._running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}

    @property
    def names(self) -> frozenset[str]:
        """Sources whose child runs."""
        return frozenset(self._running)

    @property
    def room(self) -> int:
        """How many more children may start."""
        return self._most - len(self._running)

    def start(self, name: str) -> None:
        """Start the crawl of a source. Raises ValueError where it runs already: that would be our bug."""
        if name in self._running:
            raise ValueError(f"{name} runs already")
        child = subprocess.Popen(self._command(name), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self._running[name] = (child, time.monotonic())
        log.info("crawl of %s started, pid %d", name, child.pid)

    def ended(self) -> list[Ended]:
        """The children that ended since the last call; those that run too long are ended first."""
        gone = []
        for name, (child, began) in list(self._running.items()):
            code = child.poll()
            if code is None and time.monotonic() - began > LONGEST_RUN:
                log.error("crawl of %s ran for %.0f s and is ended", name, LONGEST_RUN)
                code = _end(child)
            if code is not None:
                del self._running[name]
                gone.append(Ended(name, code))
        return gone

    def stop(self) -> list[Ended]:
        """End all: SIGTERM to each, `GRACE` seconds to save what they hold, then SIGKILL."""
        for child, _ in self._running.values():
            child.terminate()
        deadline = time.monotonic() + GRACE
        gone = [Ended(name, _wait(child, deadline)) for name, (child, _) in self._running.items()]
        self._running.clear()
        return gone


def crawl_command(name: str) -> list[str]:
    """The command line that crawls one source, in this interpreter."""
    return [sys.executable, "-P", "-m", "crawler", name, "--trigger", "schedule"]


def _end(child: subprocess.Popen[bytes]) -> int:
    child.terminate()
    return _wait(child, time.monotonic() + GRACE)


def _wait(child: subprocess.Popen[bytes], deadline: float) -> int:
    try:
        return child.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
