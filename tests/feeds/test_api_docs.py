"""docs/api.md against the service: every address, and every curl line as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from feeds.web import create_app
from kitewire.settings import Settings
from storage import Database

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
TOKEN = "0123456789abcdef-write"


def test_every_address_is_documented_and_every_documented_address_is_there(database: Database) -> None:
    paths = create_app(database, Settings()).openapi()["paths"]
    there = {(method.upper(), path) for path, ends in paths.items() for method in ends if path.startswith("/api/")}
    read = {("GET", path) for path in re.findall(r"^\| `(/api/v1/\S+)` \|", TEXT, re.MULTILINE)}
    changed = set(re.findall(r"^\| `(POST|PUT|DELETE) (/api/v1/\S+)` \|", TEXT, re.MULTILINE))
    assert read | changed == there


@pytest.fixture(autouse=True)
def _token(_everybody_may_read: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the server; curl reads it from the environment, and comes from this machine."""
    monkeypatch.setenv("KITEWIRE_TOKEN", TOKEN)
    monkeypatch.setenv("KITEWIRE_OPEN_READ", "loopback")


@pytest.mark.parametrize("line", LINES, ids=[str(number) for number in range(len(LINES))])
def test_every_line_does_what_it_says(address: str, line: str, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    assert line.startswith("curl ")
    command = line.replace("http://127.0.0.1:8970", address).replace(
        "curl ", "curl --fail-with-body -sS --noproxy '*' ", 1
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout or list(tmp_path.iterdir())
