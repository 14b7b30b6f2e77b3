"""When Python's collector of cycles may run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection of cycles within: for work that is short and makes many rows and hardly any cycles.

    Its passes over all that a process holds took a sixth of the time of linking. They come afterwards. It is the one of
    the whole process; where several threads pause it, it runs again when the first of them is done.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
