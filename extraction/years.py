"""The year of a date that was printed without one (`10月28日`)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# A year that a plan names is not before the article's: 力争2020年 was written in 2020 or earlier.
_PLAN = re.compile(
    r"(?:力[争爭]|[争爭]取|[计計][划劃]|[预預][计計]|确保|確保|[将將](?:于|於|在)?|到|拟|擬|有望|[规規][划劃]|目[标標](?:是|为|為)?|至)\s*(?P<year>20\d\d)年"
    r"|(?P<until>20\d\d)年(?:底|末)?(?:前|之前|以前)|(?:by|until|in late|plans? for) (?P<by>20\d\d)\b"
)
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?年(?!代)|\b(?:in|since|of) (?P<of>20\d\d)\b")
_URL_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-/_.]?(?:0[1-9]|1[0-2])(?!\d)|[-/_.]?(?:0[1-9]|1[0-2])[-/_.]?[0-3]\d|(?=/))"
)


def settle_year(month: int, day: int, text: str, url: str, seen: datetime | None) -> int | None:
    """The year of this month and day: told by the address, else by the years that the article's own text names, else
    the latest one that is not after `seen`; None where nothing settles it."""
    found = _URL_YEAR.search(url)
    if found:
        return int(found.group(1))
    by_text = _year_of_text(month, day, text, seen)
    if by_text is not None:
        return by_text
    return _latest(month, day, seen) if seen else None


def _year_of_text(month: int, day: int, text: str, seen: datetime | None) -> int | None:
    plans = {int(m.group("year") or m.group("until") or m.group("by")) for m in _PLAN.finditer(text)}
    planned = {(m.start(m.lastgroup or 0)) for m in _PLAN.finditer(text)}
    past = {
        int(m.group("year") or m.group("of"))
        for m in _YEAR.finditer(text)
        if m.start(m.lastgroup or 0) not in planned and int(m.group("year") or m.group("of")) >= 1990
    }
    latest = _latest(month, day, seen) if seen else None
    limit = min((y for y in (min(plans, default=None), latest) if y is not None), default=None)
    past = {y for y in past if limit is None or y <= limit}
    if plans:
        # Not after the nearest plan, not before the latest fact. A plan for the year after the facts was made late in
        # the facts' year or early in its own.
        return max(past) if limit is not None and month >= 7 and max(past, default=0) == limit - 1 else limit
    if past and latest is not None and seen is not None and seen - _date(latest, month, day, seen) < timedelta(days=60):
        return latest
    return max(past, default=None)


def _latest(month: int, day: int, seen: datetime) -> int:
    return seen.year if _date(seen.year, month, day, seen) <= seen + timedelta(days=1) else seen.year - 1


def _date(year: int, month: int, day: int, like: datetime) -> datetime:
    return datetime(year, month, min(day, 28), tzinfo=like.tzinfo)
