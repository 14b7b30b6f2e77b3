"""Selectors proposed for an element that somebody has pointed at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """One CSS selector and what it finds on each of the sample pages, in their order."""

    selector: str
    counts: tuple[int, ...]
    """Elements that it matches."""
    texts: tuple[str, ...]
    """The beginning of what the first of them says; empty for none."""
    sizes: tuple[int, ...]
    """Characters in all of them together."""
    links: tuple[int, ...]
    """Links in all of them together."""
