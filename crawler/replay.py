"""Replay: saved pages go the way of a fetched one, out of an archive instead of the web."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler import looping
from crawler.batch import Batches, Known, Ledger
from crawler.captures import Capture, Damage, Shelf
from crawler.fetching import NotFetched, Wanted
from crawler.folder_in import FolderShelf, is_manifest
from crawler.live import carry_safely
from crawler.pipe import Getter, Pipe
from crawler.progress import OnProgress, Tally
from crawler.warc_in import SUFFIXES, WarcShelf
from crawler.workshop import Workshop, open_workshop
from kitewire.crawl import Fetched, Outcome, PageRead, PageToFetch, RunStatus, RunView
from kitewire.errors import ArchiveError, UnknownSourceError
from kitewire.owner import is_alive
from kitewire.settings import Settings
from kitewire.source import Source
from kitewire.source_values import name_from
from kitewire.urls import url_key
from storage import Database

AT_ONCE = 8
"""Pages under way for each worker process: enough that none is ever without one."""
MOST_HELD = 100
"""Pages that wait to be saved, over all runs of a replay."""
NO_ADDRESS = "no address"


def ingest(paths: Sequence[Path], settings: Settings, on_progress: OnProgress) -> list[RunView]:
    """Read archives (WARC files, folders, manifests) into the database; a run for each source that got pages.

    A page belongs to the source that owns its address or host; where none does, a paused source named after the
    host is made. Pages without an address are counted in a last view of id 0, whose `error` also names what
    could not be read. Not to be called from inside a running event loop. Raises `DatabaseError`.
    """
    return looping.run(_replay(list(paths), settings, on_progress, "ingest"))


def reprocess(archive: Path, settings: Settings, on_progress: OnProgress) -> list[RunView]:
    """Extract and link again the pages of the WARC files in `archive`, of each address the latest.

    As `ingest`; what now reads differently becomes an update of the stored article. Raises `ArchiveError` where
    there is no WARC file.
    """
    files = sorted(path for path in archive.rglob("*") if path.name.endswith(SUFFIXES))
    if not files:
        raise ArchiveError(f"archive {archive}: no WARC file in it; make one with `kitewire crawl --archive {archive}`")
    return looping.run(_replay(files, settings, on_progress, "reprocess"))


async def _replay(paths: list[Path], settings: Settings, tell: OnProgress, trigger: str) -> list[RunView]:
    with open_workshop(settings) as shop:
        await shop.books.call(shop.database.runs.interrupt_open, is_alive, datetime.now(UTC))
        replay = Replay(shop, tell, trigger)
        try:
            latest = await shop.books.call(latest_captures, paths) if trigger == "reprocess" else None
            for path in paths:
                await replay.read(path, latest)
        except asyncio.CancelledError:
            await replay.finish(RunStatus.INTERRUPTED)
            raise
        return await replay.finish(RunStatus.FINISHED)


def latest_captures(paths: Sequence[Path]) -> dict[str, str]:
    """Address key → place of the latest capture of it, over all archives."""
    latest: dict[str, tuple[datetime, str]] = {}
    for path in paths:
        for capture in _captures(path):
            if not capture.part_of and capture.address:
                key = url_key(capture.address)
                if key not in latest or latest[key][0] <= capture.taken:
                    latest[key] = (capture.taken, capture.place)
    return {key: place for key, (_, place) in latest.items()}


def open_shelf(path: Path) -> Shelf:
    """The archive at `path`, by its name. Raises `ArchiveError` where there is none that can be read."""
    if path.is_dir() or (path.is_file() and is_manifest(path)):
        return FolderShelf(path)
    if path.name.endswith(SUFFIXES):
        return WarcShelf(path)
    what = "is no archive" if path.exists() else "does not exist"
    raise ArchiveError(f"{path} {what}: give a WARC file ({', '.join(SUFFIXES)}), a folder of pages, or its manifest")


class Replay:
    """The pages of some archives on their way; sources and runs are opened as pages of theirs come up."""

    def __init__(self, shop: Workshop, tell: OnProgress, trigger: str) -> None:
        self._shop = shop
        self._runs = ReplayRuns(shop, tell, trigger)
        self._lost: Counter[tuple[Outcome, str]] = Counter()
        self._errors: list[str] = []
        self._parts: set[str] = set()
        self._trigger = trigger
        self._began = datetime.now(UTC)

    async def read(self, path: Path, latest: dict[str, str] | None = None) -> None:
        """Every page of one archive; `latest`: only the captures that stand there."""
        try:
            shelf = await self._shop.books.call(open_shelf, path)
        except ArchiveError as error:
            self._errors.append(str(error))
            return
        window = asyncio.Semaphore(AT_ONCE * self._shop.settings.workers)
        captures, before = shelf.captures(), None
        async with asyncio.TaskGroup() as group:
            while (capture := await self._shop.books.call(next, captures, None)) is not None:
                if isinstance(capture, Damage):
                    self._errors.append(capture.message)
                elif self._wanted(capture, latest):
                    await window.acquire()
                    before = group.create_task(self._page(shelf, capture, before))
                    before.add_done_callback(lambda _: window.release())

    async def finish(self, status: RunStatus) -> list[RunView]:
        """Save the rest and close the runs."""
        views = await self._runs.finish(status)
        if self._lost or self._errors:
            status = RunStatus.FAILED if self._errors else status
            error, now = "\n".join(self._errors), datetime.now(UTC)
            views.append(RunView(0, "", self._trigger, status, self._began, now, error, counts=dict(self._lost)))
        return views

    def _wanted(self, capture: Capture, latest: dict[str, str] | None) -> bool:
        if capture.part_of:
            return False  # comes with the first page of its article
        address = capture.address
        return latest is None or not address or latest.get(url_key(address)) == capture.place

    async def _page(self, shelf: Shelf, capture: Capture, before: asyncio.Task[None] | None) -> None:
        address = capture.address
        read = None
        if not address:
            self._lost[Outcome.SKIPPED, NO_ADDRESS] += 1
        else:
            opened = await self._runs.of(address)
            pipe = Pipe(opened.source, self._getter(shelf, capture), self._shop.readers, opened.known)
            read = await carry_safely(pipe, PageToFetch(address))
        # In the order of the archive: then it is known which pages belong to an article that began earlier.
        if before is not None:
            await asyncio.wait({before})
        if read is not None and url_key(address) not in self._parts:
            self._parts.update(map(url_key, read.part_urls))
            await self._runs.add(opened, read)

    def _getter(self, shelf: Shelf, capture: Capture) -> Getter:
        async def get(wanted: Wanted, part_of: str | None) -> Fetched | NotFetched:
            found = capture if part_of is None else await self._shop.books.call(shelf.find, wanted.url)
            return found.fetched() if found else NotFetched(Outcome.FAILED, "not in the archive")

        return get


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run of one source that pages are still added to."""

    source: Source
    run_id: int
    batches: Batches
    tally: Tally
    known: Known


