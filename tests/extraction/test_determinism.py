"""The same bytes give the same reading in every process: sets iterate differently from one to the next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.html"))


def test_processes_agree() -> None:
    assert GOLDEN
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    call = [sys.executable, "-c", code, "extract", *map(str, GOLDEN), "--url", "http://news.example/2026/11/22/1.html"]
    readings = {
        subprocess.run(call, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2", "3")
    }
    assert len(readings) == 1
