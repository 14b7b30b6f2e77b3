"""The quality of related lists on the labelled pages never falls below what was reached: floors are only raised."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).resolve().parents[2]
BENCH = TOP / "bench" / "related" / "run.py"
DATA = TOP.parent / "shared" / "data" / "related"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared, which is there only for developers and CI")


def _bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("related_bench", BENCH)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_floors() -> None:
    summary = _bench().measure(DATA)["all"]
    assert summary["micro"][2] >= 0.99
    assert summary["macro"][2] >= 0.97
    assert summary["neg_fp"] <= 0.0
    assert summary["date"] >= 0.99
    assert summary["date_ghost"] <= 0.0
    assert summary["title"] >= 0.95
