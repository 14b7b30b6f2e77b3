"""Choosing among candidates by weights of their features: a JSON file a field (bench/extraction/fit_fields.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def weights_of(field: str) -> dict[str, int]:
    """Feature name → weight for `title`, in hundredths; what is not named weighs nothing."""
    weights: dict[str, float] = json.loads((files("extraction") / f"{field}_weights.json").read_text("utf-8"))
    return {name: round(100 * weight) for name, weight in weights.items()}


def score(field: str, names: Iterable[str]) -> int:
    """The sum of the weights of these features, in hundredths; exact, so that their order does not count."""
    get = weights_of(field).get
    return sum([get(name, 0) for name in names])
