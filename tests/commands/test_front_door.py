"""The `kitewire` command itself: what it imports, and how mistakes come out."""

from __future__ import annotations

import inspect
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import typer.main

from kitewire.cli import _COMMANDS, app


def kitewire(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT", "TZ")}
    call = [sys.executable, "-c", code, *words]
    return subprocess.run(call, cwd=cwd, env=clean | environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("words", "environment", "code", "told"),
    [
        (["runs", "nobody"], {}, 2, "nobody"),
        (["crawl", "nobody"], {}, 2, "nobody"),
        (["source", "add", "gopher://news.example/"], {}, 2, "gopher://news.example/"),
        (["runs"], {"PORT": "x"}, 2, "PORT"),
        (["runs"], {"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, 1, "nowhere"),
        (["nonsense"], {}, 2, "nonsense"),
        (["show", "9" * 20], {}, 2, "9" * 20),
        (["story", "9" * 20], {}, 2, "9" * 20),
        (["links", "list", "9" * 20], {}, 2, "9" * 20),
        (["links", "set", "1", "9" * 20], {}, 2, "9" * 20),
        (["links", "free", "9" * 20], {}, 2, "9" * 20),
    ],
    ids=[
        "unknown source",
        "crawl unknown source",
        "no web address",
        "bad setting",
        "no database",
        "no command",
        "too large an article",
        "too large a story",
        "links of too large an article",
        "too large a second article",
        "decisions of too large an article",
    ],
)
def test_a_mistake_is_one_message_and_an_exit_code(
    tmp_path: Path, words: list[str], environment: dict[str, str], code: int, told: str
) -> None:
    answer = kitewire(*words, cwd=tmp_path, **environment)
    assert answer.returncode == code
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    with Path("/dev/full").open("wb") as full:
        call = [sys.executable, "-c", code, "repair"]
        done = subprocess.run(call, input=b"text" * 5_000, stdout=full, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(b"kitewire: nothing more can be written: No space left on device")
    assert done.stderr.count(b"\n") == 1


def test_what_is_printed_is_utf8_whatever_the_locale_and_streams_may_be_closed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("河湾 ū 🌉", "utf-8")
    done = kitewire("repair", "a.txt", cwd=tmp_path, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "河湾 ū 🌉", "")
    code = "import sys; sys.stdin = sys.stdout = None; from kitewire.cli import main; main()"
    call = [sys.executable, "-c", code, "repair", "a.txt", "-"]
    closed = subprocess.run(call, cwd=tmp_path, capture_output=True, timeout=120)
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, b"", b"")


def test_commands_import_nothing_that_takes_long_and_is_seldom_needed(tmp_path: Path) -> None:
    code = (
        "import sys; import kitewire.cli, kitewire.commands.read, kitewire.commands.export, kitewire.commands.serve;"
        "import kitewire.commands.crawl;"
        "print({'scrapy', 'alembic', 'pyarrow', 'sqlalchemy.dialects.postgresql'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, timeout=120, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_the_help_and_the_names_to_complete_import_no_command(tmp_path: Path) -> None:
    code = (
        "import sys, typer.main; from kitewire.cli import app; root = typer.main.get_command(app);"
        "context = root.context_class(root); root.get_help(context);"
        "print([one.value for one in root.shell_complete(context, 're')]);"
        "print([name for name in sys.modules if name.startswith('kitewire.commands')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, timeout=120, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert any("relink" in line and "fingerprints" in line for line in lines[:-2])
    assert (lines[-2:], done.stderr) == (["['reprocess', 'relink', 'repair']", "[]"], "")


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_help_tells_of_a_command_what_the_command_tells(name: str) -> None:
    root = typer.main.get_command(app)
    command = root.get_command(root.context_class(root), name)  # type: ignore[attr-defined]
    assert inspect.cleandoc(command.help).split("\n\n")[0].replace("\n", " ") == _COMMANDS[name][1]


def test_runs_of_a_new_archive(tmp_path: Path) -> None:
    answer = kitewire("runs", cwd=tmp_path)
    assert answer.returncode == 0
    assert "No runs yet" in answer.stderr
    assert (tmp_path / "kitewire.db").exists()


def test_serve_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = kitewire("serve", cwd=tmp_path, PORT=str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "set LISTEN_ADDR or PORT" in answer.stderr


def test_serve_once_with_nothing_to_do(tmp_path: Path) -> None:
    answer = kitewire("serve", "--once", cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "{}\n")


def test_serve_answers_and_ends_cleanly_at_sigterm(tmp_path: Path) -> None:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    environment = os.environ | {"PORT": "0", "DATABASE_URL": f"sqlite:///{tmp_path / 'k.db'}"}
    call = [sys.executable, "-c", code, "serve"]
    with subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        address = service.stdout.readline().split()[-1]
        assert httpx.get(f"{address}healthz", timeout=120).status_code == 200
        assert httpx.get(f"{address}articles.atom", timeout=120).headers["content-type"].startswith("application/atom")
        service.send_signal(signal.SIGTERM)
        _, told = service.communicate(timeout=120)
    assert service.returncode == 0
    assert "stopping" in told
    assert "Traceback" not in told
