"""Crawls as child processes, with real ones."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator

import pytest

from scheduler import children as module
from scheduler.children import Children, Ended, crawl_command

QUICK = "pass"
FAILS = "raise SystemExit(1)"
WAITS = "import time; time.sleep(60)"
SAVES_FIRST = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7));"
    "print('ready', file=sys.stderr, flush=True); time.sleep(60)"
)
IGNORES = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def crew() -> Iterator[Children]:
    children = Children(2, lambda name: python({"quick": QUICK, "fails": FAILS}.get(name, WAITS)))
    yield children
    children.stop()


def wait_for(children: Children, count: int) -> list[Ended]:
    gone: list[Ended] = []
    deadline = time.monotonic() + 20
    while len(gone) < count and time.monotonic() < deadline:
        gone += children.ended()
        time.sleep(0.02)
    return gone


def test_exit_codes_are_told_once(crew: Children) -> None:
    crew.start("quick")
    crew.start("fails")
    assert crew.room == 0
    assert set(wait_for(crew, 2)) == {Ended("quick", 0), Ended("fails", 1)}
    assert crew.ended() == []
    assert crew.room == 2


def test_one_child_a_source(crew: Children) -> None:
    crew.start("long")
    with pytest.raises(ValueError, match="long"):
        crew.start("long")
    assert crew.names == {"long"}


def test_stop_ends_all_by_sigterm(crew: Children) -> None:
    crew.start("long")
    crew.start("longer")
    assert {ended.code for ended in crew.stop()} == {-signal.SIGTERM}
    assert not crew.names


def test_a_child_may_save_what_it_holds() -> None:
    children = Children(1, lambda _: python(SAVES_FIRST))
    children.start("a")
    time.sleep(1)
    assert children.stop() == [Ended("a", 7)]


def test_a_child_that_ignores_sigterm_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.3)
    children = Children(1, lambda _: python(IGNORES))
    children.start("a")
    time.sleep(0.5)
    assert children.stop() == [Ended("a", -signal.SIGKILL)]


def test_a_child_that_runs_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, crew: Children) -> None:
    monkeypatch.setattr(module, "LONGEST_RUN", 0.1)
    crew.start("long")
    assert wait_for(crew, 1) == [Ended("long", -signal.SIGTERM)]


def test_the_real_command_crawls_by_the_door_of_the_crawler() -> None:
    assert crawl_command("a")[0] == sys.executable
    assert crawl_command("a")[-4:] == ["crawler", "a", "--trigger", "schedule"]
