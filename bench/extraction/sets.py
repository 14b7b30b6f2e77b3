"""The development sets and the scorer that they share."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

SETS = ("magic-dev", "fundus258", "trafi990")


def scorer(shared: Path):
    """The scorer of the shared bench, as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "extraction" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truth_of(shared: Path, name: str) -> dict:
    return json.loads((shared / "data" / "extraction" / name / "truth.json").read_text("utf-8"))
