"""Places for runs in one process: so many work at once, and those that only wait for their hosts take none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

AT_ONCE = 16
"""Runs that work. Each has an engine of its own, so that none waits for another's hosts."""
MOST_OPEN = 256
"""Runs that are open, with those that wait: each holds a few megabytes."""
STALLED = 10.0
"""Seconds without a page or list after which a run gives its place to another and goes on without."""


class Places:
    """Hands out places."""

    def __init__(self, at_once: int = AT_ONCE, most_open: int = MOST_OPEN) -> None:
        self._working = asyncio.Semaphore(at_once)
        self._open = asyncio.Semaphore(most_open)

    @asynccontextmanager
    async def place(self, moved: Callable[[], int]) -> AsyncIterator[None]:
        """A place for a run; `moved` counts what it has come to, so that a run that stalls is known."""
        async with self._open:
            await self._working.acquire()
            watch = asyncio.create_task(self._lend(moved))
            try:
                yield
            finally:
                watch.cancel()
                if not watch.done() or watch.cancelled():
                    self._working.release()

    async def _lend(self, moved: Callable[[], int]) -> None:
        before = -1
        while (now := moved()) != before:
            before = now
            await asyncio.sleep(STALLED)
        self._working.release()
