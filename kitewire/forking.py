"""The fork server of this process: others come from it in milliseconds, with all loaded that they need."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_SAFE_PATH = "PYTHONSAFEPATH"


def fork_server(modules: Sequence[str]) -> ForkServerContext:
    """The one of this process, running; whoever asks first says which `modules` it loads.

    To be asked for before each process that is started: a server that was killed is begun anew. Raises OSError.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*modules])
    with _safe_path():
        forkserver.ensure_running()
    return context


def share_fork_server() -> None:
    """Have this process, which a fork server began, fork from that one in turn.

    Python would begin another for it, which loads everything again; and so it does from 3.14 on, whose servers ask for
    a key that they do not hand on.
    """
    if sys.version_info < (3, 14):
        forkserver.ensure_running = _runs_already
        forkserver._forkserver.ensure_running = _runs_already  # type: ignore[method-assign]


def _runs_already() -> None:
    """It does: we come from it, and end with it."""


@contextmanager
def _safe_path() -> Iterator[None]:
    """Python looks for modules in the working directory first, and `storage` is no rare name for a folder."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before
