"""The fork server: the processes beside the event loop come from it, without a copy of the crawl, in milliseconds."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext


def fork_server() -> ForkServerContext:
    """The one of this process; it is started with the first process that is asked for."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.warm"])
    return context
