"""The scheduler's loop on a real database with real child processes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kitewire.crawl import RunStatus
from kitewire.errors import DatabaseError
from kitewire.settings import Settings
from kitewire.source import Schedule, ScheduleKind, Source
from scheduler.children import Children
from scheduler.reschedule import failures_in_a_row, reschedule
from scheduler.service import Service
from storage import Database, open_database

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
EVERY = timedelta(minutes=30)


def a_source(name: str) -> Source:
    return Source(name, f"http://{name}.example/", schedule=Schedule(ScheduleKind.INTERVAL, EVERY))


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'kitewire.db'}") as opened:
        yield opened


def service(database: Database, clock: Clock, code: Callable[[str], str], most: int = 4) -> Service:
    children = Children(most, lambda name: [sys.executable, "-c", code(name)])
    return Service(database, Settings(), children, clock)


def tick_until(loop: Service, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "the scheduler did not get there"
        loop.tick()
        time.sleep(0.02)


def due_of(database: Database, name: str) -> datetime | None:
    return next(state.next_due for state in database.sources.states() if state.name == name)


def test_each_due_source_runs_once_and_is_due_again_after_its_interval(database: Database, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        database.sources.save(a_source(name))
    database.sources.pause("c", True)
    log = tmp_path / "log"
    clock = Clock()
    loop = service(database, clock, lambda name: f"open({str(log)!r}, 'a').write('{name}')", most=1)
    tick_until(loop, lambda: due_of(database, "a") is not None and due_of(database, "b") is not None)
    for _ in range(5):
        loop.tick()
    assert sorted(log.read_text()) == ["a", "b"]
    assert clock.now + EVERY <= due_of(database, "a") <= clock.now + EVERY * 1.1  # type: ignore[operator]
    clock.now += timedelta(days=3)
    tick_until(loop, lambda: due_of(database, "b") > clock.now and due_of(database, "a") > clock.now)  # type: ignore[operator]
    assert sorted(log.read_text()) == ["a", "a", "b", "b"], "three missed days are one run"
    assert due_of(database, "c") is None


def test_a_crashing_crawl_backs_off_and_comes_back(database: Database) -> None:
    database.sources.save(a_source("a"))
    clock = Clock()
    loop = service(database, clock, lambda _: "raise SystemExit(3)")
    tick_until(loop, lambda: due_of(database, "a") is not None)
    assert due_of(database, "a") >= clock.now + 2 * EVERY  # type: ignore[operator]


def test_never_two_at_once_of_one_source(database: Database) -> None:
    database.sources.save(a_source("a"))
    children = Children(4, lambda _: [sys.executable, "-c", "import time; time.sleep(60)"])
    loop = Service(database, Settings(), children, Clock())
    for _ in range(5):
        loop.tick()
    assert children.names == {"a"}
    assert children.room == 3
    loop.stop()


def test_a_leased_source_is_left_to_its_owner(database: Database) -> None:
    database.sources.save(a_source("a"))
    assert database.schedule.take("a", "another", START + timedelta(minutes=5), START)
    children = Children(4, lambda _: [sys.executable, "-c", "pass"])
    loop = Service(database, Settings(), children, Clock())
    loop.tick()
    assert not children.names


def test_a_source_removed_while_it_runs_is_no_error(database: Database) -> None:
    database.sources.save(a_source("a"))
    children = Children(4, lambda _: [sys.executable, "-c", "import time; time.sleep(0.5)"])
    loop = Service(database, Settings(), children, Clock())
    loop.tick()
    database.sources.remove("a")
    tick_until(loop, lambda: not children.names)


def test_a_database_that_is_gone_costs_only_a_look(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database.sources.save(a_source("a"))
    children = Children(4, lambda _: [sys.executable, "-c", "pass"])
    loop = Service(database, Settings(), children, Clock())

    def gone(now: datetime) -> list[Source]:
        raise DatabaseError("the database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(database.schedule, "due", gone)
        loop.tick()
    assert "locked" in caplog.text
    tick_until(loop, lambda: due_of(database, "a") is not None)


def test_the_thread_dispatches_by_itself(database: Database) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "pass")
    loop.start()
    try:
        deadline = time.monotonic() + 20
        while due_of(database, "a") is None and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        loop.stop()
    assert due_of(database, "a") is not None


def test_once_runs_what_is_due_and_ends(database: Database) -> None:
    for name in ("a", "b", "c"):
        database.sources.save(a_source(name))
    clock = Clock()
    loop = service(database, clock, lambda name: f"raise SystemExit({int(name == 'b')})", most=2)
    assert {ended.name: ended.code for ended in loop.run_due_once()} == {"a": 0, "b": 1, "c": 0}
    assert loop.run_due_once() == []


def test_failures_count_back_to_the_last_good_run(database: Database) -> None:
    database.sources.save(a_source("a"))
    runs = database.runs
    for status in (RunStatus.FAILED, RunStatus.FINISHED, RunStatus.FAILED, RunStatus.INTERRUPTED, RunStatus.FAILED):
        runs.finish(runs.start("a", "schedule", "me", START), status, START)
    assert failures_in_a_row(runs.history("a")) == 2
    assert reschedule(database, "a", START) >= START + 4 * EVERY


def test_a_changed_schedule_holds_from_the_next_run(database: Database) -> None:
    database.sources.save(a_source("a"))
    reschedule(database, "a", START)
    daily = replace(a_source("a"), schedule=Schedule(ScheduleKind.INTERVAL, timedelta(days=1)))
    database.sources.save(daily)
    assert reschedule(database, "a", START) >= START + timedelta(days=1)
