"""The event loop of everything that fetches."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")

COLLECT_AFTER = 10_000
"""Objects made and not given up again, after which Python looks for garbage (700 by itself): a page under way has some
hundred, and none of them is garbage."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, on a loop written in C: each page costs some twenty turns of it."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(main)
    finally:
        gc.set_threshold(*before)
