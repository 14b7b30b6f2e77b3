"""One look at a site in a process of its own: what a page of it does to us ends there, and it can be ended in time."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from kitewire.errors import DiscoveryError, KitewireError
from kitewire.messages import Message
from kitewire.probe import Probe
from kitewire.settings import Settings
from kitewire.source import Source

LONGEST = 180.0
"""Seconds a look may take: a site with a long delay and many sections needs about one."""
_PAUSE = 0.5


def look(source: Source, settings: Settings, tell: Callable[[str], None], going_on: Callable[[], bool]) -> Probe:
    """Probe a source; `tell` hears each address that is fetched. Ended as soon as `going_on` says no.

    Raises what `crawler.door.probe` raises, and `DiscoveryError` where it took too long or its process died.
    """
    # Not forked: this process has threads.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, source, settings, os.getpid()), daemon=True)
    child.start()
    theirs.close()
    try:
        return _heard(ours, tell, going_on)
    finally:
        ours.close()
        child.kill()
        child.join()


def _heard(ours: Connection, tell: Callable[[str], None], going_on: Callable[[], bool]) -> Probe:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and going_on():
        try:
            said = ours.recv() if ours.poll(_PAUSE) else None
        except (EOFError, OSError) as error:
            raise DiscoveryError("the look at the site broke off: try again") from error
        if isinstance(said, Probe):
            return said
        if isinstance(said, KitewireError):
            raise said
        if isinstance(said, str):
            tell(said)
    template = "the site took longer than {minutes} minutes: give one of its sections or feeds instead"
    raise DiscoveryError(Message(template, minutes=round(LONGEST / 60)))


def _work(pipe: Connection, source: Source, settings: Settings, parent: int) -> None:
    """What the child does."""
    from crawler.ancestry import end_with_parent
    from crawler.door import probe

    if not end_with_parent(parent):
        return
    try:
        pipe.send(probe(source, settings, pipe.send))
    except KitewireError as error:
        pipe.send(error)
