"""Ends at once what a run that stops still waits for: Scrapy's engine would wait for every request under way."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from crawler.postponed import Postponed

T = TypeVar("T")


class Cut:
    """Runs what may take long, until it is cut."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_made = False

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` gives. Raises what it raises, and `Postponed` after the cut."""
        if self._is_made:
            work.close()
            raise Postponed("the run was stopped")
        task = asyncio.create_task(work)
        self._tasks.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._is_made:
                raise Postponed("the run was stopped") from None
            raise
        finally:
            self._tasks.discard(task)

    async def sleep(self, seconds: float) -> None:
        """As `asyncio.sleep`, until the cut. Raises `Postponed` then."""
        await self.run(asyncio.sleep(seconds))

    def make(self) -> None:
        """End what runs, and all that comes."""
        self._is_made = True
        for task in list(self._tasks):
            task.cancel()
