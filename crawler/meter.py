"""Counts the requests of a run as they are sent, and keeps to the source's daily budget."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from crawler.hosts import utc_now
from crawler.postponed import Postponed
from kitewire.budget import budget_day, budget_ends
from kitewire.source import Source


class Meter:
    """Every request counts: robots.txt, lists, articles, redirects and repetitions."""

    def __init__(self, source: Source | None = None, spent: int = 0, now: Callable[[], datetime] = utc_now) -> None:
        """`spent`: requests of this day before the run. Without a source nothing is bounded."""
        self._source = source
        self._spent = spent
        self._now = now
        self._unwritten: Counter[str] = Counter()
        self._taken = time.monotonic()
        self._begin_day()

    def count(self) -> None:
        """A request is about to be sent. Raises `Postponed` where the budget is spent."""
        self.check()
        self._spent += 1
        self._unwritten[self._day] += 1

    def check(self) -> None:
        """Raises `Postponed` where the budget is spent."""
        if reason := self.used_up():
            raise Postponed(reason)

    def used_up(self) -> str:
        """Why no more requests are to be sent today; empty: they may be."""
        if self._source is None or self._source.limits.requests_a_day is None:
            return ""
        if self._now() >= self._ends:
            self._spent = 0
            self._begin_day()
        most = self._source.limits.requests_a_day
        return (
            f"the {most} requests of {self._day} are spent; the rest waits for tomorrow" if self._spent >= most else ""
        )

    def take_unwritten(self, every: float = 0.0) -> dict[str, int]:
        """Day → requests counted since they were last taken; nothing where that is less than `every` seconds ago."""
        if time.monotonic() - self._taken < every:
            return {}
        self._taken = time.monotonic()
        taken, self._unwritten = dict(self._unwritten), Counter()
        return taken

    def _begin_day(self) -> None:
        now = self._now()
        self._day = budget_day(self._source, now) if self._source else ""
        self._ends = budget_ends(self._source, now) if self._source else now
