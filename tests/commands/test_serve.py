"""`kitewire serve`, `kitewire worker` and `kitewire source run`: how they begin, stand and end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kitewire.commands import running
from kitewire.commands.http_server import listen
from kitewire.commands.serve import app as serve_app
from kitewire.commands.source import app as source_app
from kitewire.commands.worker import app as worker_app
from kitewire.errors import DatabaseError, PortTakenError, UsageError
from kitewire.notify import ServiceManager
from kitewire.service_state import ServiceState
from kitewire.settings import Settings
from kitewire.source import Source
from scheduler.leadership import Leadership
from storage import open_database
from tests.scheduler.processes import PATIENCE, processes, wait_until


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'kitewire.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("KITEWIRE_TAKE_OVER", "1")
    return address


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(120)
        yield listener


def _run(app: typer.Typer, *words: str) -> str:
    result = CliRunner().invoke(app, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.output


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


def test_serve_answers_tells_systemd_and_ends_cleanly(url: str, tmp_path: Path, manager: socket.socket) -> None:
    with processes(tmp_path, {"DATABASE_URL": url, "NOTIFY_SOCKET": str(tmp_path / "notify")}) as crowd:
        serve = crowd.start("serve")
        assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"WATCHDOG=1"
        address = next(word for word in crowd.said().split() if word.startswith("http://"))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
        assert opener.open(f"{address}healthz", timeout=60).read().startswith(b"ok")
        with pytest.raises(PortTakenError, match="set LISTEN_ADDR or PORT"):
            listen(Settings(port=int(address.rstrip("/").rpartition(":")[2])))
        link = next(word for word in crowd.said().split() if word.startswith(f"{address}login?token="))
        with pytest.raises(urllib.error.HTTPError) as led:
            opener.open(link, timeout=60)
        assert (led.value.code, led.value.headers["location"]) == (303, "/")
        assert "kitewire_session=" in led.value.headers["set-cookie"]
        serve.send_signal(signal.SIGTERM)
        while (heard := manager.recv(100)) == b"WATCHDOG=1":
            continue
        assert heard == b"STOPPING=1"
        assert serve.wait(PATIENCE) == 0, crowd.said()
    with open_database(url) as database:
        assert database.leases.look("scheduler").owner == ""  # type: ignore[union-attr]


STUBBORN = """
import sys
from pathlib import Path
from kitewire.commands.running import keep_running
from kitewire.settings import Settings
from scheduler.building import Parts
from scheduler.children import Children
from scheduler.crew import Crew
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.service import Clocks, Service
from storage import open_database
from tests.scheduler.processes import by_command

ignores = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); print('up', file=sys.stderr, flush=True); time.sleep(99)"
with open_database(sys.argv[1]) as database:
    crew = Crew(database, Children(1, by_command(lambda name: [sys.executable, "-c", ignores])), Clocks().now)
    service = Service(database, LocalQueue(crew), Leadership(database.leases, 30), crew)
    keep_running(Parts(service, None))
