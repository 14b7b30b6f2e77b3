"""How long a source may go without a new article before that is improbable.

Time is counted in the source's own clock: it runs fast at the hours and on the weekdays on which the source publishes
and nearly stands still in its nights and at its weekends. In that clock a Poisson process with changing rate has even
arrivals (the time-rescaling theorem; E. N. Brown et al., Neural Computation 14(2), 2002), so one bound holds for all
hours of the week. Outlets are no Poisson processes (a weekly one is far more regular, one that publishes in
bursts far less), so the bound comes from the source's own pauses: beyond a high quantile their excess is taken to be
exponential (peaks over threshold; S. Coles, "An Introduction to Statistical Modeling of Extreme Values", 2001, ch. 4,
with shape 0), and the bound lies where that leaves `FALSE_A_YEAR`. A public holiday counts as a Sunday.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from math import ceil, log, sqrt
from statistics import fmean
from zoneinfo import ZoneInfo

from kitewire.crawl import Appeared
from scheduler.days_off import DayOff

LOOKS_BACK = timedelta(weeks=26)
"""Enough pauses of a weekly channel."""
MOST_ARTICLES = 2000
FALSE_A_YEAR = 0.02
"""Pauses beyond the bound in a year, that are no trouble."""
LEAST_PAUSES = 8
"""Fewer tell nothing."""
LEAST_WATCHED = timedelta(days=3)
TOGETHER = timedelta(minutes=10)
"""Articles that come within this are one event: outlets publish in batches."""
LEAST_PATIENCE = timedelta(hours=2)
_SLACK = 0.15
"""Of the usual pause: the clock of a source that is very punctual runs through its hour at once."""
_HOUR = timedelta(hours=1)
_DAY = 24
"""Hours."""
_AHEAD = 26 * 7 * 24
"""Hours for which the clock is laid out beyond now."""
_HIGH = 0.9
_PRIOR_EXCESSES = 3.0
_REGULAR = 0.5
"""Spread of the pauses, in means, of a source that keeps to its times; that of a Poisson process is 1."""
_LEAST_EXCESS = 0.15
_PRIOR_HOUR = 0.5
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a source's articles."""

    appeared: Sequence[Appeared]
    """In any order."""
    silences: Sequence[tuple[datetime, datetime]] = ()
    """Pauses that were trouble: from, to. Nothing is learned from them."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a new article."""

    until: datetime
    """When a pause that began with the last article gets improbable."""
    longest: timedelta
    """The longest pause that was no trouble."""


def patience(past: Past, last: datetime, zone: ZoneInfo, day_off: DayOff) -> Patience | None:
    """How long a source may be silent after its last article at `last` (aware); None where too little is known."""
    events = _events(past.appeared, last, zone)
    if len(events) <= LEAST_PAUSES or events[-1] - events[0] < LEAST_WATCHED:
        return None
    clock = _Clock(events, zone, day_off)
    pauses = [
        (clock.between(a, b), b - a)
        for a, b in pairwise(events)
        if not any(begin < b and a < end for begin, end in past.silences)
    ]
    if len(pauses) < LEAST_PAUSES:
        return None
    years = (events[-1] - events[0]) / timedelta(days=365)
    bound = improbable([pause for pause, _ in pauses], years)
    walls = sorted(wall for _, wall in pauses)
    until = max(clock.after(last, bound) + walls[len(walls) // 2] * _SLACK, last + LEAST_PATIENCE)
    return Patience(until, walls[-1])


def improbable(pauses: Sequence[float], years: float) -> float:
    """The length beyond which a pause is expected less than `FALSE_A_YEAR` times a year, from those of `years`."""
    ordered = sorted(pauses)
    high, middle = _quantile(ordered, _HIGH), _quantile(ordered, 0.5)
    # Where the excesses are few, the slope of the upper half of the pauses stands in: exact for a Poisson process, of
    # which few pauses show too little; that is what a source is taken for unless it is far more regular.
    slope = max((high - middle) / log((1 - 0.5) / (1 - _HIGH)), _LEAST_EXCESS)
    mean = fmean(ordered)
    if sqrt(fmean((one - mean) ** 2 for one in ordered)) > _REGULAR * mean:
        slope = max(slope, mean)
    excesses = [one - high for one in ordered if one > high]
    excess = (sum(excesses) + _PRIOR_EXCESSES * slope) / (len(excesses) + _PRIOR_EXCESSES)
    a_year = len(pauses) / max(years, 1e-3)
    bound = high + excess * max(log((1 - _HIGH) * a_year / FALSE_A_YEAR), 1.0)
    # Few pauses do not show the longest that there can be.
    return max(bound, ordered[-1] * (1 + 2 / sqrt(len(ordered))))


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, ceil(share * len(ordered)) - 1)]


