"""Floors of quality of stories told in other words: lowering one is a decision, not an accident."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from linking.events.decision import EventText
from linking.events.profile import profile

TOP = Path(__file__).resolve().parents[2]
DATA = TOP.parent / "shared" / "data" / "linking"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared, which is there only for developers and CI")

FLOORS = {"cec": 0.965, "ecb": 0.94, "g5": 0.94, "basil": 0.98}
"""B-cubed F1, one setting for all; `bench/linking/fit_events.py` prints what is to be expected of news not seen."""


@cache
def _bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fit_events", TOP / "bench" / "linking" / "fit_events.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fit_events"] = module
    spec.loader.exec_module(module)
    return module


@cache
def _data() -> Any:
    return _bench().Data(DATA, {"cec", "ecb", "g5", "basil", "pert"})


@pytest.mark.parametrize("name", FLOORS)
def test_stories_are_told_apart(name: str) -> None:
    bench, data = _bench(), _data()
    ids = sorted(data.sets[name])
    texts = {one: EventText(profile(data.folded[one]), data.day(one)) for one in ids}
    _, _, f1 = bench.bcubed(data.sets[name], bench.told(texts, bench.candidates(texts)))
    assert f1 >= FLOORS[name]
