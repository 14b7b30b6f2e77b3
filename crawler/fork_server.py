"""The fork server: processes beside the event loop come from it in milliseconds, without what the crawl has opened."""

from __future__ import annotations

from multiprocessing.context import ForkServerContext

from kitewire import forking

_LOADED = ("crawler.warm",)


def fork_server() -> ForkServerContext:
    """The one of this process, as `kitewire.forking.fork_server`. Raises OSError."""
    return forking.fork_server(_LOADED)


def begin_fork_server() -> None:
    """As `kitewire.forking.fork_fork_server`: for a command that crawls and does nothing else."""
    forking.fork_fork_server(_LOADED)
