"""The queue over many machines: jobs of procrastinate on the PostgreSQL that holds the archive; for the dispatcher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import procrastinate
import psycopg
from procrastinate import exceptions

from kitewire.errors import DatabaseError
from scheduler.fleet import QUEUE, TASK, lock_of, name_of, sync_app
from storage import Database
from storage.queue_tables import check_queue

MOST_WAITING = 100
"""Jobs that wait for a worker. More would only grow old in the queue: a look each second refills it, the longest due
first, and no fleet that is not hundreds of processors wide begins more in a second."""


class ProcrastinateQueue:
    """A `Queue` whose jobs are worked by `scheduler.worker`, here or anywhere."""

    def __init__(self, database: Database) -> None:
        check_queue(database.transactions)
        self._app = sync_app(database)
        self._open = False
        self._busy: frozenset[str] = frozenset()
        self._engaged: frozenset[str] = frozenset()
        self._waiting = 0

    def tend(self) -> None:
        """Look at the jobs that there are."""
        with self._reached() as app:
            manager = app.job_manager
            # In this order: one that is taken in between is seen twice rather than not at all.
            todo = manager.list_jobs(queue=QUEUE, status="todo")
            doing = manager.list_jobs(queue=QUEUE, status="doing")
        now = datetime.now().astimezone()
        ready = [job for job in todo if job.scheduled_at is None or job.scheduled_at <= now]
        self._waiting = len(ready)
        self._engaged = frozenset(name_of(job.lock) for job in (*ready, *doing))
        self._busy = frozenset(name_of(job.lock) for job in (*todo, *doing))

    @property
    def room(self) -> int:
        """How many more may wait."""
        return MOST_WAITING - self._waiting

    @property
    def busy(self) -> frozenset[str]:
        """Sources that have a job."""
        return self._busy

    @property
    def engaged(self) -> frozenset[str]:
        """Those whose job is worked or waits for a worker."""
        return self._engaged

    @property
    def waiting(self) -> int:
        """Jobs that nobody has taken yet."""
        return self._waiting

    def offer(self, names: Sequence[str], now: datetime) -> None:
        """A job for each; one that has a waiting job already is passed over."""
        with self._reached() as app:
            deferrers = [
                app.configure_task(TASK, queue=QUEUE, lock=lock_of(name), queueing_lock=lock_of(name)).make_new_job(
                    source=name, at=now.isoformat()
                )
                for name in names
            ]
            try:
                app.job_manager.batch_defer_jobs(deferrers)
            except exceptions.AlreadyEnqueued:
                _one_by_one(app, deferrers)

    def stop(self) -> None:
        """Close the connection. What waits stays: it is worked by others, or when we are back."""
        if self._open:
            self._app.close()
            self._open = False

    @contextmanager
    def _reached(self) -> Iterator[procrastinate.App]:
        try:
            if not self._open:
                self._app.open()
                self._open = True
            yield self._app
        except (exceptions.ConnectorException, psycopg.Error) as error:
            cause = error.__cause__ or error
            if not isinstance(cause, psycopg.OperationalError):
                raise
            raise DatabaseError(f"the queue cannot be reached: {' '.join(str(cause).split())}") from error


def _one_by_one(app: procrastinate.App, todo: Sequence[procrastinate.jobs.Job]) -> None:
    for job in todo:
        try:
            app.job_manager.defer_job(job)
        except exceptions.AlreadyEnqueued:
            continue
