"""The loop that never silently stops: asks the database what is due, starts crawls, notes how they ended.

Why not one APScheduler job a source in its job store: a job store and the source table would be two truths about when
a source runs, pickled jobs outlive their code, and two schedulers on one store run things twice. So the schedule is a
column (`sources.next_due`), APScheduler's triggers compute it (`due`), and one APScheduler job dispatches. Its misfire
grace is unlimited and late ticks coalesce: APScheduler's default of one second silently drops runs
(apscheduler#146, #292, #296, #463).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from kitewire.errors import DatabaseError, UnknownSourceError
from kitewire.settings import Settings
from scheduler.children import Children, Ended
from scheduler.reschedule import reschedule
from storage import Database

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due: one indexed query, and the finest interval that a source can have."""


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class Service:
    """Dispatches due sources to child processes until stopped."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        children: Children | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._children = children or Children(settings.max_crawls)
        self._clock = clock
        self._ticking = threading.Lock()
        self._scheduler = BackgroundScheduler(timezone=UTC)
        # It logs each tick, and a tick that waits for the database as "skipped": neither is news.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def start(self) -> None:
        """Begin to dispatch, in a thread of its own."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=TICK, id="dispatch", misfire_grace_time=None, coalesce=True, max_instances=1,
            next_run_time=datetime.now(UTC),
        )  # fmt: skip
        self._scheduler.start()

    def stop(self) -> None:
        """Stop dispatching; crawls under way save what they hold and end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        with self._ticking:
            for child in self._children.stop():
                log.info("crawl of %s ended with %d at stop", child.name, child.code)

    def run_due_once(self) -> list[Ended]:
        """Crawl all that is due now, wait for it, and return how each ended (for `serve --once`)."""
        todo = [source.name for source in self._database.schedule.due(self._clock())]
        ended: list[Ended] = []
        pause = threading.Event()
        while todo or self._children.names:
            while todo and self._children.room > 0:
                self._children.start(todo.pop(0))
            ended += self._collect()
            pause.wait(0.1)
        return ended

    def tick(self) -> None:
        """One look: note what ended, start what is due. A database that is gone for a while costs only this look."""
        with self._ticking:
            try:
                self._collect()
                self._dispatch()
            except DatabaseError as error:
                log.error("scheduler: %s; trying again", error)

    def _collect(self) -> list[Ended]:
        ended = self._children.ended()
        for child in ended:
            try:
                when = reschedule(self._database, child.name, self._clock(), failed=child.code != 0)
                log.info("crawl of %s ended with %d, next at %s", child.name, child.code, when.isoformat())
            except UnknownSourceError:
                log.info("source %s was removed while it was crawled", child.name)
        return ended

    def _dispatch(self) -> None:
        if self._children.room <= 0:
            return
        for source in self._database.schedule.due(self._clock()):
            if self._children.room <= 0:
                return
            if source.name not in self._children.names:
                self._children.start(source.name)
