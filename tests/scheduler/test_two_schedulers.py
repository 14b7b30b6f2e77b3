"""Two schedulers started on one database: real processes, on each database."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kitewire.source import Schedule, ScheduleKind, Source
from storage import Database
from tests.scheduler.processes import PATIENCE, wait_until

SOURCES = 10
MOST_UNDER_WAY = 4
SCRIPT = Path(__file__).with_name("dispatching.py")


class Pair:
    """Two schedulers, and what their crawls noted."""

    def __init__(self, url: str, folder: Path) -> None:
        self.notes = folder / "notes"
        self._said = folder / "said"
        with self._said.open("wb") as said:
            words = [sys.executable, "-P", str(SCRIPT), url, str(self.notes)]
            self.all = [subprocess.Popen(words, stderr=said) for _ in range(2)]

    def runs(self) -> Counter[str]:
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return Counter(line.split()[0] for line in lines)

    def leaders(self) -> set[int]:
        return {int(line.split()[1]) for line in self.notes.read_text().splitlines()}

    def said(self) -> str:
        return self._said.read_text()

    def leader(self) -> subprocess.Popen[bytes]:
        (pid,) = self.leaders()
        return next(one for one in self.all if one.pid == pid)

    def forget(self) -> None:
        self.notes.unlink()


@pytest.fixture
def pair(database_url: str, any_database: Database, tmp_path: Path) -> object:
    hourly = Schedule(ScheduleKind.INTERVAL, timedelta(hours=1))
    for number in range(SOURCES):
        any_database.sources.save(Source(f"source-{number:02}", f"http://{number}.example/", schedule=hourly))
    two = Pair(database_url, tmp_path)
    yield two
    for one in two.all:
        one.kill()
        one.wait()


def all_run(database: Database) -> bool:
    return not database.schedule.due_names(datetime.now(UTC), 1)


def make_due(database: Database) -> None:
    for state in database.sources.states():
        database.schedule.set_due(state.name, None)


def test_nothing_is_run_twice_and_when_one_is_killed_the_other_goes_on(any_database: Database, pair: Pair) -> None:
    wait_until(lambda: all_run(any_database), "a run of every source", pair.said)
    assert set(pair.runs().values()) == {1} and len(pair.runs()) == SOURCES
    first = pair.leader()
    wait_until(lambda: pair.said().count("stands by") == 1, "that the other says so", pair.said)

    pair.forget()
    make_due(any_database)
    wait_until(lambda: len(pair.runs()) >= 3, "some runs", pair.said)
    first.send_signal(signal.SIGKILL)
    wait_until(lambda: all_run(any_database), "a run of every source by whoever is left", pair.said)
    assert len(pair.runs()) == SOURCES
    again = [name for name, times in pair.runs().items() if times > 1]
    assert len(again) <= MOST_UNDER_WAY, "only what was under way at the kill may have begun twice"
    assert len(pair.leaders()) == 2

    second = next(one for one in pair.all if one is not first)
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0
    assert any_database.leases.look("scheduler").owner == "", "it gave the lease back"  # type: ignore[union-attr]
