"""A time axis that gives room to where something happens: long silences are shortened, the order stays. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 15, 30, 60, 180, 360, 720, 1440, 2880, 10_080, 20_160, 43_200, 129_600, 525_600, 5_256_000)
)
MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis."""

    x: float
    when: datetime
    """Local."""
    daily: bool
    """Whether it stands for a day, not for an hour."""


class TimeAxis:
    """Maps moments to places from `left` to `right`. Between two moments that are told of time runs evenly, and the
    room that it gets there is the square root of its length: a week of silence is 13 times an hour, not 168 times.
    """

    def __init__(self, moments: Sequence[datetime], left: float, right: float) -> None:
        self._moments = sorted(set(moments))
        roots = [(later - earlier).total_seconds() ** 0.5 for earlier, later in pairwise(self._moments)]
        whole = sum(roots)
        self.extends = bool(whole)
        """Whether there is more than one moment on it."""
        self._places = [left if whole else left + (right - left) / 8]
        for root in roots:
            self._places.append(self._places[-1] + root / whole * (right - left))

    def place(self, when: datetime) -> float:
        """Where a moment stands; one outside of the axis stands at its end."""
        at = bisect_right(self._moments, when) - 1
        if at < 0:
            return self._places[0]
        if at >= len(self._moments) - 1:
            return self._places[-1]
        earlier, later = self._moments[at], self._moments[at + 1]
        share = (when - earlier) / (later - earlier)
        return self._places[at] + share * (self._places[at + 1] - self._places[at])

    def ticks(self, zone: ZoneInfo, room: float) -> list[Tick]:
        """Marks at full hours or days of `zone`, at least `room` apart."""
        first, last = self._moments[0], self._moments[-1]
        if not self.extends:
            only = first.astimezone(zone)
            return [Tick(self._places[0], only, only.hour == only.minute == 0)]
        step = next((one for one in _STEPS if (last - first) / one <= MOST_TICKS), _STEPS[-1])
        kept: list[Tick] = []
        for when in _marks(first, last, step, zone):
            x = self.place(when)
            if not kept or x - kept[-1].x >= room:
                kept.append(Tick(x, when, step >= timedelta(days=1)))
        return kept or [Tick(self._places[0], first.astimezone(zone), False)]


def _marks(first: datetime, last: datetime, step: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    """The multiples of `step` between two moments, counted from the midnight before the first one."""
    midnight = first.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    begin, end = first.astimezone(zone).replace(tzinfo=None), last.astimezone(zone).replace(tzinfo=None)
    steps = -((midnight - begin) // step)
    while (when := midnight + steps * step) <= end:
        yield when.replace(tzinfo=zone)
        steps += 1
