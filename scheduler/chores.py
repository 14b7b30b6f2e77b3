"""What is done now and then beside dispatching, in a thread of its own (alerts, pruning), so that no crawl waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kitewire.errors import KitewireError

log = logging.getLogger(__name__)

Stopping = Callable[[], bool]
"""Whether the chore is to end soon."""

_PAUSE = 1.0
_PATIENCE = 10.0
"""Seconds to wait at stop for the chore under way; it can be broken off anywhere."""


class StoppedError(Exception):
    """The chore was broken off since we are to stop."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every `every` seconds, by the one scheduler that dispatches."""

    name: str
    every: float
    do: Callable[[Stopping], object]


class Chores:
    """Does chores, one after the other, while `allowed` says so. A chore that fails is logged and has its next turn."""

    def __init__(self, chores: Sequence[Chore], allowed: Callable[[], bool]) -> None:
        self._chores = chores
        self._allowed = allowed
        self._done: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        if self._chores:
            self._thread.start()

    def stop(self) -> None:
        """Begin no more; the chore under way is waited for a little."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def run_due(self, steady: float) -> None:
        """Do each whose time has come by the steady clock."""
        for chore in self._chores:
            last = self._done.get(chore.name)
            if self._stopping.is_set() or not self._allowed() or (last is not None and steady - last < chore.every):
                continue
            self._done[chore.name] = steady
            try:
                chore.do(self._stopping.is_set)
            except StoppedError:
                return
            except KitewireError as error:
                log.error("%s: %s; it will be tried again", chore.name, error)
            except Exception:
                log.exception("%s failed; this is a bug", chore.name)

    def _loop(self) -> None:
        while not self._stopping.wait(_PAUSE):
            self.run_due(time.monotonic())
