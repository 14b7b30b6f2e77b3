"""The queue of one machine: names go straight to child processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from scheduler.crew import Crew, Settled


class LocalQueue:
    """A `Queue` in this process. What is to be tried again is put off in memory: it is still due in the database."""

    def __init__(self, crew: Crew, steady: Callable[[], float] = time.monotonic) -> None:
        self._crew = crew
        self._steady = steady
        self._put_off: dict[str, float] = {}
        """Name → steady time at which it may be tried again."""
        self._tries: dict[str, int] = {}
        self.settled: list[Settled] = []
        """What has ended since the last `tend`."""

    def tend(self) -> None:
        """Settle what has ended."""
        self.settled = self._crew.collect()
        now = self._steady()
        self._put_off = {name: until for name, until in self._put_off.items() if until > now}
        for one in self.settled:
            name = one.ended.name
            if one.again is None:
                self._tries.pop(name, None)
            else:
                self._tries[name] = self._tries.get(name, 0) + 1
                self._put_off[name] = now + one.again

    @property
    def room(self) -> int:
        """Free places."""
        return self._crew.room

    @property
    def running(self) -> bool:
        """Whether anything runs or is to be settled."""
        return bool(self._crew.names)

    @property
    def busy(self) -> frozenset[str]:
        """What runs, is to be settled, or is put off."""
        return self._crew.names | frozenset(self._put_off)

    @property
    def engaged(self) -> frozenset[str]:
        """What runs or is to be settled."""
        return self._crew.names

    @property
    def waiting(self) -> int:
        """Nothing waits here: what finds no place is not taken."""
        return 0

    def offer(self, names: Sequence[str], now: datetime) -> None:
        """Start what there is room for."""
        for name in names:
            if self.room <= 0:
                return
            if name not in self.busy:
                self._crew.start(name, self._tries.get(name, 0))

    def stop(self) -> None:
        """End all crawls and settle them."""
        self.settled = self._crew.stop()
