"""The scheduler's loop on a real database with real child processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kitewire.crawl import RunStatus
from kitewire.errors import DatabaseError
from kitewire.owner import process
from kitewire.settings import Settings
from kitewire.source import Schedule, ScheduleKind, Source
from scheduler import crew as crew_module
from scheduler.after_run import after_run
from scheduler.children import TOO_LONG, Children
from scheduler.chores import Chore
from scheduler.crew import Crew
from scheduler.fate import BUSY_WAIT, FIRST_WAIT, MOST_TRIES
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.once import run_due_once
from scheduler.service import Clocks, Service
from storage import Database, open_database
from tests.scheduler.processes import PATIENCE, by_command

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
EVERY = timedelta(minutes=30)


def a_source(name: str) -> Source:
    return Source(name, f"http://{name}.example/", schedule=Schedule(ScheduleKind.INTERVAL, EVERY))


class Clock:
    """Clocks that the test sets."""

    def __init__(self) -> None:
        self.now = START
        self.steady = 1000.0

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.now, lambda: self.steady)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'kitewire.db'}") as opened:
        yield opened


def service(
    database: Database, clock: Clock, code: Callable[[str], str], most: int = 4, chores: tuple[Chore, ...] = ()
) -> Service:
    children = Children(most, by_command(lambda name: [sys.executable, "-c", code(name)]))
    crew = Crew(database, children, clock.clocks().now)
    leadership = Leadership(database.leases, 30.0, steady=clock.clocks().steady)
    queue = LocalQueue(crew, clock.clocks().steady)
    return Service(database, queue, leadership, crew, clock.clocks(), chores)


def tick_until(loop: Service, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
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
    loop.stop()


def test_a_crashing_crawl_backs_off_and_comes_back(database: Database) -> None:
    database.sources.save(a_source("a"))
    clock = Clock()
    loop = service(database, clock, lambda _: "raise SystemExit(3)")
    tick_until(loop, lambda: due_of(database, "a") is not None)
    assert due_of(database, "a") >= clock.now + 2 * EVERY  # type: ignore[operator]


def test_never_two_at_once_of_one_source(database: Database) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "import time; time.sleep(600)")
    for _ in range(5):
        loop.tick()
    assert loop.state().running == ("a",)
    assert loop.state().started == 1
    loop.stop()
    assert due_of(database, "a") is None, "what was stopped is due still"


def test_a_leased_source_is_left_to_its_owner(database: Database) -> None:
    database.sources.save(a_source("a"))
    assert database.hosts.claim("a", (), "another", START + timedelta(seconds=90), START).taken
    loop = service(database, Clock(), lambda _: "pass")
    loop.tick()
    assert loop.state().started == 0


def died(database: Database, name: str) -> None:
    """As a crawl leaves the database that is killed in its midst."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        owner = process(child.pid)
        child.kill()
    leased = START + timedelta(seconds=90)
    assert database.hosts.claim(name, (f"{name}.example",), owner, leased, START).taken
    database.runs.start(name, "schedule", owner, START)


def test_what_a_killed_service_has_left_is_free_at_once(database: Database) -> None:
    database.sources.save(a_source("a"))
    died(database, "a")
    loop = service(database, Clock(), lambda _: "import time; time.sleep(600)")
    loop.tick()
    assert loop.state().running == ("a",)
    assert [run.status for run in database.runs.history("a")] == [RunStatus.INTERRUPTED]
    loop.stop()


def test_what_a_killed_crawl_had_leased_keeps_no_later_try_waiting(database: Database) -> None:
    for name in ("a", "b"):
        database.sources.save(a_source(name))
    database.schedule.set_due("b", START + EVERY)
    clock = Clock()
    loop = service(database, clock, lambda _: "import os, sys; sys.stdin.read(); os.kill(os.getpid(), 9)")
    loop.tick()
    died(database, "b")
    tick_until(loop, lambda: loop.state().ended == 1)
    assert database.hosts.busy(START) == {}
    assert [run.status for run in database.runs.history("b")] == [RunStatus.INTERRUPTED]
    loop.stop()


