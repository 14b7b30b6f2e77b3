"""The fork server: the processes beside the event loop come from it, without a copy of the crawl, in milliseconds."""

from __future__ import annotations

from multiprocessing.context import ForkServerContext

from kitewire import forking


def fork_server() -> ForkServerContext:
    """The one of this process, as `kitewire.forking.fork_server`. Raises OSError."""
    return forking.fork_server(("crawler.warm",))
