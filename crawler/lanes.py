"""Pages under way, host by host: a slow host fills its own lanes and nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kitewire.crawl import PageToFetch
from kitewire.urls import host_of

WAITING_TO_BE_READ = 4
"""Lanes of a host beyond its connections, so that it is asked on while its last pages are still being read."""
HOST_MOST = 500
"""Pages of one host that may be on their way. A host that has them is full until half of them are done: nothing more
of it is taken from the frontier, and it takes nobody's place."""


class Lanes:
    """A queue a host, each worked off by a few tasks. Tasks end, and with them their errors come out, in `group`."""

    def __init__(self, group: asyncio.TaskGroup, carry: Callable[[PageToFetch], Awaitable[None]], width: int) -> None:
        self._group = group
        self._carry = carry
        self._width = width
        self._queues: dict[str, asyncio.Queue[PageToFetch]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._under_way: dict[str, int] = {}
        self._full: set[str] = set()
        self._ended = asyncio.Event()

    @property
    def full(self) -> frozenset[str]:
        """Hosts that have enough to do."""
        return frozenset(self._full)

    def put(self, page: PageToFetch) -> None:
        """Send a page on its way, behind the others of its host."""
        host = host_of(page.url)
        queue = self._queues.get(host)
        if queue is None:
            queue = self._queues[host] = asyncio.Queue()
            for _ in range(self._width + WAITING_TO_BE_READ):
                self._tasks.append(self._group.create_task(self._lane(host, queue)))
        self._under_way[host] = self._under_way.get(host, 0) + 1
        if self._under_way[host] >= HOST_MOST:
            self._full.add(host)
        queue.put_nowait(page)

    async def fewer_than(self, number: int) -> None:
        """Returns when fewer pages than that are on their way at the hosts that are not full."""
        while sum(count for host, count in self._under_way.items() if host not in self._full) >= number:
            await self._one_more()

    async def room(self) -> None:
        """Returns when a host that was full is so no more, or when none was."""
        before = len(self._full)
        while before and len(self._full) >= before:
            await self._one_more()

    async def empty(self) -> None:
        """Returns when no page is on its way."""
        while any(self._under_way.values()):
            await self._one_more()

    def close(self) -> None:
        """No page comes any more."""
        for task in self._tasks:
            task.cancel()

    async def _one_more(self) -> None:
        self._ended.clear()
        await self._ended.wait()

    async def _lane(self, host: str, queue: asyncio.Queue[PageToFetch]) -> None:
        while True:
            page = await queue.get()
            try:
                await self._carry(page)
            finally:
                self._under_way[host] -= 1
                if self._under_way[host] < HOST_MOST // 2:
                    self._full.discard(host)
                self._ended.set()
