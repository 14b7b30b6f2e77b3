"""The parts in C (`linking/*.pyx`), or None where the install had no compiler: then the same runs in Python."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def part_in_c(name: str = "_native") -> Any:
    """The module of that name in `linking`; None where it was not built."""
    try:
        return import_module(f"linking.{name}")
    except ImportError:
        return None