def test_a_busy_source_stays_due_and_is_tried_again_later(database: Database) -> None:
    database.sources.save(a_source("a"))
    clock = Clock()
    loop = service(database, clock, lambda _: "raise SystemExit(75)")
    tick_until(loop, lambda: loop.state().ended == 1)
    for _ in range(5):
        loop.tick()
    assert loop.state().started == 1, "no hot loop"
    assert due_of(database, "a") is None
    clock.steady += BUSY_WAIT + 1
    tick_until(loop, lambda: loop.state().ended == 2)
    loop.stop()


def test_a_killed_crawl_is_tried_again_with_growing_pauses_and_then_backs_off(database: Database) -> None:
    database.sources.save(a_source("a"))
    clock = Clock()
    loop = service(database, clock, lambda _: "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    for tries in range(MOST_TRIES):
        tick_until(loop, lambda tries=tries: loop.state().ended == tries + 1)  # type: ignore[misc]
        assert due_of(database, "a") is None
        clock.steady += FIRST_WAIT * 2**tries - 1
        loop.tick()
        assert loop.state().started == tries + 1
        clock.steady += 2
    tick_until(loop, lambda: due_of(database, "a") is not None)
    assert due_of(database, "a") >= clock.now + 2 * EVERY  # type: ignore[operator]


def test_what_cannot_be_started_is_no_hot_loop(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    database.sources.save(a_source("a"))
    clock = Clock()
    crew = Crew(database, Children(4, by_command(lambda _: ["/nowhere/at/all"])), clock.clocks().now)
    leadership = Leadership(database.leases, 30.0, steady=clock.clocks().steady)
    loop = Service(database, LocalQueue(crew, clock.clocks().steady), leadership, crew, clock.clocks())
    for _ in range(10):
        loop.tick()
    assert loop.state().started == 1
    assert "could not be started" in caplog.text


def test_a_crawl_ended_for_its_fault_has_a_failed_run_with_the_reason(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.sources.save(a_source("a"))
    monkeypatch.setattr("scheduler.children.LONGEST_RUN", 0.0)
    monkeypatch.setattr("scheduler.children.process", lambda pid: "host:1:1")
    run = database.runs.start("a", "schedule", "host:1:1", START)
    loop = service(database, Clock(), lambda _: "import time; time.sleep(600)")
    tick_until(loop, lambda: due_of(database, "a") is not None)
    (view,) = database.runs.history("a")
    assert (view.id, view.status, view.error) == (run, RunStatus.FAILED, TOO_LONG)
    assert not database.runs.blame("a", process(1), "nothing of it", START)


def test_a_source_removed_while_it_runs_is_no_error(database: Database) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "import time; time.sleep(0.5)")
    loop.tick()
    database.sources.remove("a")
    tick_until(loop, lambda: not loop.state().running)
    assert loop.state().bugs == 0


def test_a_database_that_is_gone_costs_only_a_look(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "pass")

    def gone(now: datetime, limit: int) -> list[str]:
        raise DatabaseError("the database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(database.schedule, "due_names", gone)
        loop.tick()
        loop.tick()
    assert caplog.text.count("locked") == 1, "it is told once a minute"
    assert "locked" in loop.state().last_error
    tick_until(loop, lambda: due_of(database, "a") is not None)
    assert "goes on" in caplog.text
    assert not loop.state().last_error


def test_how_a_crawl_ended_is_written_when_the_database_is_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "pass")

    def gone(*_: object, **__: object) -> datetime:
        raise DatabaseError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(crew_module, "after_run", gone)
        tick_until(loop, lambda: not loop.state().running and loop.state().started == 1)
        for _ in range(5):
            loop.tick()
        assert loop.state().started == 1, "it is not begun again while its end cannot be written"
        assert due_of(database, "a") is None
    tick_until(loop, lambda: due_of(database, "a") is not None)
    assert (loop.state().started, loop.state().ended) == (1, 1)


def test_a_bug_is_told_with_its_traceback_and_the_loop_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "pass")

    def broken(now: datetime, limit: int) -> list[str]:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(database.schedule, "due_names", broken)
        loop.tick()
    assert "ZeroDivisionError: a bug" in caplog.text
    assert loop.state().bugs == 1
    tick_until(loop, lambda: due_of(database, "a") is not None)


def test_the_thread_dispatches_by_itself(database: Database) -> None:
    database.sources.save(a_source("a"))
    loop = service(database, Clock(), lambda _: "pass")
    loop.start()
    try:
        deadline = time.monotonic() + PATIENCE
        while due_of(database, "a") is None and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        loop.stop()
    assert due_of(database, "a") is not None
    assert not loop.running and loop.crashed is None


def test_a_clock_that_was_put_back_is_mended(database: Database) -> None:
    database.sources.save(a_source("a"))
    database.schedule.set_due("a", START + timedelta(days=9), START + timedelta(days=8))
    loop = service(database, Clock(), lambda _: "pass")
    loop.tick()
    assert due_of(database, "a") <= START + timedelta(days=1)  # type: ignore[operator]


def test_chores_are_done_by_who_leads_and_a_broken_one_hinders_none(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def breaks(_: object) -> None:
        done.append("breaks")
        raise ZeroDivisionError

    chores = (Chore("a", 10, breaks), Chore("b", 60, lambda _: done.append("b")))
    first, second = (service(database, Clock(), lambda _: "pass", chores=chores) for _ in range(2))
    first.tick()
    second._leadership._me = "another"
    second.tick()
    for steady in (0.0, 5.0, 11.0):
        first._chores.run_due(steady)
        second._chores.run_due(steady)
    assert done == ["breaks", "b", "breaks"]
    assert "a failed; this is a bug" in caplog.text


def test_once_runs_what_is_due_and_ends(database: Database) -> None:
    for name in ("a", "b", "c"):
        database.sources.save(a_source(name))
    clock = Clock()
    children = Children(2, by_command(lambda name: [sys.executable, "-c", f"raise SystemExit({int(name == 'b')})"]))
    ended = run_due_once(database, Settings(), children, Clocks(clock.clocks().now))
    assert not isinstance(ended, str)
    assert {one.name: one.code for one in ended} == {"a": 0, "b": 1, "c": 0}
    assert run_due_once(database, Settings(), children, Clocks(clock.clocks().now)) == []


def test_once_leaves_the_work_to_a_living_scheduler(database: Database) -> None:
    database.sources.save(a_source("a"))
    other = Leadership(database.leases, 1.0, owner="elsewhere:1:1")
    assert other.hold()
    children = Children(2, by_command(lambda name: [sys.executable, "-c", "pass"]))

    def steady() -> float:
        other.hold()
        return time.monotonic()

    assert run_due_once(database, Settings(KITEWIRE_TAKE_OVER=20), children, Clocks(steady=steady)) == "elsewhere:1:1"
    assert due_of(database, "a") is None


def test_failures_count_back_to_the_last_good_run(database: Database) -> None:
    database.sources.save(a_source("a"))
    runs = database.runs
    for status in (RunStatus.FAILED, RunStatus.FINISHED, RunStatus.FAILED, RunStatus.INTERRUPTED, RunStatus.FAILED):
        runs.finish(runs.start("a", "schedule", "me", START), status, START)
    assert database.health.unassessed("a").failures == 2
    assert after_run(database, "a", START) >= START + 4 * EVERY


def test_a_changed_schedule_holds_from_the_next_run(database: Database) -> None:
    database.sources.save(a_source("a"))
    after_run(database, "a", START)
    daily = replace(a_source("a"), schedule=Schedule(ScheduleKind.INTERVAL, timedelta(days=1)))
    database.sources.save(daily)
    assert after_run(database, "a", START) >= START + timedelta(days=1)


def test_who_has_used_up_the_day_is_due_after_midnight(database: Database) -> None:
    source = replace(a_source("a"), limits=replace(a_source("a").limits, requests_a_day=5))
    database.sources.save(source)
    run = database.runs.start("a", "schedule", "me", START)
    database.requests.add("a", run, {"2026-11-22": 4})
    assert after_run(database, "a", START) < START + 2 * EVERY
    database.requests.add("a", run, {"2026-11-22": 1})
    assert after_run(database, "a", START) >= datetime(2026, 11, 22, 16, tzinfo=UTC), "midnight in Shanghai"
