"""Days and years that a text itself tells: for articles whose date is not known, and against mixing up years."""

from __future__ import annotations

import re
from datetime import date

_BEGINNING = 250
"""Characters in which a full date is that of the article: a line of its own, or a dateline."""
_YEARS_IN = 2500
"""Characters in which years are looked for."""
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAMED = "(?:" + "|".join(_MONTHS) + r")[a-z]*"
_FULL_DATE = re.compile(
    rf"(?<![a-z])(?P<m1>{_NAMED}) (?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?P<y1>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_NAMED}) (?P<y2>\d{{4}})(?!\d)"
    r"|(?<!\d)(?P<y3>\d{4})年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日"
    r"|(?<!\d)(?P<y4>\d{4}) (?P<m4>\d\d) (?P<d4>\d\d)(?!\d)"
)
# Looks back afterwards, so that the search leaps to the next 1 or 2.
_YEAR = re.compile(r"(?:19[89]|20[0-3])\d(?<!\d{5})(?!\d)")
_EPOCH = date(1970, 1, 1).toordinal()


def day_of(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def day_told(text: str) -> int | None:
    """The first full date at the beginning of a folded text, in days since 1970."""
    found = _FULL_DATE.search(text[:_BEGINNING])
    if found is None:
        return None
    parts = {name[0]: value for name, value in found.groupdict().items() if value}
    month = parts["m"]
    try:
        return day_of(date(int(parts["y"]), _MONTHS.get(month[:3]) or int(month), int(parts["d"])))
    except ValueError:
        return None


def last_year(text: str) -> int | None:
    """The latest year from 1980 to 2039 that a folded text names."""
    return max(map(int, _YEAR.findall(text[:_YEARS_IN])), default=None)
