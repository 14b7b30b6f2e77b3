"""A live crawl of one source: discovery and frontier feed the pipe until nothing is left to fetch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawler.archive import ArchiveWriter, file_name
from crawler.batch import Batches, Ledger
from crawler.fetching import Engine, Fetcher, NotFetched, Wanted, fetch_through
from crawler.hosts import Hosts
from crawler.lanes import Lanes
from crawler.lists import Findings, Lists, Reach, too_old
from crawler.pipe import Pipe
from crawler.progress import CrawlOptions, Tally
from crawler.readers import Readers
from crawler.refusals import raw_of
from kitewire.crawl import Fetched, Outcome, PageRead, PageToFetch
from kitewire.errors import KitewireError
from kitewire.run_measures import RunMeasures
from kitewire.source import Source, StartPoint
from kitewire.urls import host_of

log = logging.getLogger(__name__)

CHUNK = 1000
"""Addresses taken from the frontier at a time."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How the crawl of a source ended when nobody cut it short."""

    failed: bool
    error: str
    measures: RunMeasures = field(default_factory=RunMeasures)
    """Of the lists; pages are measured where they are saved."""


class LiveCrawl:
    """One source, one run. `run` comes back when all is saved; cancelled, it saves what has been read and leaves."""

    def __init__(self, source: Source, ledger: Ledger, readers: Readers, options: CrawlOptions, tally: Tally) -> None:
        self._source = source
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
        hosts = Hosts(asyncio.get_running_loop().time)
        fetcher = Fetcher(engine, hosts)
        findings = Findings()
        since, found = self._options.since, self._tally.add_found
        lists = Lists(self._source, self._ledger, fetcher, self._readers, Reach(since, deep, found))
        await self._ledger.remember()
        async with self._archive() as archive, self._saving(), asyncio.TaskGroup() as group:
            discovery = group.create_task(self._discover(lists, findings))
            await self._feed(group, discovery, self._pipe(fetcher, archive), hosts)
        failed = bool(self._source.starts) and not findings.read
        return Finish(failed, "; ".join(findings.errors), RunMeasures(lists=findings.lists))

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
            raw = raw_of(meta)
            if archive is not None and raw is not None and isinstance(got, Fetched) and got.status == 200:
                kept = replace(got, body=raw[1], headers=tuple(raw[0]))
                await self._ledger.books.call(archive.add, kept, part_of)
            return got

        return Pipe(self._source, get, self._readers, self._ledger.known)

    async def _discover(self, lists: Lists, findings: Findings) -> None:
        async def follow(start: StartPoint) -> None:
            await lists.follow(start, findings)
            self._more.set()

        async with asyncio.TaskGroup() as group:
            for start in self._source.starts:
                group.create_task(follow(start))

    async def _feed(self, group: asyncio.TaskGroup, discovery: asyncio.Task[None], pipe: Pipe, hosts: Hosts) -> None:
        async def carry(page: PageToFetch) -> None:
            # What a host keeps us from stays in the frontier for another run.
            if not hosts.left_alone(host_of(page.url)):
                await self._batches.add(await carry_safely(pipe, page))

        lanes = Lanes(group, carry, self._source.limits.connections)
        while True:
            ended = discovery.done()
            self._more.clear()
            pages = await self._next_pages()
            for page in pages:
                lanes.put(page)
            if pages:
                await lanes.fewer_than(CHUNK // 2)
            elif ended:
                break
            else:
                await self._wait_for_more(discovery)
        await lanes.fewer_than(1)
        lanes.close()

    async def _wait_for_more(self, discovery: asyncio.Task[None]) -> None:
        more = asyncio.create_task(self._more.wait())
        await asyncio.wait({more, discovery}, return_when=asyncio.FIRST_COMPLETED)
        more.cancel()

    async def _next_pages(self) -> list[PageToFetch]:
        """Pages that this run has not taken yet, as many as it may; none: there are no more for now."""
        frontier, books = self._ledger.database.frontier, self._ledger.books
        while self._room > 0:
            # What is under way is not saved yet, so the frontier still names it.
            unsaved = len(self._taken) - self._tally.saved
            pages = await books.call(frontier.work, self._source.name, self._began, CHUNK + unsaved)
            new = [page for page in pages if page.url not in self._taken]
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
    except KitewireError:  # such as an archive on a full disk: it ends the run, the page stays in the frontier
        raise
    except Exception:
        log.exception("reading %s failed; this is a bug", page.url)
        return PageRead(page.url, Outcome.FAILED, "internal error")
