"""A service and crawls that begin in milliseconds: forked from a process that has imported all they need.

To begin a process by a command line costs seconds of importing, in which a kill can harm nothing. What runs here is
what `kitewire serve` runs; but its crawls, and the readers of these, are forked by one fork server of Python's, so a
crawl learns from a pipe that its scheduler has gone, and not from the system.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import process as futures
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import psutil

IMPORTED = ["__main__", "crawler.warm", "crawler.__main__", "kitewire.commands.serve", "scheduler.building"]


def nursery() -> ForkServerContext:
    """The fork server, to be asked for before anything else in this process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


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


class _Crawl:
    """What `scheduler.children` takes for a `subprocess.Popen` of a crawl."""

    told: Connection
    """Where to tell the process ids of crawls."""

    def __init__(self, command: Sequence[str], **_: object) -> None:
        arguments = command[command.index("crawler") + 1 : command.index("--parent")]
        reader, writer = multiprocessing.Pipe(duplex=False)
        self._process: BaseProcess = nursery().Process(target=_crawl, args=(list(arguments), dict(os.environ), writer))
        self._process.start()
        writer.close()
        self.stderr: BinaryIO = os.fdopen(os.dup(reader.fileno()), "rb")
        reader.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.told.send(self.pid)

    def poll(self) -> int | None:
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()


def _serve(environment: Mapping[str, str], log: str, told: Connection) -> None:
    from kitewire.cli import main
    from scheduler import children

    os.environ.update(environment)
    _say_into(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND))
    _share_fork_server()
    _Crawl.told = told
    children.subprocess = SimpleNamespace(  # type: ignore[attr-defined]
        Popen=_Crawl, DEVNULL=subprocess.DEVNULL, PIPE=subprocess.PIPE
    )
    sys.argv = ["kitewire", "serve", "--no-http"]
    main()


def _crawl(arguments: Sequence[str], environment: Mapping[str, str], errors: Connection) -> None:
    from crawler.__main__ import main

    os.environ.update(environment)
    _say_into(errors.fileno())
    _share_fork_server()
    threading.Thread(target=_end_with_scheduler, daemon=True).start()
    code = main(arguments)
    # An ordinary process waits for its readers before it takes down what it has from `multiprocessing`; one that was
    # forked does it the other way round, and would wait for ever.
    futures._python_exit()
    sys.exit(code)


def _say_into(file: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(file, 2)


def _share_fork_server() -> None:
    """Python begins another fork server for each process that asks for one; here all have the same."""
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined]


def _end_with_scheduler() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
