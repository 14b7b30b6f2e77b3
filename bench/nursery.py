"""A service and crawls that begin in milliseconds: forked from a process that has imported all they need.

To begin a process by a command line costs seconds of importing, in which a kill can harm nothing. What runs here is
what `kitewire serve` runs; but the service too is forked, and it, its crawls and their readers share one fork server
(`kitewire.forking`), so a crawl learns from a pipe that its scheduler has gone, and not from the system.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import psutil

from kitewire.forking import fork_server, share_fork_server
from scheduler.forking import LOADED, ForkedCrawl

IMPORTED = (*LOADED, "kitewire.commands.serve", "scheduler.building")


def nursery() -> ForkServerContext:
    """The fork server, to be asked for before anything else in this process."""
    return fork_server(IMPORTED)


class Scheduler:
    """A process of `kitewire serve`, as `subprocess.Popen` is one."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._pids, told = multiprocessing.Pipe(duplex=False)
        self._process = nursery().Process(target=_serve, args=(dict(environment), str(log), told))
        self._process.start()
        told.close()
        self._crawls: dict[int, psutil.Process] = {}

    @property
    def crawls(self) -> list[psutil.Process]:
        """Its crawls that run."""
        with suppress(EOFError, OSError):
            while self._pids.poll():
                pid = self._pids.recv()
                with suppress(psutil.Error):
                    self._crawls[pid] = psutil.Process(pid)
        return [one for one in self._crawls.values() if one.is_running()]

    def poll(self) -> int | None:
        """Its exit code; None: it runs."""
        return self._process.exitcode

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def wait(self) -> None:
        """Until it has ended."""
        self._process.join()


class _Told(ForkedCrawl):
    """A crawl whose process id is told."""

    told: Connection

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.told.send(self.pid)


def _serve(environment: Mapping[str, str], log: str, told: Connection) -> None:
    from kitewire.cli import main
    from scheduler import children

    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    share_fork_server()
    _Told.told = told
    children.ForkedCrawl = _Told  # type: ignore[misc]
    sys.argv = ["kitewire", "serve", "--no-http"]
    main()
