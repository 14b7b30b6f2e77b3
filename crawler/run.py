"""A run from its lease to its last line in the history, however it ends."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from crawler.batch import Known, Ledger
from crawler.fetching import Engine
from crawler.live import Finish, LiveCrawl
from crawler.progress import CrawlOptions, OnProgress, Tally
from crawler.workshop import Workshop
from kitewire.crawl import RunStatus, RunView
from kitewire.errors import DatabaseError, KitewireError
from kitewire.source import Source

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""How long a source stays ours without a sign of life: a crawl on a machine that lost its power blocks it no longer."""
_CRAWLS = ("command", "schedule")


class Run:
    """One crawl of one source. `view` tells afterwards how it went; None: another crawl of the source is running."""

    def __init__(self, source: Source, shop: Workshop, options: CrawlOptions, tell: OnProgress) -> None:
        self.source = source
        self.view: RunView | None = None
        self.bug: BaseException | None = None
        """What went wrong in a way that only a programmer can mend."""
        self._shop = shop
        self._options = options
        self._tally = Tally(source.name, tell)
        self._stopping = False
        self._work: asyncio.Task[Finish] | None = None

    def stop(self) -> None:
        """End soon and cleanly: what has been read is saved, the rest stays in the frontier."""
        self._stopping = True
        self._shop.books.hurry()
        if self._work is not None:
            self._work.cancel()

    async def crawl(self, engine: Engine) -> None:
        """Take the lease, crawl, write down how it ended. Raises `DatabaseError` where not even that is possible."""
        if self._stopping:
            self._tally.end("interrupted")
            return
        if not await self._take():
            self._tally.end("skipped: another crawl of it is running")
            return
        alive = asyncio.create_task(self._keep_lease())
        try:
            await self._recorded(engine)
        finally:
            alive.cancel()
            schedule = self._shop.database.schedule
            await self._shop.books.call(schedule.release, self.source.name, self._shop.owner)

    async def _recorded(self, engine: Engine) -> None:
        runs, call, name = self._shop.database.runs, self._shop.books.call, self.source.name
        earlier = [run for run in await call(runs.history, name, 20) if run.trigger in _CRAWLS]
        run_id = await call(runs.start, name, self._options.trigger, self._shop.owner, datetime.now(UTC))
        ledger = Ledger(self._shop.database, self._shop.books, name, run_id)
        live = LiveCrawl(self.source, ledger, self._shop.readers, self._options, self._tally)
        deep = not earlier or earlier[0].status is not RunStatus.FINISHED
        status, done = await self._outcome(live, engine, deep)
        error = done.error
        await call(runs.finish, run_id, status, datetime.now(UTC), error, self._tally.found, done.measures)
        self.view = next(run for run in await call(runs.history, name, 5) if run.id == run_id)
        note = error or ("" if status is RunStatus.FINISHED else status.value)
        self._tally.end(note or _notice(ledger.known))
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError

    async def _outcome(self, live: LiveCrawl, engine: Engine, deep: bool) -> tuple[RunStatus, Finish]:
        self._work = asyncio.create_task(live.run(engine, deep))
        if self._stopping:
            self._work.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({self._work})
        if not self._work.done():  # we are cancelled ourselves: Scrapy shuts down
            self._work.cancel()
            await asyncio.wait({self._work})
        if self._work.cancelled():
            return RunStatus.INTERRUPTED, Finish(False, "")
        failure = _first(self._work.exception())
        if failure is None:
            done = self._work.result()
            return (RunStatus.FAILED if done.failed else RunStatus.FINISHED), done
        if isinstance(failure, KitewireError):
            return RunStatus.FAILED, Finish(True, str(failure))
        self.bug = failure
        return RunStatus.FAILED, Finish(True, f"internal error: {type(failure).__name__}: {failure}")

    async def _take(self) -> bool:
        now = datetime.now(UTC)
        take = self._shop.database.schedule.take
        return await self._shop.books.once(take, self.source.name, self._shop.owner, now + LEASE, now)

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                if not await self._take():
                    log.error("%s: the lease is lost, another process crawls it; this run ends", self.source.name)
                    return self.stop()
            except DatabaseError as error:
                log.warning("%s: the lease cannot be prolonged now: %s", self.source.name, error)


def _notice(known: Known) -> str:
    """What the people who run the crawl should hear of the source's pages."""
    if known.changed_since is None:
        return ""
    return f"the layout of its pages changed on {known.changed_since:%Y-%m-%d}: `kitewire source show` tells more"


def _first(error: BaseException | None) -> BaseException | None:
    """The first error in what a task group raised."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
