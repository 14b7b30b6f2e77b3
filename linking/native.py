"""The part in C (`linking/_native.pyx`), or None where the install had no compiler: then the same runs in Python."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def part_in_c() -> Any:
    """The module; None where it was not built."""
    try:
        return import_module("linking._native")
    except ImportError:
        return None
