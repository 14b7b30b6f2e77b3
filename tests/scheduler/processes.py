"""Real processes of a service: `kitewire serve` and `kitewire worker`, with what they say kept in files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from scheduler.forking import Process

KITEWIRE = [sys.executable, "-P", "-c", "from kitewire.cli import main; main()"]
PATIENCE = 240.0
"""Seconds for anything to come about on a busy machine."""


def by_command(command: Callable[[str], list[str]]) -> Callable[[str], Process]:
    """How `scheduler.children` begins a crawl, with a command line of the test's own in its place."""

    def begin(name: str) -> Process:
        quiet = subprocess.DEVNULL
        child = subprocess.Popen(command(name), stdin=quiet, stdout=quiet, stderr=subprocess.PIPE)
        return cast(Process, child)

    return begin


class Processes:
    """Starts commands of Kitewire in one environment; none of them outlives the test."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        plain = {name: value for name, value in os.environ.items() if not name.startswith("KITEWIRE_")}
        self.environment = {**plain, "LOG_LEVEL": "INFO", "PORT": "0", "KITEWIRE_WORKERS": "1", **environment}
        self._all: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """A command, running; `more`: further environment."""
        with self.log_of(len(self._all)).open("wb") as log:
            child = subprocess.Popen([*KITEWIRE, *words], stdout=log, stderr=log, env={**self.environment, **more})
        self._all.append(child)
        return child

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        return subprocess.run(
            [*KITEWIRE, *words], capture_output=True, text=True, env=self.environment, timeout=PATIENCE
        )

    def log_of(self, number: int) -> Path:
        """The file with what the command of that number said."""
        return self._folder / f"process-{number}.log"

    def said(self, child: subprocess.Popen[bytes] | None = None) -> str:
        """What one of them said so far, or all."""
        numbers = range(len(self._all)) if child is None else [self._all.index(child)]
        return "\n".join(self.log_of(number).read_text(errors="replace") for number in numbers)

    def stop(self) -> list[int]:
        """SIGTERM to those that run; the exit codes of all."""
        for child in self._all:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        return [child.wait(PATIENCE) for child in self._all]

    def kill(self) -> None:
        """SIGKILL to those that run."""
        for child in self._all:
            if child.poll() is None:
                child.kill()
                child.wait()


@contextmanager
def processes(folder: Path, environment: Mapping[str, str]) -> Iterator[Processes]:
    """Processes that are gone when the block is left."""
    crowd = Processes(folder, environment)
    try:
        yield crowd
    finally:
        crowd.kill()


def wait_until(done: Callable[[], object], why: str, said: Callable[[], str] = lambda: "") -> None:
    """Wait for `done`; fails with `why`, and with what the processes said, where it takes too long."""
    deadline, pause = time.monotonic() + PATIENCE, 0.01
    while not done():
        assert time.monotonic() < deadline, f"{why} did not come about\n{said()}"
        time.sleep(pause)
        pause = min(2 * pause, 0.1)
