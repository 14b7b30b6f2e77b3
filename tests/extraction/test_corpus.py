"""Quality on the development pages, held by floors that are only ever raised (bench/extraction/run.py prints all)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).resolve().parents[2]
SHARED = TOP.parent / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "bench").is_dir(), reason="needs ../shared, which is there only for developers and CI"
)
# Every n-th page of a set, and the least that each figure may be on these pages.
FLOORS = {
    "magic-dev": (1, {"f1": 0.957, "zh.f1": 0.977}),
    "fundus258": (1, {"f1": 0.985, "title.near": 0.945, "date.exact": 0.992, "author.exact": 0.889}),
    "trafi990": (2, {"f1": 0.973, "title.near": 0.956, "date.exact": 0.89, "author.exact": 0.71}),
}


def _bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extraction_bench", TOP / "bench" / "extraction" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its worker processes import it by name.
    sys.modules["extraction_bench"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", list(FLOORS))
def test_floors(name: str) -> None:
    bench = _bench()
    every, floors = FLOORS[name]
    truth = dict(list(bench.truth_of(SHARED, name).items())[::every])
    folder = SHARED / "data" / "extraction" / name
    found = {i: bench.predict((folder / page["html"], i, page["url"] or "")) for i, page in truth.items()}
    figures, per_page = bench.scorer(SHARED).score(name, truth, found)
    worst = sorted(per_page, key=lambda i: per_page[i][2])[:10]
    print(name, figures, "worst pages:", worst)
    assert {key: round(figures[key], 4) for key, floor in floors.items() if figures[key] < floor} == {}
