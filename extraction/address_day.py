"""The day or month that an article's address names."""

from __future__ import annotations

import re
from datetime import date

_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0[1-9]|1[0-2]|(?<=[-/])[1-9](?=[-/]))\2(0[1-9]|[12]\d|3[01]"
    r"|(?<=/)[1-9](?=/))(?!\d)"
)
_URL_SPLIT_DAY = re.compile(
    r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])/|/((?:19|20)\d\d)[-/](0[1-9]"
    r"|1[0-2])(0[1-9]|[12]\d|3[01])/"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_](0[1-9]|1[0-2])[-_](20\d\d)(?!\d)")
# A number that begins with a day and a time: articles are often numbered so.
_URL_STAMP = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d{3,}(?!\d)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d/(?:0[1-9]|1[0-2]))/")
# A snapshot's address names the day on which it was taken.
_SNAPSHOT = "/web.archive.org/"
_EARLIEST = date(1995, 1, 2)


def day_of_address(url: str) -> tuple[int, int, int] | None:
    """Year, month and day that the path of `url` names; None where it names none of the web's time."""
    path = "/" + url.partition("://")[2].partition("/")[2]
    if _SNAPSHOT in url:
        path = path.partition("://")[2]
    if "20" not in path and "19" not in path:
        return None  # All below begin with a year or end with one.
    found = _URL_DAY.search(path) or _URL_SPLIT_DAY.search(path) or _URL_STAMP.search(path)
    numbers = [int(g) for g in found.groups() if g and g.isdigit()] if found else []
    if not numbers and (backwards := _URL_DAY_FIRST.search(path)):
        numbers = [int(g) for g in reversed(backwards.groups())]
    try:
        day = date(numbers[0], numbers[1], numbers[2])
    except (ValueError, IndexError):
        return None
    return (day.year, day.month, day.day) if day >= _EARLIEST else None


def month_of_address(url: str) -> str:
    """The month that the address names, as `2024/05`; empty where it names none."""
    month = _URL_MONTH.search(url)
    return month[1] if month else ""
