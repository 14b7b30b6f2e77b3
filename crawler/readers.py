"""The worker processes beside the event loop: long-lived, initialised once, each renewed alone when it dies."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from crawler import reading
from crawler.discovery import StartRead
from crawler.fork_server import fork_server
from crawler.reading import ListPage, Reading
from extraction import Hints
from kitewire.source import Source

T = TypeVar("T")
Then = Callable[[ProcessPoolExecutor, bool], None]

LONGEST = 20.0
"""Seconds a page may take to be read. The slowest of the real pages measured took under two."""

MOST_FAILED_STARTS = 3
"""In a row; then something is wrong with the machine, and not with a page."""
PAUSE_AFTER_A_FAILED_START = 0.5
"""Seconds: a fork server that was just killed is taken for alive until the system has put it away."""
MOST_DEATHS = 4
"""Readers that die over a page until it is to blame: a new one costs milliseconds, a page wrongly blamed an hour."""
MOST_WAITING = 16
"""Pages that may wait for a reader before the fetching pauses: this bounds the memory of a crawl."""


class PageTrouble(Exception):
    """A page that could not be read: it took too long, too much memory, or its worker with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Readers:
    """`count` worker processes. A page waits until one is free: that wait is what slows the fetching down."""

    def __init__(self, count: int, longest: float = LONGEST) -> None:
        self._longest = longest
        self._loop = asyncio.get_running_loop()
        self._failed_starts = 0
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self._free: asyncio.Queue[ProcessPoolExecutor] = asyncio.Queue()
        self._all: set[ProcessPoolExecutor] = set()
        self._count = count

    async def room(self) -> None:
        """Returns when few enough pages wait for a reader: to be awaited before one more is fetched."""
        await self._room.wait()

    async def read(self, body: bytes, url: str, hints: Hints) -> Reading:
        """One page read. Raises `PageTrouble`."""
        return await self._run(partial(reading.read, body, url, hints, self._longest))

    async def join(self, readings: Sequence[Reading]) -> Reading:
        """The pages of one article as one. Raises `PageTrouble`."""
        return await self._run(partial(reading.join, list(readings), self._longest))

    async def read_list(self, page: ListPage, source: Source) -> StartRead:
        """A list page, feed or sitemap, with the links that may be articles of `source`. Raises `PageTrouble`."""
        return await self._run(partial(reading.read_list_page, page, source, self._longest))

    def close(self) -> None:
        """End the workers. Pages that are being read are given up."""
        for executor in self._all:
            executor.shutdown(wait=False, cancel_futures=True)
        for executor in self._all:
            executor.shutdown(wait=True)
        self._all.clear()

    def _add(self) -> None:
        # One process an executor: a dying worker takes its own page along and no other.
        executor = ProcessPoolExecutor(1, mp_context=fork_server(), initializer=reading.prepare)
        self._all.add(executor)
        # Free once it runs, so that its start does not count as the time of its first page.
        try:
            started = executor.submit(os.getpid)
        except (OSError, EOFError):  # the fork server does not answer
            self._loop.call_later(PAUSE_AFTER_A_FAILED_START, self._started, executor, True)
            return
        started.add_done_callback(partial(self._from_thread, self._started, executor))

    async def _run(self, task: Callable[[], T], deaths: int = 0) -> T:
        if not self._all:
            # Not before there is something to read: a run that finds nothing new needs no readers.
            for _ in range(self._count):
                self._add()
        self._waiting += 1
        self._note_room()
        try:
            executor = await self._free.get()
        finally:
            self._waiting -= 1
            self._note_room()
        began = time.monotonic()
        try:
            future = executor.submit(task)
        except (BrokenProcessPool, OSError, EOFError):
            # It died between two pages (the system was short of memory, say), or never lived: no fault of this one.
            self._renew(executor)
            if self._failed_starts >= MOST_FAILED_STARTS:
                raise RuntimeError("the processes that read pages cannot be started") from None
            return await self._run(task, deaths)
        future.add_done_callback(partial(self._from_thread, self._ended, executor))
        try:
            return await asyncio.wrap_future(future)
        except MemoryError:
            raise PageTrouble("too much memory") from None
        except BrokenProcessPool:
            if time.monotonic() - began >= self._longest:
                raise PageTrouble("took too long") from None
            if deaths + 1 >= MOST_DEATHS:
                raise PageTrouble("reader died") from None
        # Perhaps it was killed from outside, for want of memory, say: that is no fault of the page.
        return await self._run(task, deaths + 1)

    def _from_thread(self, then: Then, executor: ProcessPoolExecutor, task: Future[Any]) -> None:
        # Called in the executor's own thread, also when nobody waits for the page any more.
        broken = not task.cancelled() and isinstance(task.exception(), BrokenProcessPool)
        with suppress(RuntimeError):  # the loop has ended: so have the readers
            self._loop.call_soon_threadsafe(then, executor, broken)

    def _started(self, executor: ProcessPoolExecutor, broken: bool) -> None:
        self._failed_starts = self._failed_starts + 1 if broken else 0
        if broken and self._failed_starts < MOST_FAILED_STARTS:
            self._renew(executor)
        else:
            self._free.put_nowait(executor)

    def _ended(self, executor: ProcessPoolExecutor, broken: bool) -> None:
        if broken:
            self._renew(executor)
        else:
            self._free.put_nowait(executor)

    def _renew(self, executor: ProcessPoolExecutor) -> None:
        if executor in self._all:
            self._all.discard(executor)
            executor.shutdown(wait=False)
            self._add()

    def _note_room(self) -> None:
        if self._waiting < MOST_WAITING:
            self._room.set()
        else:
            self._room.clear()
