"""What dispatcher and workers of a fleet share: the queue's name, its one task, and how its database is reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import procrastinate
import psycopg
from procrastinate import exceptions, jobs, retry

from scheduler.fate import LONGEST_WAIT
from storage import Database
from storage.queue_tables import queue_address, use_queue, use_queue_async

T = TypeVar("T")
Task = Callable[..., Awaitable[None]]

log = logging.getLogger(__name__)

QUEUE = "crawls"
TASK = "crawl"
POOL_PATIENCE = 10.0
"""Seconds that a statement waits for a connection."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0


class AgainError(Exception):
    """The job is to be tried again after some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds


class Again(retry.BaseRetryStrategy):
    """Nothing is given up: a job says itself when it is to be tried again, and one that met a bug waits longest."""

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> retry.RetryDecision:
        """When the job that raised is tried again."""
        seconds = exception.seconds if isinstance(exception, AgainError) else LONGEST_WAIT
        return retry.RetryDecision(retry_in={"seconds": round(seconds)})


def lock_of(name: str) -> str:
    """The lock of a source: one job with it is worked at a time, and one waits."""
    return f"crawl {name}"


def name_of(lock: str | None) -> str:
    """The source of a lock."""
    return (lock or "").removeprefix("crawl ")


def sync_app(database: Database) -> procrastinate.App:
    """The queue for who only puts jobs into it, from one thread."""
    connector = procrastinate.SyncPsycopgConnector(
        conninfo=queue_address(database.transactions.engine),
        configure=use_queue,
        min_size=1,
        max_size=1,
        timeout=POOL_PATIENCE,
    )
    return procrastinate.App(connector=connector)


def worker_app(connector: PatientConnector, task: Task) -> procrastinate.App:
    """The queue for who works its jobs; `task(context, source, at)` does one."""
    app = procrastinate.App(connector=connector)
    app.task(name=TASK, queue=QUEUE, pass_context=True, retry=Again())(task)
    return app


class PatientConnector(procrastinate.PsycopgConnector):
    """Waits for a database that is gone. Without this a worker that cannot write how a job ended would leave it as
    being worked for ever, and one that cannot fetch would end."""

    def __init__(self, database: Database, give_up: Callable[[], bool]) -> None:
        super().__init__(
            conninfo=queue_address(database.transactions.engine),
            configure=use_queue_async,
            min_size=1,
            max_size=4,
            timeout=POOL_PATIENCE,
        )
        self._give_up = give_up
        self.failed_at: float | None = None
        """When, by the clock of the event loop, a statement last failed since the database was gone."""

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """As procrastinate has it."""
        execute = super().execute_query_async
        await self._patiently(lambda: execute(query, **arguments))

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """As procrastinate has it."""
        execute = super().execute_query_one_async
        return await self._patiently(lambda: execute(query, **arguments))

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """As procrastinate has it."""
        execute = super().execute_query_all_async
        return await self._patiently(lambda: execute(query, **arguments))

    async def _patiently(self, execute: Callable[[], Awaitable[T]]) -> T:
        pause = _FIRST_PAUSE
        while True:
            try:
                return await execute()
            except exceptions.ConnectorException as error:
                if not is_outage(error) or self._give_up():
                    raise
                self._note(error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _note(self, error: BaseException) -> None:
        now = asyncio.get_running_loop().time()
        if self.failed_at is None or now - self.failed_at > 60:
            log.error("the queue cannot be reached, waiting for it: %s", error.__cause__)
        self.failed_at = now


def is_outage(error: BaseException) -> bool:
    """Whether a statement failed because the database is gone, not because of what it said."""
    return isinstance(error.__cause__, psycopg.OperationalError)
