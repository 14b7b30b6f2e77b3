"""Crawls as supervised child processes: started, watched, ended by their own pid."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from kitewire.owner import process
from scheduler.forking import ForkedCrawl, Process
from scheduler.last_lines import LastLines
from scheduler.memory import kill_tree, memory_of

log = logging.getLogger(__name__)

LONGEST_RUN = 6 * 3600.0
"""Seconds after which a child is ended: no crawl of one regional source takes hours, so it hangs."""
GRACE = 30.0
"""Seconds a child has to finish its batch after SIGTERM before it is killed."""
MEMORY_LOOKS = 3.0
"""Seconds between two looks at the memory of a child: each costs a millisecond or two."""
MOST_MEMORY = 2_000_000_000
"""Bytes."""
TOO_LONG = "ran too long"
TOO_MUCH_MEMORY = "too much memory"
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Ended:
    """A child that is no more."""

    name: str
    code: int | None
    """Exit code; negative: the signal that ended it; None: it could not be started."""
    reason: str = ""
    """Why we ended it, where we did so for its own fault."""
    stopped: bool = False
    """We ended it because we were asked to stop."""
    said: str = ""
    """The last lines of its standard error."""
    owner: str = ""
    """As its run names it (`kitewire.owner`)."""


@dataclass(slots=True)
class _Child:
    process: Process
    owner: str
    said: LastLines
    began: float
    looked: float
    ending: float | None = None
    """Since when it is asked to end."""
    reason: str = ""
    stopped: bool = False


class Children:
    """The crawls under way, at most one a source and `most` in all. Safe to use from several threads."""

    def __init__(self, most: int, begin: Callable[[str], Process] | None = None, memory: int = MOST_MEMORY) -> None:
        self._most = most
        self._begin = begin or ForkedCrawl
        self._memory = memory
        self._running: dict[str, _Child] = {}
        self._lock = threading.RLock()

    @property
    def names(self) -> frozenset[str]:
        """Sources whose child runs."""
        return frozenset(self._running)

    @property
    def processes(self) -> list[int]:
        """Their process ids."""
        return [child.process.pid for child in list(self._running.values())]

    @property
    def room(self) -> int:
        """How many more children may start."""
        return self._most - len(self._running)

    def start(self, name: str) -> None:
        """Start the crawl of a source; on Linux it is told to end when this process does.

        Raises ValueError where it runs already: that would be our bug; OSError where no process can be started.
        """
        with self._lock:
            if name in self._running:
                raise ValueError(f"{name} runs already")
            child = self._begin(name)
            now = time.monotonic()
            self._running[name] = _Child(child, process(child.pid), LastLines(child.stderr), now, now)
            log.info("crawl of %s started, pid %d", name, child.pid)

    def ended(self) -> list[Ended]:
        """The children that ended since the last call. Those that run too long or take too much are told to end, and
        killed when they do not: that goes on from call to call, none waits."""
        gone = []
        with self._lock:
            for name, child in list(self._running.items()):
                code = child.process.poll()
                if code is None:
                    self._supervise(name, child)
                    continue
                del self._running[name]
                gone.append(Ended(name, code, child.reason, child.stopped, child.said.text(), child.owner))
        return gone

    def end_all(self) -> None:
        """Tell all to end because we are to stop: they save what they hold."""
        with self._lock:
            for child in self._running.values():
                child.stopped = True
                _tell_to_end(child)

    def kill_all(self) -> None:
        """SIGKILL to all, at once."""
        for pid in self.processes:
            kill_tree(pid)

    def stop(self) -> list[Ended]:
        """End all: SIGTERM to each, `GRACE` seconds to save what they hold, then SIGKILL."""
        self.end_all()
        gone = self.ended()
        while self._running:
            time.sleep(_PAUSE)
            gone += self.ended()
        return gone

    def _supervise(self, name: str, child: _Child) -> None:
        now = time.monotonic()
        if child.ending is not None:
            if now - child.ending > GRACE:
                kill_tree(child.process.pid)
            return
        child.reason = self._fault(child, now)
        if child.reason:
            log.error("crawl of %s %s and is ended", name, _told(child.reason, now - child.began, self._memory))
            _tell_to_end(child)

    def _fault(self, child: _Child, now: float) -> str:
        if now - child.began > LONGEST_RUN:
            return TOO_LONG
        if now - child.looked >= MEMORY_LOOKS:
            child.looked = now
            if memory_of(child.process.pid, self._memory) > self._memory:
                return TOO_MUCH_MEMORY
        return ""


def _tell_to_end(child: _Child) -> None:
    if child.ending is None:
        child.ending = time.monotonic()
        child.process.terminate()


def _told(reason: str, seconds: float, limit: int) -> str:
    if reason == TOO_LONG:
        return f"ran for {seconds:.0f} s"
    return f"takes more than {limit / 1e6:.0f} MB (KITEWIRE_CRAWL_MEMORY)"
