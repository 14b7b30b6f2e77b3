"""Pages under way, host by host: a slow host fills its own lanes and nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kitewire.crawl import PageToFetch
from kitewire.urls import host_of

WAITING_TO_BE_READ = 4
"""Lanes of a host beyond its connections, so that it is asked on while its last pages are still being read."""


class Lanes:
    """A queue a host, each worked off by a few tasks. Tasks end, and with them their errors come out, in `group`."""

    def __init__(self, group: asyncio.TaskGroup, carry: Callable[[PageToFetch], Awaitable[None]], width: int) -> None:
        self._group = group
        self._carry = carry
        self._width = width
        self._queues: dict[str, asyncio.Queue[PageToFetch]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._under_way = 0
        self._ended = asyncio.Event()

    def put(self, page: PageToFetch) -> None:
        """Send a page on its way, behind the others of its host."""
        host = host_of(page.url)
        queue = self._queues.get(host)
        if queue is None:
            queue = self._queues[host] = asyncio.Queue()
            for _ in range(self._width + WAITING_TO_BE_READ):
                self._tasks.append(self._group.create_task(self._lane(queue)))
        self._under_way += 1
        queue.put_nowait(page)

    async def fewer_than(self, number: int) -> None:
        """Returns when fewer pages than that are on their way."""
        while self._under_way >= number:
            self._ended.clear()
            await self._ended.wait()

    def close(self) -> None:
        """No page comes any more."""
        for task in self._tasks:
            task.cancel()

    async def _lane(self, queue: asyncio.Queue[PageToFetch]) -> None:
        while True:
            page = await queue.get()
            try:
                await self._carry(page)
            finally:
                self._under_way -= 1
                self._ended.set()
