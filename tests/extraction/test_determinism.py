"""The same bytes give the same reading in every process: sets iterate differently from one to the next."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from extraction.body import _sum

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.html"))


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=60), st.integers())
def test_a_block_scores_the_same_in_any_order_of_its_features(weights: list[float], seed: int) -> None:
    table = {str(n): weight for n, weight in enumerate(weights)}
    names = list(table)
    random.Random(seed).shuffle(names)
    assert _sum(table, names) == _sum(table, list(table))


def test_processes_agree() -> None:
    assert GOLDEN
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    call = [sys.executable, "-c", code, "extract", *map(str, GOLDEN), "--url", "http://news.example/2026/11/22/1.html"]
    readings = {
        subprocess.run(call, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2", "3")
    }
    assert len(readings) == 1
