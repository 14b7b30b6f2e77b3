"""Pausing Python's collector of cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection within: for work that is short, makes thousands of objects, and leaves hardly any cycle behind.

    Else it would look through all of them again and again: a fifth of the time of reading a page, a sixth of that of
    linking. What is left is collected afterwards. It is the collector of the whole process; where several threads pause
    it, it runs again when the first of them is done.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
