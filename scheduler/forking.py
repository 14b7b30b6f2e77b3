"""Crawls as processes that are forked from one that has loaded all they need.

Begun by a command line, a crawl that finds nothing new takes 1.4 s of processor time, nearly all of it to load its
modules; forked it takes 0.17 (`bench/crawl/beginning.py`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import BinaryIO, Protocol

from kitewire.forking import fork_server, share_fork_server

LOADED = ("__main__", "crawler.__main__", "scheduler.forking", "crawler.warm")
_UNKNOWN = 255
"""What `multiprocessing` gives as exit code when the fork server, which would know it, has gone."""


class Process(Protocol):
    """A child, as `subprocess.Popen` is one."""

    pid: int

    @property
    def stderr(self) -> BinaryIO:
        """What it says, to be read and closed by whoever began it."""

    def poll(self) -> int | None:
        """Its exit code, negative for the signal that ended it; None: it runs."""

    def terminate(self) -> None:
        """SIGTERM."""


class ForkedCrawl:
    """A crawl of one source: `python -m crawler SOURCE --trigger schedule` without the start. Raises OSError."""

    def __init__(self, name: str) -> None:
        reader, writer = multiprocessing.Pipe(duplex=False)
        try:
            told = (name, dict(os.environ), writer)
            self._process: BaseProcess = fork_server(LOADED).Process(target=_crawl, args=told)
            self._process.start()
        except EOFError as error:
            reader.close()
            raise OSError("the process that crawls are forked from has ended") from error
        finally:
            writer.close()
        self.stderr: BinaryIO = os.fdopen(os.dup(reader.fileno()), "rb")
        reader.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """As of `subprocess.Popen`. A crawl whose fork server was killed counts as ended by SIGTERM, which the system
        sends it then."""
        if self._code is None and (code := self._process.exitcode) is not None:
            self._code = -signal.SIGTERM if code == _UNKNOWN else code
            self._process.close()
        return self._code

    def terminate(self) -> None:
        """SIGTERM."""
        if self._code is None:
            self._process.terminate()


def _crawl(name: str, environment: Mapping[str, str], errors: Connection) -> None:
    """In the new process."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(errors.fileno(), 2)
    errors.close()
    # So that what it has forked can be told from what others have: all come from one fork server.
    os.setpgid(0, 0)
    share_fork_server()
    threading.Thread(target=_end_with_scheduler, daemon=True).start()
    # By its name, as a command line would: the scheduler itself does not load Scrapy.
    crawl = import_module("crawler.__main__").main
    code = crawl([name, "--trigger", "schedule", "--parent", str(os.getppid())])
    sys.exit(code)


def _end_with_scheduler() -> None:
    """The system tells of the end of the fork server alone, and on Linux alone."""
    scheduler = multiprocessing.parent_process()
    assert scheduler is not None
    wait([scheduler.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
