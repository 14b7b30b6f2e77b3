"""The database beside the event loop: every call in one thread of its own, in the order in which it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Books:
    """One thread that does what may wait: statements of the database, records of the archive."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="books")

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(…)` in the thread. Once begun it runs to its end, also when the caller is cancelled."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(function, *args, **kwargs))

    def close(self) -> None:
        """Waits for what has begun."""
        self._thread.shutdown(wait=True)
