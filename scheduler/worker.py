"""Works jobs of the fleet's queue: each is the crawl of one source in a child process of this machine."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable
from datetime import datetime

from procrastinate import exceptions, jobs
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker as QueueWorker

from kitewire.errors import DatabaseError
from kitewire.service_state import ServiceState
from kitewire.settings import Settings
from scheduler.children import Children
from scheduler.crew import Crew, Settled
from scheduler.fate import BUSY_WAIT
from scheduler.fleet import QUEUE, AgainError, PatientConnector, is_outage, worker_app
from scheduler.leadership import BEATS
from scheduler.service import Clocks
from storage import Database
from storage.queue_tables import check_queue

log = logging.getLogger(__name__)

FETCH_EVERY = 1.0
"""Seconds between two looks for a job. Notifications would be quicker by half a second and cost a connection each."""
LOOK_EVERY = 0.2
"""Seconds between two looks at the children."""
AGAIN_AFTER = 5.0
"""Seconds until the worker begins anew after it ended by an error."""


class Worker:
    """Takes jobs, at most `KITEWIRE_MAX_CRAWLS` at once, until stopped. Its event loop runs in a thread of its own.

    Raises `DatabaseError` where the queue cannot work on this database.
    """

    def __init__(
        self, database: Database, settings: Settings, children: Children | None = None, clocks: Clocks = Clocks()
    ) -> None:
        check_queue(database.transactions)
        self._database = database
        self._settings = settings
        self._clocks = clocks
        self._crew = Crew(database, children or Children(settings.max_crawls, memory=settings.crawl_memory), clocks.now)
        self._connector = PatientConnector(database, lambda: self._stopping.is_set())
        self._ends: dict[str, asyncio.Future[Settled]] = {}
        self._mine: set[int] = set()
        self._suspects: set[int] = set()
        self._looked: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker")
        self.crashed: BaseException | None = None
        """What ended the loop though nobody had asked it to end."""

    def start(self) -> None:
        """Begin to take jobs."""
        logging.getLogger("procrastinate").setLevel(logging.WARNING)  # it tells each retry with a traceback
        self._thread.start()

    def stop(self) -> None:
        """Take no more jobs; crawls under way save what they hold and end, their jobs go back to the queue."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def kill(self) -> None:
        """End the crawls of this process at once."""
        self._crew.kill_all()

    @property
    def running(self) -> bool:
        """Whether the loop goes on."""
        return self._thread.is_alive()

    def state(self) -> ServiceState:
        """How the worker stands; cheap, and never waits."""
        return ServiceState(
            seconds_since_tick=None if self._looked is None else self._clocks.steady() - self._looked,
            running=tuple(sorted(self._crew.running)),
            started=self._crew.started,
            ended=self._crew.ended,
        )

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            if not self._stopping.is_set():
                self.crashed = error
            log.exception("the worker ends by an error")
        finally:
            self._crew.stop()

    async def _main(self) -> None:
        app = worker_app(self._connector, self._crawl)
        async with app.open_async():
            watching = asyncio.create_task(self._watch_children())
            while not self._stopping.is_set():
                await self._work(QueueWorker(
                    app, [QUEUE], concurrency=self._settings.max_crawls, listen_notify=False, delete_jobs="always",
                    install_signal_handlers=False, fetch_job_polling_interval=FETCH_EVERY,
                    update_heartbeat_interval=self._settings.take_over / BEATS,
                    stalled_worker_timeout=self._settings.take_over,
                ))  # fmt: skip
            await watching

    async def _work(self, worker: QueueWorker) -> None:
        """One life of the queue's own worker; it ends when we are to stop, or by an error of the queue."""
        caring = asyncio.create_task(self._care(worker))
        stopping = asyncio.create_task(self._stop_in_time(worker))
        try:
            await worker.run()  # type: ignore[no-untyped-call]
        except Exception as error:
            log.error("the worker's connection to the queue ended, it begins anew: %s", error.__cause__ or error)
        finally:
            caring.cancel()
            stopping.cancel()
        if not self._stopping.is_set():
            await asyncio.sleep(AGAIN_AFTER)

    async def _stop_in_time(self, worker: QueueWorker) -> None:
        while not self._stopping.is_set():
            await asyncio.sleep(LOOK_EVERY)
        worker.stop()  # type: ignore[no-untyped-call]

    async def _crawl(self, context: JobContext, source: str, at: str) -> None:
        """The job: one crawl of `source`, which was due `at` by the dispatcher's clock."""
        assert context.job.id is not None
        self._mine.add(context.job.id)
        try:
            if not await self._wanted(source, datetime.fromisoformat(at)):
                return
            settled = await self._crawl_here(source, context.job.attempts)
        finally:
            self._mine.discard(context.job.id)
        if settled.again is not None:
            raise AgainError(settled.again)

    async def _wanted(self, source: str, at: datetime) -> bool:
        """Whether it is still due, by the later of both machines' clocks: a message may have grown old in the queue."""
        if self._stopping.is_set():
            raise AgainError(0)
        try:
            now = max(self._clocks.now(), at)
            return await asyncio.to_thread(self._database.schedule.is_due, source, now)
        except DatabaseError:
            raise AgainError(BUSY_WAIT) from None

    async def _crawl_here(self, source: str, tries: int) -> Settled:
        if self._stopping.is_set():  # whoever watches the children may have left
            raise AgainError(0)
        if source in self._crew.names:
            raise AgainError(BUSY_WAIT)
        end: asyncio.Future[Settled] = asyncio.get_running_loop().create_future()
        self._ends[source] = end
        # In this thread, which lives as long as the worker: a child is told to end with the thread that started it.
        self._crew.start(source, tries)
        return await end

    async def _watch_children(self) -> None:
        """Settle what ended; when we are to stop, tell all to end and come back when the last is settled."""
        while not self._stopping.is_set() or self._ends:
            if self._stopping.is_set():
                self._crew.end_all()
            try:
                settled = await asyncio.to_thread(self._crew.collect)
            except Exception:
                log.exception("looking after the crawls failed; this is a bug")
            else:
                self._looked = self._clocks.steady()
                self._tell(settled)
            await asyncio.sleep(LOOK_EVERY)

    def _tell(self, settled: Iterable[Settled]) -> None:
        """Let the jobs go on whose crawls are over."""
        for one in settled:
            end = self._ends.pop(one.ended.name, None)
            if end is not None and not end.done():
                end.set_result(one)

    async def _care(self, worker: QueueWorker) -> None:
        """Bring back the jobs of workers that died, and our own that got lost between database and us."""
        while True:
            await asyncio.sleep(self._settings.take_over / 3)
            try:
                await self._bring_back(worker)
            except exceptions.ConnectorException as error:
                log.error("jobs of dead workers cannot be looked for now: %s", error.__cause__ or error)
            except Exception:
                log.exception("looking for jobs of dead workers failed; this is a bug")

    async def _bring_back(self, worker: QueueWorker) -> None:
        manager, patience = worker.app.job_manager, self._settings.take_over
        own = await manager.list_jobs_async(queue=QUEUE, status="doing", worker_id=worker.worker_id)
        lost = [job for job in own if job.id not in self._mine] if worker.worker_id is not None else []
        await self._give_back(worker, [job for job in lost if job.id in self._suspects])
        self._suspects = {job.id for job in lost if job.id is not None}
        failed = self._connector.failed_at
        if failed is not None and asyncio.get_running_loop().time() - failed < patience:
            return  # nobody could beat while the database was gone
        stalled = await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=patience)
        await self._give_back(worker, [job for job in stalled if job.id not in self._mine])

    async def _give_back(self, worker: QueueWorker, given: Iterable[jobs.Job]) -> None:
        manager = worker.app.job_manager
        for job in given:
            log.warning("the crawl of %s was lost with its worker and comes back", job.task_kwargs.get("source"))
            try:
                await manager.retry_job(job)
            except exceptions.UniqueViolation:  # another waits already
                assert job.id is not None
                await manager.finish_job_by_id_async(job.id, jobs.Status.FAILED, delete_job=True)
            except exceptions.ConnectorException as error:
                if is_outage(error):
                    raise
                log.info("another worker was quicker: %s", error.__cause__)
