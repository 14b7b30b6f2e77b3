"""A run from its lease to its last line in the history, however it ends."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from crawler.batch import Known, Ledger
from crawler.cutting import Cut
from crawler.fetching import Engine
from crawler.host_memory import SharedMemory
from crawler.hosts import Hosts
from crawler.live import Finish, LiveCrawl
from crawler.manners import Manners
from crawler.meter import Meter
from crawler.progress import CrawlOptions, OnProgress, Tally
from crawler.shortage import shortage
from crawler.workshop import Workshop
from kitewire.budget import budget_day
from kitewire.crawl import RunStatus, RunView
from kitewire.errors import DatabaseError, KitewireError
from kitewire.hosts import Claim, crawled_hosts
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
        self.trouble: KitewireError | None = None
        """Why not even the run's end could be written down, such as a database that has gone."""
        self._shop = shop
        self._options = options
        self._tally = Tally(source.name, tell)
        self._stopping = False
        self._work: asyncio.Task[Finish] | None = None
        self.manners: Manners | None = None
        """Once the run is open."""

    @property
    def moved(self) -> int:
        """Grows with every list and page."""
        return self._tally.moved

    def stop(self) -> None:
        """End soon and cleanly: what has been read is saved, the rest stays in the frontier."""
        if self._stopping:
            return  # told twice (by Ctrl-C and by the scheduler): a second cancel would break off the saving
        self._stopping = True
        self._shop.books.hurry()
        if self._work is not None:
            self._work.cancel()

    async def crawl(self, engine: Engine) -> None:
        """Take the lease, crawl, write down how it ended; where not even that is possible, `trouble` or `bug` says why.

        Nothing but a cancellation is raised: Scrapy would log it and go on as if all were well.
        """
        try:
            await self._crawl(engine)
        except KitewireError as error:
            self.trouble = error
            self._tally.end(str(error))
        except Exception as error:
            self.trouble = shortage(error)
            self.bug = None if self.trouble else error

    async def _crawl(self, engine: Engine) -> None:
        if self._stopping:
            self._tally.end("interrupted")
            return
        claim = await self._take()
        if not claim.taken:
            busy = f"skipped: {claim.busy_host} is being crawled by another process"
            note = busy if claim.busy_host else "skipped: another crawl of it is running"
            self._tally.end(note, busy=bool(claim.busy_host))
            return
        alive = asyncio.create_task(self._keep_lease())
        try:
            await self._recorded(engine)
        finally:
            alive.cancel()
            give_back = self._shop.database.hosts.give_back
            await self._shop.books.call(give_back, self.source.name, crawled_hosts(self.source), self._shop.owner)

    async def _recorded(self, engine: Engine) -> None:
        runs, call, name = self._shop.database.runs, self._shop.books.call, self.source.name
        earlier = [run for run in await call(runs.history, name, 20) if run.trigger in _CRAWLS]
        run_id = await call(runs.start, name, self._options.trigger, self._shop.owner, datetime.now(UTC))
        self.manners = manners = await self._manners()
        ledger = Ledger(self._shop.database, self._shop.books, self._shop.saver, name, run_id, meter=manners.meter)
        live = LiveCrawl(self.source, ledger, self._shop.readers, self._options, self._tally, manners)
        deep = not earlier or earlier[0].status is not RunStatus.FINISHED
        status, done = await self._outcome(live, engine, deep)
        manners.cut.make()
        error = done.error
        await ledger.note_requests()
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
        failure = shortage(failure) or failure
        if isinstance(failure, KitewireError):
            return RunStatus.FAILED, Finish(True, str(failure))
        self.bug = failure
        return RunStatus.FAILED, Finish(True, f"internal error: {type(failure).__name__}: {failure}")

    async def _manners(self) -> Manners:
        """What is known of hosts, and what the source has cost today."""
        database, call = self._shop.database, self._shop.books.call
        spent = await call(database.requests.on, self.source.name, budget_day(self.source, datetime.now(UTC)))
        memory = SharedMemory(self._shop.books, database.hosts)
        cut = Cut()
        return Manners(memory, Hosts(memory, sleep=cut.sleep), Meter(self.source, spent), cut)

    async def _take(self) -> Claim:
        now, hosts = datetime.now(UTC), crawled_hosts(self.source)
        claim = self._shop.database.hosts.claim
        return await self._shop.books.once(claim, self.source.name, hosts, self._shop.owner, now + LEASE, now)

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                if not (await self._take()).taken:
                    log.error("%s: the lease is lost, another process crawls it; this run ends", self.source.name)
                    return self.stop()
            except DatabaseError as error:
                log.warning("%s: the lease cannot be prolonged now: %s", self.source.name, error)


def _notice(known: Known) -> str:
    """What the people who run the crawl should hear of the source's pages."""
    since = known.learned.changed_since
    if since is None:
        return ""
    return f"the layout of its pages changed on {since:%Y-%m-%d}: `kitewire source show` tells more"


def _first(error: BaseException | None) -> BaseException | None:
    """The first error in what a task group raised."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
