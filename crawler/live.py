"""A live crawl of one source: discovery and frontier feed the pipe until nothing is left to fetch."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from crawler.archive import ArchiveWriter
from crawler.batch import Batches, Ledger
from crawler.fetching import Engine, Fetcher, NotFetched, Wanted, fetch_through
from crawler.lanes import Lanes
from crawler.lists import Findings, Lists, Reach, too_old
from crawler.manners import Manners
from crawler.pipe import Pipe
from crawler.postponed import Postponed
from crawler.progress import CrawlOptions, Tally
from crawler.readers import Readers
from crawler.refusals import raw_of
from kitewire.archive_files import file_name
from kitewire.crawl import Fetched, Outcome, PageRead, PageToFetch
from kitewire.errors import KitewireError
from kitewire.run_measures import RunMeasures
from kitewire.source import Source
from kitewire.urls import host_of

log = logging.getLogger(__name__)

CHUNK = 1000
"""Addresses taken from the frontier at a time."""
NO_STARTS = "the source names no start points, so that nothing new is found: `kitewire source test` shows some"
LONGEST_LOOK = 60.0
"""Seconds after which a run that waits for something to fetch looks whether its time is up."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How the crawl of a source ended when nobody cut it short."""

    failed: bool
    error: str
    measures: RunMeasures = field(default_factory=RunMeasures)
    """Of the lists; pages are measured where they are saved."""


