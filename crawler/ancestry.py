"""Ends this process when its parent does, so that no crawl goes on that nobody supervises."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> bool:
    """Have the system send us SIGTERM when the process `parent` ends (prctl(2), Linux; elsewhere nothing is done).

    False: it has ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return os.getppid() == parent