class ReplayRuns:
    """The runs of a replay: one for each source that gets a page."""

    def __init__(self, shop: Workshop, tell: OnProgress, trigger: str) -> None:
        self._shop = shop
        self._tell = tell
        self._trigger = trigger
        self._opened: dict[str, OpenRun] = {}
        self._opening = asyncio.Lock()
        self._held = 0

    async def add(self, opened: OpenRun, page: PageRead) -> None:
        """Take a page of that run. Many runs hold a few pages each: all are saved when it is enough together."""
        await opened.batches.add(page)
        self._held += 1
        if self._held >= MOST_HELD:
            self._held = 0
            for one in list(self._opened.values()):
                await one.batches.flush()

    async def of(self, address: str) -> OpenRun:
        """The run of the source that owns an address."""
        name = await self._shop.books.call(_source_name, self._shop.database, address)
        async with self._opening:
            if name not in self._opened:
                self._opened[name] = await self._open(name)
            return self._opened[name]

    async def finish(self, status: RunStatus) -> list[RunView]:
        """Save what is held and close the runs."""
        runs, call, views = self._shop.database.runs, self._shop.books.call, []
        for name, opened in self._opened.items():
            await opened.batches.finish()
            await call(runs.finish, opened.run_id, status, datetime.now(UTC), "", opened.tally.found)
            views += [run for run in await call(runs.history, name, 5) if run.id == opened.run_id]
            opened.tally.end()
        return views

    async def _open(self, name: str) -> OpenRun:
        database, call = self._shop.database, self._shop.books.call
        source = await call(database.sources.get, name)
        run_id = await call(database.runs.start, name, self._trigger, self._shop.owner, datetime.now(UTC))
        tally = Tally(name, self._tell)
        ledger = Ledger(database, self._shop.books, self._shop.saver, name, run_id)
        await ledger.remember()
        return OpenRun(source, run_id, Batches(ledger, tally.add_saved), tally, ledger.known)


def _captures(path: Path) -> Iterator[Capture]:
    try:
        yield from (one for one in open_shelf(path).captures() if isinstance(one, Capture))
    except ArchiveError:
        return  # the reading itself tells of it


def _source_name(database: Database, address: str) -> str:
    """The source that owns an address; where there is none, a paused one is made of its host."""
    name = database.frontier.source_name_for(address)
    if name is not None:
        return name
    name = name_from(address)
    try:
        database.sources.get(name)
    except UnknownSourceError:
        parts = urlsplit(address)
        database.sources.save(Source(name, f"{parts.scheme}://{parts.netloc}/"))
        database.sources.pause(name, True)
    return name
