"""Days, years and times of day that a text itself tells.

For articles without a date, against mixing up years, and to know a happening by its minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
# Any month's name, and more. Where none stands at the beginning, dates in numbers alone are looked for, in a fifth of
# the time: that search leaps from digit to digit.
_LIKE_A_MONTH = re.compile("[adfjmnos](?:an|ar|ay|eb|ec|ep|ct|ov|pr|ug|ul|un)")
_DATE_IN_NUMBERS = re.compile(
    r"(?P<y>\d(?<!\d\d)\d{3})"
    r"(?:年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日| (?P<m2>\d\d) (?P<d2>\d\d)(?!\d))"
)
# Looks back afterwards, so that the search leaps to the next 1 or 2.
_YEAR = re.compile(r"(?:19[89]|20[0-3])\d(?<!\d{5})(?!\d)")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SAID = rf"(\d{{1,2}}|[{''.join(_DIGITS)}十]{{1,3}})"
_MINUTE = "分"
_CLOCK = re.compile(rf"(下午|傍晚|晚上|晚间|当晚)?(?<![\d.]){_SAID}[时時点點 ]{_SAID}{_MINUTE}")
_CLOCK_IN = 300
"""Characters in which times of day are looked for."""
MOST_CLOCKS = 2
"""Of these the first so many: when it happened, and when it was felt or told."""
TENS_OF_MINUTES = 24 * 6
NEAR_CLOCKS = 2
"""Tens of minutes between times of day that count as one: writers round them."""
_EPOCH = date(1970, 1, 1).toordinal()


def day_of(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def day_told(text: str) -> int | None:
    """The first full date at the beginning of a folded text, in days since 1970."""
    beginning = text[:_BEGINNING]
    found = (_FULL_DATE if _LIKE_A_MONTH.search(beginning) else _DATE_IN_NUMBERS).search(beginning)
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


def clocks_told(text: str) -> set[int]:
    """The first times of day with minutes that a folded Chinese text names, in tens of minutes from midnight."""
    told: list[int] = []
    beginning = text[:_CLOCK_IN]
    for found in _CLOCK.finditer(beginning) if _MINUTE in beginning else ():
        hour, minute = _value(found[2]), _value(found[3])
        hour += 12 if found[1] and hour < 12 else 0
        if hour < 24 and minute < 60:
            told.append(hour * 6 + minute // 10)
    return set(told[:MOST_CLOCKS])


def times_told(clocks: Iterable[int], day: int) -> list[str]:
    """Terms for times of a day: two that are `NEAR_CLOCKS` apart or less share one or more."""
    return [f"{day} {clock + later}" for clock in clocks for later in range(NEAR_CLOCKS + 1)]


def _value(said: str) -> int:
    """Of a number up to 99: `28`, `二十八`, `零五`."""
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    return (_DIGITS.get(tens[-1:], 1) * 10 if ten else 0) + _DIGITS.get(ones[-1:], 0)
