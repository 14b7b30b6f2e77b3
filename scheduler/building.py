"""The service put together from settings; here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kitewire.service_state import ServiceState
from kitewire.settings import Settings
from scheduler.alerting import hooks, send_due
from scheduler.children import Children
from scheduler.chores import Chore
from scheduler.crew import Crew
from scheduler.hub_pushing import push_changes
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.pruning import keep_of, pages_kept, prune_old, remove_old_pages
from scheduler.queue import Queue
from scheduler.service import Clocks, Service, utc_now
from storage import Database

if TYPE_CHECKING:
    from scheduler.worker import Worker


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs in a process: a dispatcher, a worker, or both."""

    service: Service | None
    worker: Worker | None

    def start(self) -> None:
        """Start each."""
        for part in self._all():
            part.start()

    def stop(self) -> None:
        """Stop each; the dispatcher first, so that another takes over while crawls here come to their end."""
        for part in self._all():
            part.stop()

    def kill(self) -> None:
        """End all crawls of this process at once."""
        for part in self._all():
            part.kill()

    @property
    def running(self) -> bool:
        """Whether all of them go on."""
        return all(part.running for part in self._all())

    def state(self) -> ServiceState:
        """How they stand together."""
        if self.worker is None:
            return self.service.state() if self.service is not None else ServiceState()
        worker = self.worker.state()
        if self.service is None:
            return worker
        service = self.service.state()
        ticks = [one.seconds_since_tick for one in (service, worker) if one.seconds_since_tick is not None]
        return replace(
            service,
            running=worker.running,
            started=worker.started,
            ended=worker.ended,
            seconds_since_tick=max(ticks, default=None),
        )

    def _all(self) -> Sequence[Service | Worker]:
        return [part for part in (self.service, self.worker) if part is not None]


ALERTS_EVERY = 15.0
"""Seconds between two looks for alerts to send."""
HUBS_EVERY = 10.0
"""Seconds between two looks for feeds that have changed."""
PRUNE_EVERY = 24 * 3600.0
"""Seconds between two times that what is older than it is to be kept is taken out."""


def build_service(database: Database, settings: Settings, crawl: bool = True) -> Parts:
    """The parts of `kitewire serve`. With an embedded database the queue is local; with PostgreSQL it is that of the
    fleet, and with `crawl` its jobs are worked here too. Raises `DatabaseError` where the queue cannot work."""
    leadership = Leadership(database.leases, settings.take_over)
    chores = _chores(database, settings)
    if database.transactions.dialect != "postgresql":
        crew = Crew(database, Children(settings.max_crawls, memory=settings.crawl_memory), Clocks().now)
        return Parts(Service(database, LocalQueue(crew), leadership, crew, chores=chores), None)
    queue = _fleet_queue(database)
    worker = build_worker(database, settings).worker if crawl else None
    return Parts(Service(database, queue, leadership, chores=chores), worker)


def build_worker(database: Database, settings: Settings) -> Parts:
    """The parts of `kitewire worker`. Raises `DatabaseError` where the queue cannot work on this database."""
    _check(database)
    from scheduler.worker import Worker

    return Parts(None, Worker(database, settings))


def _chores(database: Database, settings: Settings) -> Sequence[Chore]:
    """What the scheduler that dispatches does beside it."""
    chores = []
    if hooks(settings):
        chores.append(Chore("alerts", ALERTS_EVERY, lambda _: send_due(database, settings, utc_now())))
    if settings.websub_hubs:
        chores.append(Chore("hubs", HUBS_EVERY, lambda _: push_changes(database, settings, utc_now())))
    if keep := keep_of(settings):
        chores.append(Chore("pruning", PRUNE_EVERY, lambda stopping: prune_old(database, keep, utc_now(), stopping)))
    if pages := pages_kept(settings):
        folder = Path(settings.archive)
        chores.append(
            Chore("old pages", PRUNE_EVERY, lambda stopping: remove_old_pages(folder, pages, utc_now(), stopping))
        )
    return chores


def _fleet_queue(database: Database) -> Queue:
    _check(database)
    from scheduler.procrastinate_queue import ProcrastinateQueue

    return ProcrastinateQueue(database)


def _check(database: Database) -> None:
    """Before the import: where the package is missing, this says so."""
    from storage.queue_tables import check_queue

    check_queue(database.transactions)
