"""Runs as they go on: one look at the database a second for all who watch, however many they are.

A crawl saves its counts with each batch, in whatever process it runs, so the database is asked and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from kitewire.crawl import RunStatus, RunView
from kitewire.errors import DatabaseError
from storage import Database

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""
HEARTBEAT = 15.0
"""Seconds without news after which a sign of life is sent: proxies close what is silent for half a minute or so."""
MOST_LISTENERS = 50
"""Who asks for the stream while so many watch is to be refused."""
LONGEST = 1800.0
"""Seconds that one stream lasts; a browser asks again by itself, and shows then whether it still may."""


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since the last look."""

    running: tuple[RunView, ...]
    """Every open run, newest first."""
    ended: tuple[RunView, ...] = ()
    """Runs that were open at the last look."""


@dataclass(slots=True, eq=False)
class _Listener:
    """One who watches: keeps the newest state, and every end of a run until it is told."""

    news: News | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, news: News) -> None:
        ended = (*self.news.ended, *news.ended) if self.news else news.ended
        self.news = News(news.running, ended)
        self.ready.set()

    async def next(self, seconds: float) -> News | None:
        """The news, at once or as soon as there are any; None after so many seconds without."""
        try:
            await asyncio.wait_for(self.ready.wait(), seconds)
        except TimeoutError:
            return None
        news, self.news = self.news, None
        self.ready.clear()
        return news


class LiveRuns:
    """Looks while anybody watches, and tells all of them."""

    def __init__(self, database: Database, every: float = EVERY, stopping: Callable[[], bool] = lambda: False) -> None:
        self._database = database
        self._every = every
        self._stopping = stopping
        self._listeners: set[_Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._last: tuple[RunView, ...] | None = None

    @property
    def listeners(self) -> int:
        """How many watch."""
        return len(self._listeners)

    async def listen(self) -> AsyncIterator[News | None]:
        """The state now, then at each change; None as a sign of life. Ends with the service, or after `LONGEST`."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            if self._last is not None:
                listener.hear(News(self._last))
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            until = asyncio.get_running_loop().time() + LONGEST
            silent = 0.0
            while not self._stopping() and asyncio.get_running_loop().time() < until:
                # In short steps, so that a service that ends does not wait for us.
                news = await listener.next(self._every)
                silent = 0.0 if news is not None else silent + self._every
                if news is not None or silent >= HEARTBEAT:
                    silent = 0.0
                    yield news
        finally:
            self._listeners.discard(listener)

    async def _look(self) -> None:
        """Until nobody watches."""
        try:
            while self._listeners and not self._stopping():
                try:
                    await self._look_once()
                except DatabaseError as error:
                    log.info("the runs cannot be looked at: %s", error)
                await asyncio.sleep(self._every)
        finally:
            self._last = None

    async def _look_once(self) -> None:
        before = {run.id for run in self._last or ()}
        found = await run_in_threadpool(self._database.runs.running, before)
        running = tuple(run for run in found if run.status is RunStatus.RUNNING)
        ended = tuple(run for run in found if run.status is not RunStatus.RUNNING)
        if self._last is None or running != self._last:
            self._last = running
            for listener in self._listeners:
                listener.hear(News(running, ended))
