"""`kitewire serve` as a child process, watched from outside: its address, its runs, its end."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo_world.articles import OUTLETS
from demo_world.session import BrokenPromiseError, Session

ROUND_PATIENCE = 300.0
"""Seconds in which a round must be over; it takes about ten on two cores."""
START_PATIENCE = 60.0
STOP_PATIENCE = 60.0
HTTP_PATIENCE = 60.0
_PAUSE = 1.0
"""Seconds between two looks."""
_UNDER_WAY = re.compile(r'kitewire_runs\{status="running"\} [1-9]')
MANY = "100"
"""More runs than a demo makes."""
_TAIL = 15
"""Lines of the log to show when the service has failed."""

Run = dict[str, Any]
"""A run as `kitewire runs --json` prints it."""


class Service:
    """A running `kitewire serve`. Made by `serving`."""

    def __init__(self, session: Session, child: subprocess.Popen[str], log: Path) -> None:
        self._session = session
        self._child = child
        self._log = log
        self.address = ""
        """`http://127.0.0.1:PORT/`."""
        self._heard = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_for_address(self) -> str:
        """The address that it printed. Raises `BrokenPromiseError` where it prints none."""
        deadline = time.monotonic() + START_PATIENCE
        while not self._heard.wait(0.1):
            self._require_alive()
            if time.monotonic() > deadline:
                raise BrokenPromiseError(f"kitewire serve told no address in {START_PATIENCE:.0f} s{self._complaint()}")
        return self.address

    def wait_for_runs(self, since: datetime) -> list[Run]:
        """Wait until every source has ended a run that began after `since`; the runs that began then and have ended.

        Raises `BrokenPromiseError` where that takes too long or the service ends.
        """
        deadline = time.monotonic() + ROUND_PATIENCE
        while True:
            self._require_alive()
            ended = [] if self._is_crawling() else self._ended(since)
            missing = set(OUTLETS) - {run["source"] for run in ended}
            if not missing:
                return ended
            if time.monotonic() > deadline:
                names = ", ".join(sorted(missing))
                raise BrokenPromiseError(f"no run of {names} ended in {ROUND_PATIENCE:.0f} s{self._complaint()}")
            time.sleep(_PAUSE)

    def _ended(self, since: datetime) -> list[Run]:
        runs = self._session.records("runs", "--json", "--limit", MANY)
        return [run for run in runs if run["status"] != "running" and _began(run) > since]

    def _is_crawling(self) -> bool:
        """Whether its metrics tell of a run under way: cheaper to ask than the runs command."""
        with local_opener().open(f"{self.address}metrics", timeout=HTTP_PATIENCE) as answer:
            return bool(_UNDER_WAY.search(answer.read().decode("utf-8")))

    def stop(self) -> int:
        """End it by SIGTERM, as a service manager would; its exit code. Kills it where it does not end in time."""
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
        try:
            return self._child.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()
        finally:
            self._listener.join(5)

    def _listen(self) -> None:
        """Read its output to the end, so that it never waits for a full pipe."""
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                found = re.search(r"http://\S+", line)
                if found and not self.address:
                    self.address = found[0]
                    self._heard.set()

    def _require_alive(self) -> None:
        if self._child.poll() is not None:
            raise BrokenPromiseError(f"kitewire serve ended by itself with {self._child.returncode}{self._complaint()}")

    def _complaint(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
        return f"; {self._log} says:\n" + "\n".join(lines) if lines else ""


def local_opener() -> urllib.request.OpenerDirector:
    """What opens addresses on loopback; a proxy in the environment is not asked."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _began(run: Run) -> datetime:
    return datetime.fromisoformat(run["started"]).astimezone(UTC)


@contextmanager
def serving(session: Session, log: Path) -> Iterator[Service]:
    """`kitewire serve` on a free port until the block is left. Its own messages go to `log`."""
    service = Service(session, session.start(log, "serve"), log)
    try:
        yield service
    finally:
        service.stop()