"""  # noqa: E501


def test_a_database_file_that_is_moved_away_is_told_and_nothing_takes_its_place(url: str, tmp_path: Path) -> None:
    path = tmp_path / "kitewire.db"
    with open_database(url) as database:
        database.sources.save(Source("gone", "http://127.0.0.1:1/"))
    with processes(tmp_path, {"DATABASE_URL": url}) as crowd:
        serve = crowd.start("serve")
        wait_until(lambda: "http://" in crowd.said(), "the service", crowd.said)
        address = next(word for word in crowd.said().split() if word.startswith("http://"))
        wait_until(lambda: _status(f"{address}readyz") == 200, "being ready", crowd.said)
        path.rename(tmp_path / "elsewhere.db")
        wait_until(lambda: _status(f"{address}readyz") == 503, "being unready", crowd.said)
        wait_until(lambda: "was moved, removed or replaced" in crowd.said(), "the log line", crowd.said)
        assert not path.exists()
        (tmp_path / "elsewhere.db").rename(path)
        wait_until(lambda: _status(f"{address}readyz") == 200, "being ready", crowd.said)
        assert crowd.stop() == [0], crowd.said(serve)


def _status(address: str) -> int:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_second_signal_ends_it_and_its_crawls_at_once(url: str, tmp_path: Path) -> None:
    with open_database(url) as database:
        database.sources.save(Source("a", "http://a.example/"))
    log = tmp_path / "log"
    with log.open("wb") as said:
        child = subprocess.Popen([sys.executable, "-c", STUBBORN, url], stderr=said, cwd=Path(__file__).parents[2])
    try:
        wait_until(lambda: "up" in log.read_text(), "a crawl", log.read_text)
        child.send_signal(signal.SIGTERM)
        wait_until(lambda: "stopping" in log.read_text(), "the first stop", log.read_text)
        assert child.poll() is None, "it waits for the crawl"
        child.send_signal(signal.SIGTERM)
        assert child.wait(PATIENCE) == 128 + signal.SIGTERM
    finally:
        child.kill()
        child.wait()


class Dead:
    """Parts of which one has ended by itself."""

    running = False
    stopped = False

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.stopped = True

    def kill(self) -> None:
        pass

    def state(self) -> ServiceState:
        return ServiceState(seconds_since_tick=running.HUNG + 1)


def test_a_part_that_crashed_ends_the_process_with_a_failure_and_a_hung_one_is_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = Dead()
    told: list[str] = []
    monkeypatch.setattr(ServiceManager, "_tell", lambda self, message: told.append(message))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(typer.Exit) as left:
        running.keep_running(parts)  # type: ignore[arg-type]
    assert left.value.exit_code == 1
    assert parts.stopped
    assert told == ["READY=1", "STOPPING=1"], "no sign of life for a loop that hangs"


def test_a_name_with_an_at_is_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0kitewire-test-{os.getpid()}")  # the names are those of the whole machine
        ServiceManager({"NOTIFY_SOCKET": f"@kitewire-test-{os.getpid()}"}).ready()
        assert listener.recv(100) == b"READY=1"
    ServiceManager({"NOTIFY_SOCKET": "@kitewire-nobody-listens"}).ready()
    ServiceManager({}).ready()


def test_once_with_a_living_scheduler_is_no_failure(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITEWIRE_TAKE_OVER", "600")
    with open_database(url) as database:
        database.sources.save(Source("a", "http://a.example/"))
        assert Leadership(database.leases, 30).hold()
        # In the name of this process, which lives; the command is another one.
        lease = database.leases.look("scheduler")
        done = subprocess.run(
            [sys.executable, "-c", "from kitewire.cli import main; main()", "serve", "--once"],
            capture_output=True, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert lease is not None
        line = f"another scheduler ({lease.owner}) crawls what is due on this database: nothing to do"
        assert " ".join(done.stderr.split()).endswith(line)


def test_crawling_elsewhere_needs_postgresql(url: str) -> None:
    with pytest.raises(UsageError, match="--no-crawl"):
        _run(serve_app, "serve", "--no-crawl")
    with pytest.raises(DatabaseError, match="DATABASE_URL=postgresql"):
        _run(worker_app)


def test_run_now(url: str) -> None:
    with open_database(url) as database:
        for name in ("a", "b"):
            database.sources.save(Source(name, f"http://{name}.example/"))
            database.schedule.set_due(name, database.sources._clock().replace(year=2099))
        assert "No scheduler is running" in _run(source_app, "run", "a")
        assert [state.next_due is None for state in database.sources.states()] == [True, False]
        leadership = Leadership(database.leases, 30)
        assert leadership.hold()
        assert "The scheduler" in _run(source_app, "run", "b")
        leadership.give_back()
        assert "No scheduler is running" in _run(source_app, "run", "b")
        stranger = Leadership(database.leases, 30, owner="elsewhere:1:1")
        assert stranger.hold()
        assert "No scheduler is running" in _run(source_app, "run", "b"), "it gives no sign of life"
        database.sources.pause("b", True)
        with pytest.raises(UsageError, match="paused: `kitewire source resume b`"):
            _run(source_app, "run", "a", "b")