def _events(appeared: Sequence[Appeared], last: datetime, zone: ZoneInfo) -> list[datetime]:
    """When articles came, those that came together as one: as they were first seen. What the crawls of the first day
    brought is history and counts at its publication, as far as that has a time of day."""
    if not appeared:
        return []
    history_ends = min(one.seen for one in appeared) + timedelta(days=1)
    times = []
    for one in appeared:
        if one.seen > history_ends:
            times.append(one.seen)
        elif one.published.astimezone(zone).time().replace(tzinfo=None).isoformat() != "00:00:00":
            times.append(min(one.published, one.seen))
    times = sorted(when for when in times if last - LOOKS_BACK < when <= last)
    events: list[datetime] = []
    for when in times:
        if not events or when - events[-1] > TOGETHER:
            events.append(when)
    return events


class _Clock:
    """Time as the source's own events count it: one unit is the mean pause between two of them.

    Laid out by days, of which each is a multiple of the same day: half a year of hours would take ten times as long.
    """

    def __init__(self, events: Sequence[datetime], zone: ZoneInfo, day_off: DayOff) -> None:
        # Whole hours of one offset: a change of the clocks shifts the rhythm by an hour, which harms nothing.
        offset = events[-1].astimezone(zone).utcoffset() or timedelta()
        self._begin = (events[0].replace(minute=0, second=0, microsecond=0)) - _HOUR
        local = self._begin + offset
        self._first, day = local.hour, local.toordinal()
        known = self._first + int((events[-1] - self._begin) / _HOUR) + 1
        self._end = known + _AHEAD
        """Hours from the midnight before the beginning, as all that follow."""
        days = [date.fromordinal(day + n) for n in range(-(-self._end // _DAY))]
        kinds = [_SUNDAY if day_off(one) else one.weekday() for one in days]
        slots = [self._first + int((when - self._begin) / _HOUR) for when in events]
        by_hour, by_day = self._rates(slots, kinds, known)
        self._hours = [0.0, *accumulate(by_hour)]
        self._rates_of_days = [by_day[kind] for kind in kinds]
        self._days = [0.0, *accumulate(rate * self._hours[_DAY] for rate in self._rates_of_days)]

    def between(self, a: datetime, b: datetime) -> float:
        """Units from `a` to `b`."""
        return self._at(b) - self._at(a)

    def after(self, when: datetime, units: float) -> datetime:
        """The time at which `units` have passed since `when`; no later than the clock is laid out."""
        target = self._at(when) + units
        day = max(bisect_left(self._days, target) - 1, 0)
        if day >= len(self._rates_of_days):
            return self._begin + _HOUR * (self._end - self._first)
        # Here time passes: of days on which it stands still the first would have been found.
        rest = (target - self._days[day]) / self._rates_of_days[day]
        hour = min(bisect_left(self._hours, rest), _DAY) - 1
        part = (rest - self._hours[hour]) / (self._hours[hour + 1] - self._hours[hour])
        return self._begin + _HOUR * (min(day * _DAY + hour + part, self._end) - self._first)

    def _at(self, when: datetime) -> float:
        hours = min(max((when - self._begin) / _HOUR, 0.0) + self._first, self._end - 0.001)
        day, hour = divmod(int(hours), _DAY)
        passed = self._hours[hour] + (self._hours[hour + 1] - self._hours[hour]) * (hours % 1)
        return self._days[day] + passed * self._rates_of_days[day]

    def _rates(self, slots: Sequence[int], kinds: Sequence[int], known: int) -> tuple[list[float], list[float]]:
        """Share of a day's events in each hour, and events a day for each weekday; a weekday that was never seen has
        none, so that the clock stands still on it."""
        of_hours, of_days, exposure = [_PRIOR_HOUR] * _DAY, [0.0] * 7, [0.0] * 7
        for slot in slots:
            of_hours[slot % _DAY] += 1
            of_days[kinds[slot // _DAY]] += 1
        for day in range(-(-known // _DAY)):
            exposure[kinds[day]] += (min(known, (day + 1) * _DAY) - max(self._first, day * _DAY)) / _DAY
        mean = len(slots) / max(sum(exposure), 1.0)
        whole = sum(of_hours)
        smooth = [(of_hours[n - 1] + 2 * of_hours[n] + of_hours[(n + 1) % 24]) / 4 / whole for n in range(24)]
        days = [
            (count + mean * 0.5) / (days + 0.5) if days > 0.5 else 0.0
            for count, days in zip(of_days, exposure, strict=True)
        ]
        return smooth, days
