"""Public holidays of the country that a time zone lies in: an outlet that rests on Sundays rests on them too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

import holidays

DayOff = Callable[[date], bool]


@cache
def days_off(zone: str) -> DayOff:
    """Whether a day is a public holiday in the country of `zone` (IANA name); never one where that is not known."""
    country = _countries().get(zone)
    if country is None or country not in holidays.list_supported_countries():
        return _no_day
    calendar = holidays.country_holidays(country)
    # The calendar takes a few microseconds for each day, and each pause of each source asks for a year of the same.
    return cache(calendar.__contains__)


def _no_day(day: date) -> bool:
    return False


@cache
def _countries() -> dict[str, str]:
    """Zone → ISO 3166 code of its first country, from the table that comes with the time zone database."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in reversed(rows)}
