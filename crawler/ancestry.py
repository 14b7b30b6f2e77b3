"""Ends this process when its parent does, so that nothing goes on that nobody supervises."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import wait

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> bool:
    """Have the system send us SIGTERM when the process `parent` ends (prctl(2), Linux; elsewhere nothing is done).

    False: it has ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return os.getppid() == parent


def watch_crawl() -> None:
    """Have a process that a crawl started end together with it, whatever it is doing, and belong to its group where the
    crawl leads one: a crawl that was forked shares its fork server with others."""
    crawl = multiprocessing.parent_process()
    if crawl is not None and crawl.pid is not None:
        with suppress(OSError):  # it has gone
            if os.getpgid(crawl.pid) == crawl.pid != os.getpgrp():
                os.setpgid(0, crawl.pid)
    threading.Thread(target=_end_with_crawl, daemon=True).start()


def _end_with_crawl() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
