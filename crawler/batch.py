"""Pages on their way into the database: gathered, then saved and linked in one transaction a batch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from crawler.books import Books
from crawler.meter import Meter
from crawler.saver import Saver
from crawler.saving import BatchToSave, Learned
from kitewire.crawl import PageRead, Saved
from kitewire.site_memory import Recollection, SiteMemory
from storage import Database

MOST_PAGES = 100
MOST_SECONDS = 1.0
"""A batch is saved when it is full, or this long after its first page."""


@dataclass(slots=True)
class Known:
    """What the source's pages have taught so far; renewed with every batch that is saved."""

    learned: Learned = field(default_factory=Learned)
    memory: SiteMemory | None = None
    """What earlier runs have learned, until the first page is to be read."""
    _recalling: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def recollection(self, recall: Callable[[SiteMemory], Awaitable[Recollection | None]]) -> Recollection | None:
        """For the pages that are read from now on. `recall` makes it of what is remembered; raises what that does."""
        if self.memory is not None:
            async with self._recalling:
                if (memory := self.memory) is not None:
                    recollection = await recall(memory)
                    self.take(replace(self.learned, recollection=recollection))
        return self.learned.recollection

    def take(self, learned: Learned) -> None:
        """What is known from now on."""
        self.learned, self.memory = learned, None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where a run writes: a source and a run of it."""

    database: Database
    books: Books
    saver: Saver
    source: str
    run_id: int
    known: Known = field(default_factory=Known)
    meter: Meter = field(default_factory=Meter)
    """Counts the run's requests."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Of the batches: one that is tried again after an answer was lost is not saved twice."""

    async def save(self, pages: Sequence[PageRead]) -> list[Saved]:
        """One transaction; what it taught serves the pages that are read from now on. Raises `DatabaseError`."""
        batch = BatchToSave(self.source, self.run_id, next(self.numbers), tuple(pages), datetime.now(UTC))
        saved = await self.books.call(self.saver.save, batch)
        if saved.learned is not None:
            self.known.take(saved.learned)
        await self.note_requests()
        return saved.pages

    async def note_requests(self, every: float = 0.0) -> None:
        """Write down the requests that were sent since the last time, unless that is less than `every` seconds ago.

        Raises `DatabaseError`.
        """
        if sent := self.meter.take_unwritten(every):
            await self.books.call(self.database.requests.add, self.source, self.run_id, sent)

    async def remember(self) -> None:
        """Read again what is known of the source's pages. Raises `DatabaseError`."""
        memory = await self.books.look(self.database.memories.load, self.source)
        self.known.learned = Learned(None, memory.changed_since)
        self.known.memory = memory if memory.layouts else None


class Batches:
    """Gathers pages and saves them. `add` waits while a full batch is being saved: that bounds what is held."""

    def __init__(self, ledger: Ledger, saved: Callable[[Sequence[Saved]], None]) -> None:
        self._ledger = ledger
        self._saved = saved
        self._held: list[PageRead] = []
        self._saving = asyncio.Lock()
        self._began = asyncio.Event()
        self._failure: Exception | None = None

    async def add(self, page: PageRead) -> None:
        """Take a page. Raises what an earlier batch failed with: nothing after it would be saved either."""
        self._raise_failure()
        self._held.append(page)
        self._began.set()
        if len(self._held) >= MOST_PAGES:
            # A transaction that has begun is not to be cut off before it is counted.
            await self._flush_whole()

    async def finish(self) -> None:
        """Save the rest. Raises what saving it, or an earlier batch, failed with."""
        await self.flush()

    async def flush(self) -> None:
        """Save what is held now. Raises `DatabaseError`."""
        async with self._saving:
            self._raise_failure()
            pages, self._held = self._held, []
            self._began.clear()
            if not pages:
                return
            try:
                self._saved(await self._ledger.save(pages))
            except Exception as error:
                self._failure = error
                raise

    async def keep_flushing(self) -> None:
        """Saves what has waited long enough, until saving fails; to be cancelled at the end of the run."""
        while self._failure is None:  # `add` and `finish` tell of it
            await self._began.wait()
            await asyncio.sleep(MOST_SECONDS)
            with suppress(Exception):
                await self._flush_whole()

    async def _flush_whole(self) -> None:
        """`flush`, which goes on where the caller is cancelled; what it fails with is kept for whoever comes next."""
        flushing = asyncio.ensure_future(self.flush())
        flushing.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(flushing)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
