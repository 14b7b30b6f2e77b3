"""Choosing among candidates by weights of their features: a JSON file a field (bench/extraction/fit_fields.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import fsum


@cache
def weights_of(field: str) -> dict[str, float]:
    """Feature name → weight for `title`; what is not named weighs nothing."""
    weights: dict[str, float] = json.loads((files("extraction") / f"{field}_weights.json").read_text("utf-8"))
    return weights


def score(field: str, names: Iterable[str]) -> float:
    """The sum of the weights of these features; exact, so that their order does not count."""
    get = weights_of(field).get
    return fsum([get(name, 0.0) for name in names])
