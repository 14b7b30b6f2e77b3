"""Crawls as child processes, with real ones."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from kitewire.crawl import RunStatus
from kitewire.source import Source, StartKind, StartPoint
from scheduler import children as module
from scheduler.children import TOO_LONG, TOO_MUCH_MEMORY, Children, Ended
from scheduler.fate import Fate, fate_of
from scheduler.memory import kill_tree, tree_of
from storage import open_database
from tests.scheduler.processes import PATIENCE, by_command, wait_until

TOP = str(Path(__file__).resolve().parents[2])

CODES = {
    "quick": "pass",
    "fails": "raise SystemExit(1)",
    "saves first": (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7));"
        "print('ready', file=sys.stderr, flush=True); time.sleep(600)"
    ),
    "ignores": (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('ready', file=sys.stderr, flush=True); time.sleep(600)"
    ),
    "breaks": "import sys; print('one', file=sys.stderr); [][0]",
    # Its memory is in a process of its own, as with the readers of a crawl.
    "eats": (
        "import subprocess, sys; subprocess.run("
        "[sys.executable, '-c', 'import time; b = bytes(1) * 150_000_000; time.sleep(600)'])"
    ),
}


def command(name: str) -> list[str]:
    return [sys.executable, "-c", CODES.get(name, "import time; time.sleep(600)")]


@pytest.fixture
def crew() -> Iterator[Children]:
    children = Children(2, by_command(command))
    yield children
    children.kill_all()
    children.stop()


def wait_for(children: Children, count: int) -> list[Ended]:
    gone: list[Ended] = []
    deadline = time.monotonic() + PATIENCE
    while len(gone) < count and time.monotonic() < deadline:
        gone += children.ended()
        time.sleep(0.02)
    return gone


def wait_until_ready(capfd: pytest.CaptureFixture[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while "ready" not in capfd.readouterr().err and time.monotonic() < deadline:
        time.sleep(0.02)


def codes(gone: list[Ended]) -> dict[str, int | None]:
    return {ended.name: ended.code for ended in gone}


def test_exit_codes_are_told_once(crew: Children) -> None:
    crew.start("quick")
    crew.start("fails")
    assert crew.room == 0
    assert codes(wait_for(crew, 2)) == {"quick": 0, "fails": 1}
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
    gone = crew.stop()
    assert {ended.code for ended in gone} == {-signal.SIGTERM}
    assert all(ended.stopped and not ended.reason for ended in gone)
    assert not crew.names


def test_a_child_may_save_what_it_holds(crew: Children, capfd: pytest.CaptureFixture[str]) -> None:
    crew.start("saves first")
    wait_until_ready(capfd)
    assert codes(crew.stop()) == {"saves first": 7}


def test_a_child_that_ignores_sigterm_is_killed(
    crew: Children, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "GRACE", 0.3)
    crew.start("ignores")
    wait_until_ready(capfd)
    assert codes(crew.stop()) == {"ignores": -signal.SIGKILL}


def test_a_child_that_runs_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, crew: Children) -> None:
    monkeypatch.setattr(module, "LONGEST_RUN", 0.1)
    crew.start("long")
    (ended,) = wait_for(crew, 1)
    assert (ended.reason, ended.code, ended.stopped) == (TOO_LONG, -signal.SIGTERM, False)


def test_looks_never_wait_for_a_child_that_does_not_end(
    monkeypatch: pytest.MonkeyPatch, crew: Children, capfd: pytest.CaptureFixture[str]
) -> None:
    """Beside one that ignores SIGTERM another's end is told."""
    crew.start("ignores")
    wait_until_ready(capfd)
    monkeypatch.setattr(module, "LONGEST_RUN", 0.0)
    crew.start("quick")
    assert "quick" in codes(wait_for(crew, 1))


def test_memory_is_that_of_the_whole_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY_LOOKS", 0.1)
    children = Children(2, by_command(command), memory=100_000_000)
    children.start("eats")
    children.start("long")
    (ended,) = wait_for(children, 1)
    assert (ended.name, ended.reason) == ("eats", TOO_MUCH_MEMORY)
    assert children.names == {"long"}
    children.stop()


def test_the_last_lines_are_kept_and_passed_on(crew: Children, capfd: pytest.CaptureFixture[str]) -> None:
    crew.start("breaks")
    (ended,) = wait_for(crew, 1)
    assert ended.said.startswith("one\n")
    assert ended.said.endswith("IndexError: list index out of range")
    assert "IndexError" in capfd.readouterr().err


def test_kill_all_takes_grandchildren_too() -> None:
    children = Children(1, by_command(command))
    me = psutil.Process()
    others = set(me.children(recursive=True))  # of earlier tests, such as a fork server
    children.start("eats")
    deadline = time.monotonic() + PATIENCE
    while len(tree := set(me.children(recursive=True)) - others) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(tree) >= 2
    children.kill_all()
    assert codes(wait_for(children, 1)) == {"eats": -signal.SIGKILL}
    _, alive = psutil.wait_procs(tree, timeout=PATIENCE)
    assert not alive


