"""The fork server of this process: others come from it in milliseconds, with all loaded that they need."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import connection, forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, NoReturn

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


def fork_fork_server(modules: Sequence[str]) -> None:
    """Begin the fork server of this process as a copy of it, which need not load again what is loaded here, and loads
    `modules` beside it.

    To be called before there is a thread, a connection or a handler of signals. Where there are threads already, where
    the machine refuses, elsewhere than on Linux, and from Python 3.14 on (as in `share_fork_server`) nothing is done:
    then `fork_server` begins one by a command line.
    """
    server: Any = forkserver._forkserver
    shared = forkserver.ensure_running is _runs_already
    begun = shared or server._forkserver_pid is not None
    if begun or sys.version_info >= (3, 14) or sys.platform != "linux" or threading.active_count() > 1:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX) as listener:
        address = connection.arbitrary_address("AF_UNIX")  # type: ignore[attr-defined]
        listener.bind(address)
        if not address.startswith("\0"):
            Path(address).chmod(0o600)
        listener.listen()
        # Its end is read when all have gone that hold the other: this process, and those that come from the server.
        alive, ours = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ours)
            _serve_forks(listener, alive, modules)
        os.close(alive)
        server._forkserver_address, server._forkserver_alive_fd, server._forkserver_pid = address, ours, pid


def _serve_forks(listener: socket.socket, alive: int, modules: Sequence[str]) -> NoReturn:
    """In the fork server."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for name in modules:
            import_module(name)
        forkserver.main(listener.fileno(), alive, [])
    finally:
        os._exit(0)


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
