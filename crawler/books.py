"""The database beside the event loop: every call in a thread of its own, in the order in which it is asked for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from kitewire.errors import DatabaseAwayError

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds that a database may be away: long enough to restart a server or to make room on a disk."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
"""Seconds between two tries; doubled from the first to the longest."""
HURRY = 10.0
"""Seconds that are left to a database that is away when the crawl is to stop."""


class Books:
    """A thread that does what may wait: statements of the database, records of the archive. A second one for what only
    reads the database: it waits for no batch that is being saved.

    While the database is away a call is tried again: what was read is not thrown away. What is called must bear to
    be done twice, since the answer to a statement can be lost after it was done. The event loop goes on meanwhile;
    those who wait for their call bound what is fetched.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="books")
        self._looking = ThreadPoolExecutor(1, thread_name_prefix="looks")
        self._patience = patience
        self._given_up = False
        """Since the last call that was done: the next ones, at the end of a run, need not wait as long again."""

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(…)` in the thread. Once begun it runs to its end, also when the caller is cancelled.

        Raises what it raises; `DatabaseAwayError` only when the database has been away for as long as is waited.
        """
        return await self._patiently(self._thread, partial(function, *args, **kwargs))

    async def look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `call`, for what only reads the database: all that was done before it was asked for is seen."""
        return await self._patiently(self._looking, partial(function, *args, **kwargs))

    async def _patiently(self, thread: ThreadPoolExecutor, task: Callable[[], T]) -> T:
        began, pause = time.monotonic(), 0.0
        while True:
            try:
                result = await asyncio.get_running_loop().run_in_executor(thread, task)
            except DatabaseAwayError as error:
                left = 0.0 if self._given_up else began + self._patience - time.monotonic()
                if left <= 0:
                    self._given_up = True
                    raise
                if not pause:
                    log.warning("%s; waiting for it, up to %.0f s", error, left)
                pause = min(2 * pause or FIRST_PAUSE, LONGEST_PAUSE)
                await asyncio.sleep(min(pause, left))
            else:
                if pause:
                    log.warning("the database is there again, after %.1f s", time.monotonic() - began)
                self._given_up = False
                return result

    async def once(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `call`, without a second try: for what makes no sense later, such as taking a lease."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(function, *args, **kwargs))

    def hurry(self) -> None:
        """The crawl is to stop: be patient no longer than `HURRY`."""
        self._patience = min(self._patience, HURRY)

    def close(self) -> None:
        """Waits for what has begun."""
        self._looking.shutdown(wait=True)
        self._thread.shutdown(wait=True)