def test_a_real_crawl_is_forked_and_tells_how_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of a source that is not there: nothing is asked of any site. What stands in the working directory is not run."""
    for folder in ("crawler", "storage", "kitewire"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.chdir(tmp_path)
    script = f"""
import sys
from scheduler.children import Children
from tests.scheduler.test_children import wait_for
if __name__ == "__main__":
    sys.path.insert(0, {TOP!r})
    children = Children(2)
    for name in ("a", "b"):
        children.start(name)
    for ended in wait_for(children, 2):
        print(ended.code, ended.said)
"""
    open_database(f"sqlite:///{tmp_path}/kitewire.db").close()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("KITEWIRE_")}
    environment = {**plain, "DATABASE_URL": f"sqlite:///{tmp_path}/kitewire.db", "PYTHONPATH": TOP}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, text=True, env=environment, timeout=PATIENCE
    )
    told = sorted(done.stdout.splitlines())
    assert [line.partition("; ")[0] for line in told] == [f"2 kitewire: there is no source '{name}'" for name in "ab"]


@pytest.fixture
def silent_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A source whose site takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        site = f"http://127.0.0.1:{server.getsockname()[1]}/"
        url = f"sqlite:///{tmp_path}/kitewire.db"
        with open_database(url) as database:
            database.sources.save(Source("silent", site, starts=(StartPoint(StartKind.LIST, site),)))
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("KITEWIRE_ALLOW_HOSTS", "127.0.0.1")
        yield "silent"


def test_a_forked_crawl_can_be_ended(silent_source: str) -> None:
    children = Children(1)
    children.start(silent_source)
    with open_database(os.environ["DATABASE_URL"], upgrade=False) as database:
        wait_until(lambda: bool(database.runs.history(silent_source)), "a run")
        assert codes(children.stop()) == {silent_source: 75}
        assert database.runs.history(silent_source)[0].status is RunStatus.INTERRUPTED


GROUP = """
import os, sys, time
os.setpgid(0, int(sys.argv[1]))
if sys.argv[1] == "0":
    os.fork()
os.write(1, b"in\\n")
time.sleep(600)
"""


def test_the_tree_of_a_crawl_is_that_of_its_group() -> None:
    """The readers of a forked crawl are no children of it."""
    words = [sys.executable, "-c", GROUP]
    with subprocess.Popen([*words, "0"], stdout=subprocess.PIPE, text=True) as leader:
        try:
            assert leader.stdout is not None
            assert [leader.stdout.readline() for _ in range(2)] == ["in\n", "in\n"]
            with subprocess.Popen([*words, str(leader.pid)], stdout=subprocess.PIPE, text=True) as member:
                assert member.stdout is not None
                assert member.stdout.readline() == "in\n"
                assert (len(tree_of(leader.pid)), len(tree_of(member.pid))) == (3, 1)
                kill_tree(leader.pid)
                assert member.wait(PATIENCE) == leader.wait(PATIENCE) == -signal.SIGKILL
        finally:
            with suppress(ProcessLookupError):
                os.killpg(leader.pid, signal.SIGKILL)


def test_what_is_forked_collects_its_garbage() -> None:
    loads = "[import_module(one) for one in scheduler.forking.LOADED[1:]]"
    code = f"import gc, scheduler.forking; from importlib import import_module; {loads}; print(gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=TOP)
    assert done.stdout == "True\n", done.stderr


def test_crawls_outlive_no_fork_server_and_the_next_gets_another(silent_source: str) -> None:
    children = Children(1)
    children.start(silent_source)
    (mine,) = children.processes
    server = psutil.Process(mine).parent()
    assert server is not None
    server.kill()
    (ended,) = wait_for(children, 1)
    assert (ended.code, fate_of(ended)) == (-signal.SIGTERM, Fate.MACHINE)
    wait_until(lambda: not psutil.pid_exists(mine), "its end")
    children.start(silent_source)
    assert children.processes != [mine]
    children.kill_all()
    assert codes(wait_for(children, 1)) == {silent_source: -signal.SIGKILL}


ORPHAN = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from crawler.ancestry import end_with_parent
print(os.getpid(), end_with_parent(int(sys.argv[2])), flush=True)
signal.pause()
"""
PARENT = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2], str(os.getpid())])
time.sleep(600)
"""


def test_a_crawl_ends_with_its_parent() -> None:
    words = [sys.executable, "-c", PARENT, ORPHAN, TOP]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, tied = parent.stdout.readline().split()
        child = psutil.Process(int(pid))
        assert tied == "True"
        parent.kill()
    psutil.wait_procs([child], timeout=PATIENCE)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_crawl_whose_parent_is_gone_does_not_begin() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "a", "--parent", "1"], capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == 75
