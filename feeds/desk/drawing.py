"""What the desk draws: a sparkline, a year's calendar of articles, the rhythm of a week. Pure; templates place it.

Everything is measured in units of the drawing's own grid; colours are classes, since the pages allow no inline styles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

LEVELS = 4
"""Shades of a day with articles; 0 is a day without."""
WEEKS = 53
CELL = 13
"""Units from one day to the next; 2 of them are space."""
SPARK_WIDTH, SPARK_HEIGHT = 120, 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar."""

    day: date
    articles: int
    level: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MonthLabel:
    """Where a month begins."""

    month: date
    x: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A year by weeks, Monday at the top."""

    cells: tuple[Cell, ...]
    months: tuple[MonthLabel, ...]
    width: int
    height: int
    total: int
    most: int
    """On one day."""


def heat_map(days: Mapping[date, int], today: date) -> HeatMap:
    """The last 53 weeks, to today."""
    first = first_day(today)
    steps = thresholds([n for day, n in days.items() if first <= day <= today])
    cells = []
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        articles = days.get(day, 0)
        level = sum(articles >= step for step in steps) if articles else 0
        cells.append(Cell(day, articles, level, number // 7 * CELL, number % 7 * CELL))
    months = tuple(
        MonthLabel(one.day, one.x) for one in cells if one.y == 0 and one.day.day <= 7 and one.x <= (WEEKS - 3) * CELL
    )
    counted = [cell.articles for cell in cells]
    return HeatMap(tuple(cells), months, WEEKS * CELL, 7 * CELL, sum(counted), max(counted, default=0))


def first_day(today: date) -> date:
    """The Monday with which the calendar that ends today begins."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def thresholds(counts: Sequence[int]) -> list[int]:
    """From how many articles on a day has each shade: the quarters of the days that have any, so that one busy day
    does not make all others pale."""
    ordered = sorted(n for n in counts if n)
    if not ordered:
        return [1] * LEVELS
    return [1, *(max(n, ordered[len(ordered) * n // LEVELS]) for n in range(1, LEVELS))]


def months_of(days: Mapping[date, int], today: date) -> list[tuple[date, int, int]]:
    """(First of the month, articles, days with any) of the calendar, the latest first: the table of what it draws."""
    first = first_day(today)
    found: dict[date, tuple[int, int]] = {}
    for day, articles in days.items():
        if first <= day <= today and articles:
            month = day.replace(day=1)
            before = found.get(month, (0, 0))
            found[month] = (before[0] + articles, before[1] + 1)
    return [(month, *found[month]) for month in sorted(found, reverse=True)]


def spark_path(counts: Sequence[int]) -> str:
    """The path of a sparkline of bars, a stroke each; a day without articles is a dot on the ground."""
    most = max(counts, default=0) or 1
    step = SPARK_WIDTH / max(1, len(counts))
    ground = SPARK_HEIGHT - 1
    return " ".join(
        f"M{(n + 0.5) * step:.1f} {ground}v{-max(count / most * (SPARK_HEIGHT - 2), 0.6):.1f}"
        for n, count in enumerate(counts)
    )


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week in the rhythm."""

    day: int
    """0: Monday."""
    hour: int
    level: int
    minutes: int
    """Between two polls."""


def week(waits: Sequence[timedelta]) -> list[list[Hour]]:
    """A row a day of the hours of the week, with how often the source is polled; empty where nothing was learned.

    `waits`: 168 values from Monday 0:00. The shade tells where a wait lies between the longest and the shortest, by its
    logarithm: half the wait is a step as large as from there to a quarter.
    """
    if not waits:
        return []
    long, short = (log(end.total_seconds()) for end in (max(waits), min(waits)))
    span = long - short

    def level(wait: timedelta) -> int:
        return round((long - log(wait.total_seconds())) / span * LEVELS) if span > 0.1 else 2

    return [
        [Hour(day, hour, level(wait), _minutes(wait)) for hour, wait in enumerate(waits[day * 24 : day * 24 + 24])]
        for day in range(7)
    ]


def _minutes(wait: timedelta) -> int:
    return max(1, round(wait.total_seconds() / 60))
