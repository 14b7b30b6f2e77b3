"""The world as a process of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from kitewire.source_files import load_folder

PATIENCE = 120


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "demo_world.serve", "--sources", str(folder), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_tells_its_addresses_and_publishes_by_line(tmp_path: Path) -> None:
    child = _start(tmp_path / "sources")
    assert child.stdin is not None
    assert child.stdout is not None
    addresses = [re.match(r"http://127\.0\.0\.\d:\d+/", child.stdout.readline())[0] for _ in range(3)]  # type: ignore[index]
    assert child.stdout.readline() == "export KITEWIRE_ALLOW_HOSTS=127.0.0.1,127.0.0.2,127.0.0.3\n"
    assert child.stdout.readline().startswith("kitewire source import ")
    assert sorted(source.home for source in load_folder(tmp_path / "sources")) == sorted(addresses)
    child.stdout.readline()
    for told in ("round 2: one new article, one edited\n", "round 3: one new article, one edited\n"):
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == told
    assert httpx.get(addresses[0], trust_env=False, timeout=PATIENCE).status_code == 200
    child.send_signal(signal.SIGTERM)
    _, errors = child.communicate(timeout=PATIENCE)
    assert (child.returncode, errors) == (0, "")


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.2", 0))
        taken.listen()
        port = taken.getsockname()[1]
        child = _start(tmp_path, "--port", str(port))
        _, errors = child.communicate(timeout=PATIENCE)
    assert child.returncode == 1
    assert f"cannot listen on port {port}" in errors
    assert "Traceback" not in errors
