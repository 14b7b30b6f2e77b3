"""The worker processes beside the event loop: long-lived, initialised once, each renewed alone when it dies."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from crawler import tasks
from crawler.discovery import StartRead
from crawler.readings import ListPage, PageToRead, Reading
from crawler.shortage import shortage
from crawler.worker import LoopWorker, WorkerDied
from kitewire.site_memory import Recollection, SiteMemory
from kitewire.source import Source

T = TypeVar("T")

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


@dataclass(slots=True)
class _Job:
    """A task for a reader."""

    packed: bytes
    done: asyncio.Future[Any]
    deaths: int = 0
    """Of readers, over it."""

    def end(self, result: Any = None, error: BaseException | None = None) -> None:
        """Tell whoever waits for it, if anybody still does."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(error)


class Readers:
    """`count` worker processes. A page waits until one is free: that wait is what slows the fetching down."""

    def __init__(self, count: int, longest: float = LONGEST) -> None:
        self._longest = longest
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._room.set()
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._count = count
        self._at_work: list[asyncio.Task[None]] = []
        self._processes: set[LoopWorker] = set()

    async def room(self) -> None:
        """Returns when few enough pages wait for a reader: to be awaited before one more is fetched."""
        await self._room.wait()

    async def read(self, page: PageToRead) -> Reading:
        """One page read. Raises `PageTrouble`."""
        return await self._run(partial(tasks.read, page, self._longest))

    async def join(self, readings: Sequence[Reading]) -> Reading:
        """The pages of one article as one. Raises `PageTrouble`."""
        return await self._run(partial(tasks.join, list(readings), self._longest))

    async def read_list(self, page: ListPage, source: Source) -> StartRead:
        """A list page, feed or sitemap, with the links that may be articles of `source`. Raises `PageTrouble`."""
        return await self._run(partial(tasks.read_list_page, page, source, self._longest))

    async def recall(self, memory: SiteMemory) -> Recollection | None:
        """What serves the reading of the next page, out of all that was learned. Raises `PageTrouble`."""
        return await self._run(partial(tasks.recall, memory, self._longest))

    def close(self) -> None:
        """End the workers. Pages that are being read are given up."""
        for task in self._at_work:
            task.cancel()
        for process in list(self._processes):
            self._end(process)

    async def _run(self, task: Callable[[], T]) -> T:
        if not self._at_work:
            # Not before there is something to read: a run that finds nothing new needs no readers.
            self._at_work = [self._loop.create_task(self._work()) for _ in range(self._count)]
        job = _Job(pickle.dumps(task), self._loop.create_future())
        self._jobs.put_nowait(job)
        self._note_room()
        result: T = await job.done
        return result

    async def _work(self) -> None:
        """What one reader does, and those that come after it where it dies."""
        process: LoopWorker | None = None
        while True:
            job = await self._jobs.get()
            self._note_room()
            while not job.done.done():
                # It may also have died between two pages (the system was short of memory, say).
                if process is None or not process.alive:
                    if process is not None:
                        self._end(process)
                    process = await self._begun(job)
                if process is not None:
                    await self._do(job, process)

    async def _do(self, job: _Job, process: LoopWorker) -> None:
        began = time.monotonic()
        try:
            job.end(await process.do(job.packed))
        except MemoryError:
            job.end(error=PageTrouble("too much memory"))
        except WorkerDied:
            job.deaths += 1
            if time.monotonic() - began >= self._longest:
                job.end(error=PageTrouble("took too long"))
            elif job.deaths >= MOST_DEATHS:
                # Before that it was perhaps killed from outside, for want of memory, say: no fault of the page.
                job.end(error=PageTrouble("reader died"))
        except Exception as error:
            job.end(error=error)

    async def _begun(self, job: _Job) -> LoopWorker | None:
        """A new reader; None where none can be started, of which `job` tells then."""
        for failed in range(MOST_FAILED_STARTS):
            await asyncio.sleep(PAUSE_AFTER_A_FAILED_START if failed else 0)
            try:
                process = await LoopWorker.begin(tasks.prepare)
            except OSError as error:
                if lacking := shortage(error):
                    job.end(error=lacking)
                    return None
                continue  # the fork server does not answer
            self._processes.add(process)
            return process
        job.end(error=RuntimeError("the processes that read pages cannot be started"))
        return None

    def _end(self, process: LoopWorker) -> None:
        self._processes.discard(process)
        process.kill()

    def _note_room(self) -> None:
        if self._jobs.qsize() < MOST_WAITING:
            self._room.set()
        else:
            self._room.clear()