class LiveCrawl:
    """One source, one run. `run` comes back when all is saved; cancelled, it saves what has been read and leaves."""

    def __init__(
        self,
        source: Source,
        ledger: Ledger,
        readers: Readers,
        options: CrawlOptions,
        tally: Tally,
        manners: Manners,
    ) -> None:
        self._source = source
        self._manners = manners
        self._ends = time.monotonic() + source.limits.minutes * 60
        self._notes: dict[str, None] = {}
        self._ledger = ledger
        self._readers = readers
        self._options = options
        self._tally = tally
        self._began = datetime.now(UTC)
        self._batches = Batches(ledger, tally.add_saved)
        self._taken: set[str] = set()
        self._room = min(source.limits.pages, source.limits.pages if options.limit is None else options.limit)
        self._more = asyncio.Event()

    async def run(self, engine: Engine, deep: bool) -> Finish:
        """Crawl; `deep` as in `Lists`. Raises `DatabaseError`, `ArchiveError`."""
        if not self._source.starts:
            self._notes[NO_STARTS] = None
        fetcher = Fetcher(engine, self._manners.hosts)
        findings = Findings(notes=self._notes)
        reach = Reach(self._options.since, deep, self._tally, self._over, self._more.set)
        lists = Lists(self._source, self._ledger, fetcher, self._readers, reach)
        await self._ledger.remember()
        async with self._archive() as archive, self._saving(), asyncio.TaskGroup() as group:
            discovery = group.create_task(self._discover(lists, findings))
            await self._feed(group, discovery, self._pipe(fetcher, archive))
        failed = bool(self._source.starts) and not findings.read and not findings.excused and bool(findings.errors)
        return Finish(
            failed, "; ".join((*findings.errors, *self._notes)), RunMeasures(lists=findings.lists, cut=self._cut())
        )

    def _over(self) -> str:
        """Why nothing more is to be fetched in this run; empty: it goes on."""
        why = self._manners.meter.used_up()
        if not why and time.monotonic() >= self._ends:
            why = f"stopped after {self._source.limits.minutes} minutes; the rest waits for the next run"
        if why:
            self._notes[why] = None
        return why

    def _cut(self) -> str:
        """Which limit of the source has kept the run from what it would have fetched; empty: none."""
        if self._options.limit is None and self._room <= 0:
            return f"stopped after {self._source.limits.pages} pages; the rest waits for the next run"
        return self._over()

    @asynccontextmanager
    async def _saving(self) -> AsyncIterator[None]:
        flushing = asyncio.create_task(self._batches.keep_flushing())
        try:
            yield
        finally:
            flushing.cancel()
            await self._batches.finish()

    @asynccontextmanager
    async def _archive(self) -> AsyncIterator[ArchiveWriter | None]:
        folder, call = self._options.archive, self._ledger.books.call
        if folder is None:
            yield None
            return
        name = file_name(self._source.name, self._ledger.run_id, self._began)
        archive = await call(ArchiveWriter, folder, name)
        try:
            yield archive
        finally:
            await call(archive.close)

    def _pipe(self, fetcher: Fetcher, archive: ArchiveWriter | None) -> Pipe:
        async def get(wanted: Wanted, part_of: str | None) -> Fetched | NotFetched:
            await self._readers.room()
            got, meta = await fetch_through(fetcher, replace(wanted, raw=archive is not None))
            if isinstance(got, NotFetched) and got.postponed is not None:
                raise got.postponed
            raw = raw_of(meta)
            if archive is not None and raw is not None and isinstance(got, Fetched) and got.status == 200:
                kept = replace(got, body=raw[1], headers=tuple(raw[0]))
                await self._ledger.books.call(archive.add, kept, part_of)
            return got

        return Pipe(self._source, get, self._readers, self._ledger.known)

    async def _discover(self, lists: Lists, findings: Findings) -> None:
        async with asyncio.TaskGroup() as group:
            for start in self._source.starts:
                group.create_task(lists.follow(start, findings))

    async def _feed(self, group: asyncio.TaskGroup, discovery: asyncio.Task[None], pipe: Pipe) -> None:
        async def carry(page: PageToFetch) -> None:
            try:
                if not self._over():
                    return await self._batches.add(await carry_safely(pipe, page))
            except Postponed as postponed:
                told, host = postponed.reason, host_of(page.url)
                self._notes[told if postponed.excused or host in told else f"{host}: {told}"] = None
            self._room += 1  # it stays in the frontier for another run
            return None

        lanes = Lanes(group, carry, self._source.limits.connections)
        while not self._over():
            ended = discovery.done()
            self._more.clear()
            full = lanes.full
            # What is due again waits until all that is new is known: else it would take the run's room from it.
            pages = await self._next_pages(full | self._manners.hosts.all_left_alone(), again=ended)
            for page in pages:
                lanes.put(page)
            if pages:
                await lanes.fewer_than(CHUNK // 2)
            elif full:
                # A host that was full when the frontier was asked may have had room since: then it is asked again.
                if full <= lanes.full:
                    await self._wait(lanes.room(), None if ended else discovery)
            elif ended:
                break
            else:
                await self._wait(self._more.wait(), discovery)
        await lanes.empty()
        lanes.close()

    async def _wait(self, more: Coroutine[Any, Any, Any], discovery: asyncio.Task[None] | None) -> None:
        """Until `more` is there or discovery has ended, and not for so long that the end of the run is missed."""
        first = asyncio.create_task(more)
        awaited = {first} if discovery is None else {first, discovery}
        await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED, timeout=LONGEST_LOOK)
        first.cancel()

    async def _next_pages(self, without: frozenset[str], again: bool) -> list[PageToFetch]:
        """Pages that this run has not taken yet, as many as it may, but of the hosts `without`; none: there are no more
        for now. `again`: also those to be looked at again."""
        frontier, books = self._ledger.database.frontier, self._ledger.books
        while self._room > 0:
            # What is under way is not saved yet, so the frontier still names it.
            unsaved = len(self._taken) - self._tally.saved
            pages = await books.look(frontier.work, self._source.name, self._began, CHUNK + unsaved, without, again)
            new = [page for page in pages if page.url not in self._taken and host_of(page.url) not in without]
            fit = [page for page in new if not self._too_old(page)][: self._room]
            for page in new:
                if self._too_old(page):
                    await self._pass_over(page)
            self._taken.update(page.url for page in fit)
            self._room -= len(fit)
            if fit or not new:
                return fit
        return []

    def _too_old(self, page: PageToFetch) -> bool:
        return too_old(page.url, page.hint.date if page.hint else None, self._options.since)

    async def _pass_over(self, page: PageToFetch) -> None:
        self._taken.add(page.url)
        await self._batches.add(PageRead(page.url, Outcome.SKIPPED, "older than asked for"))


async def carry_safely(pipe: Pipe, page: PageToFetch) -> PageRead:
    """The way of a page; a bug of ours on it costs that page and is logged, the run goes on."""
    try:
        return await pipe.carry(page)
    except Postponed:
        raise
    except KitewireError:  # such as an archive on a full disk: it ends the run, the page stays in the frontier
        raise
    except Exception:
        log.exception("reading %s failed; this is a bug", page.url)
        return PageRead(page.url, Outcome.FAILED, "internal error")
