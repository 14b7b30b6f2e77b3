"""`make demo`'s command, whole: it checks itself, and ends with 1 where a promise is broken."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PATIENCE = 600


@pytest.mark.slow
def test_the_demo_keeps_its_promises(tmp_path: Path) -> None:
    hostile = {"DATABASE_URL": "sqlite:////nowhere/kitewire.db", "KITEWIRE_ALLOW_HOSTS": "", "PORT": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "demo_world", "--output", "made"],
        cwd=tmp_path,
        env=os.environ | hostile | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    told = done.stdout.decode("utf-8")
    assert done.returncode == 0, told[-2000:] + done.stderr.decode("utf-8")
    assert "\x1b[" not in told
    assert "kitewire source add http" in told
    assert {f"articles.{form}" for form in ("rss", "atom", "json")} <= {
        path.name for path in (tmp_path / "made").iterdir()
    }
    with sqlite3.connect(tmp_path / "made" / "kitewire.db") as database:
        assert database.execute("SELECT count(*) FROM articles").fetchone() == (96,)
        assert database.execute("SELECT count(*) FROM revisions").fetchone() == (1,)
