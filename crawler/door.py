"""The door of the crawler: crawl, replay, re-extract, probe. Everything outside calls these and nothing else."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from scrapy.crawler import Crawler

from crawler import looping
from crawler.places import Places
from crawler.progress import CrawlOptions, OnProgress, Progress
from crawler.replay import ingest, reprocess
from crawler.run import Run
from crawler.settings import scrapy_settings
from crawler.spiders.news import NewsSpider
from crawler.workshop import Workshop, open_workshop
from kitewire.crawl import RunView
from kitewire.errors import UnknownSourceError
from kitewire.hosts import crawled_hosts
from kitewire.owner import is_alive
from kitewire.probe import Probe
from kitewire.settings import Settings
from kitewire.source import Source
from storage import Database

__all__ = ["CrawlOptions", "OnProgress", "Probe", "Progress", "crawl", "ingest", "probe", "reprocess"]


def probe(asked: str | Source, settings: Settings, tell: Callable[[str], None] | None = None) -> Probe:
    """As `crawler.probe.probe`."""
    from crawler import probe as looking  # here: it loads extraction, which a crawl leaves to its readers

    return looking.probe(asked, settings, tell)


def silent(progress: Progress) -> None:
    """Tells nobody."""


def crawl(
    names: Sequence[str], settings: Settings, options: CrawlOptions = CrawlOptions(), on_progress: OnProgress = silent
) -> list[RunView]:
    """Crawl these sources (none: all that are not paused) in this process. Gives the runs in the order of the names.

    A source that another process is crawling has no run here; its last progress says so. SIGINT and SIGTERM end
    the runs cleanly as `interrupted`. It has an event loop of its own and can be called again and again, but not
    from inside a running loop. Raises `UnknownSourceError`, `DatabaseError`.
    """
    _be_quiet(settings)
    if options.archive is None and settings.archive:
        options = replace(options, archive=Path(settings.archive))
    return looping.run(_crawl(names, settings, options, on_progress))


async def _crawl(
    names: Sequence[str], settings: Settings, options: CrawlOptions, on_progress: OnProgress
) -> list[RunView]:
    # A scheduler has the database open: where its file is gone, an empty one in its place would hide that.
    with open_workshop(settings, upgrade=False if options.trigger == "schedule" else None) as shop:
        sources = await shop.books.call(_chosen, shop.database, names, options.due)
        await shop.books.call(shop.database.runs.interrupt_open, is_alive, datetime.now(UTC))
        runs = [Run(source, shop, options, on_progress) for source in sources]

        def stop() -> None:
            for run in runs:
                run.stop()

        with _stopped_by_signals(stop):
            await _together(runs, shop)
    for run in runs:
        if failure := run.bug or run.trouble:
            raise failure
    return [run.view for run in runs if run.view is not None]


async def _together(runs: Sequence[Run], shop: Workshop) -> None:
    """Runs side by side; those that share a host one after the other, since the host's limits hold for both."""
    places = Places()
    locks = {host: asyncio.Lock() for run in runs for host in crawled_hosts(run.source)}

    async def one(run: Run) -> None:
        async with AsyncExitStack() as held:
            # Always in the same order, so that no two runs wait for each other.
            for host in sorted(crawled_hosts(run.source)):
                await held.enter_async_context(locks[host])
            await held.enter_async_context(places.place(lambda: run.moved))
            await Crawler(NewsSpider, scrapy_settings(shop.settings)).crawl_async(run=run)

    await asyncio.gather(*(one(run) for run in runs))


def _chosen(database: Database, names: Sequence[str], due: bool) -> list[Source]:
    states = {state.name: state for state in database.sources.states()}
    for name in names:
        if name not in states:
            near = get_close_matches(name, states, n=3, cutoff=0.5)
            hint = f"did you mean {', '.join(near)}?" if near else "`kitewire source list` shows those there are"
            raise UnknownSourceError(f"there is no source {name!r}; {hint}")
    wanted = list(dict.fromkeys(names)) or [name for name, state in states.items() if not state.paused]
    if due:
        ready = {source.name for source in database.schedule.due(datetime.now(UTC))}
        wanted = [name for name in wanted if name in ready]
    return [database.sources.get(name) for name in wanted]


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    caught = []
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except (RuntimeError, ValueError):  # only the main thread may
            break
        caught.append(number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


def _be_quiet(settings: Settings) -> None:
    """Scrapy's warnings tell what is counted at each page anyway."""
    if settings.log_level != "DEBUG":
        logging.getLogger("scrapy").setLevel(logging.ERROR)
