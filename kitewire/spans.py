"""Long spans of time, as people write how long a thing is kept."""

from __future__ import annotations

import re
from datetime import timedelta

_DAYS = {"d": 1.0, "w": 7.0, "mo": 30.4375, "y": 365.25}
"""Months and years in the mean of the Gregorian calendar: how long a thing is kept is no matter of days."""
_SPAN = re.compile(r"(\d{1,6})\s*(d|w|mo|y)")


def read_span(words: str) -> timedelta:
    """`90d`, `12w`, `18mo` or `2y`. Raises `ValueError` that says what is wrong."""
    found = _SPAN.fullmatch(words.strip().lower())
    days = int(found[1]) * _DAYS[found[2]] if found else 0.0
    if not 0 < days < 365_000:
        raise ValueError(f"{words!r} is not a span of time such as 90d, 12w, 18mo or 2y")
    return timedelta(days=days)
