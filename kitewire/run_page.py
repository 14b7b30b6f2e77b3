"""A page that could not be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page whose last fetch failed."""

    url: str
    reason: str
    tries: int
    """Failures in a row."""
    next_check: datetime | None
    """When it is tried again; None: never."""
