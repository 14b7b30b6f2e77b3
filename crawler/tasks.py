"""What a reader is told to do, and the limits that it does it within.

What is needed to do it is loaded where it is done (by then the fork server has, `crawler.warm`): the process that
fetches tells readers what to do, and would take half its start to load extraction.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crawler.ancestry import watch_crawl
from crawler.discovery import StartRead
from crawler.readings import ListPage, PageToRead, Reading
from kitewire.site_memory import Recollection, SiteMemory
from kitewire.source import Source

MEMORY = 3 * 2**30
"""Bytes of address space a worker may have: a page that wants more is a failed page, not a dead machine."""


def prepare() -> None:
    """Once in each worker: limits, and an end together with the crawl that it serves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # The default action ends the process even inside a C function, where no Python handler would run.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    watch_crawl()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """The process is ended by SIGALRM when the block takes longer."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def read(page: PageToRead, seconds: float) -> Reading:
    """Read one page within `seconds`. Raises MemoryError."""
    from crawler import reading

    with at_most(seconds):
        return reading.read(page)


def join(readings: Sequence[Reading], seconds: float) -> Reading:
    """The pages of one article, in order, as one. Limits as in `read`."""
    from crawler import reading

    with at_most(seconds):
        return reading.join(readings)


def read_list_page(start: ListPage, source: Source, seconds: float) -> StartRead:
    """`crawler.reading.read_list_page`, with limits as in `read`."""
    from crawler import reading

    with at_most(seconds):
        return reading.read_list_page(start, source)


def recall(memory: SiteMemory, seconds: float) -> Recollection | None:
    """What serves the reading of the next page, out of all that was learned. Limits as in `read`."""
    from extraction.memory import recollect

    with at_most(seconds):
        return recollect(memory)
