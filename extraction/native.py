"""The parts in C (`extraction/*.pyx`), or None where the install had no compiler: then the same runs in Python."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def part_in_c(name: str = "_native") -> Any:
    """The module of that name in `extraction`; None where it was not built."""
    try:
        return import_module(f"extraction.{name}")
    except ImportError:
        return None
