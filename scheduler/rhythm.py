"""How often a source publishes, by hour of the day and day of the week: what the adaptive schedule polls by.

Articles are taken for an inhomogeneous Poisson process with a weekly period, as Sia, Cho and Cho found them to be
("Efficient Monitoring Algorithm for Fast News Alert", IEEE TKDE 19(7), 2007). Its rate is `mean rate × hour of the
day × day of the week`; each of the three is the mean of a Gamma posterior, so that few articles say little: the mean
rate is drawn to that of the configured interval, hours and days are drawn to the mean rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kitewire.crawl import Appeared

LOOKS_BACK = timedelta(weeks=8)
"""Beyond it articles no longer count."""
MOST_ARTICLES = 2000
"""The newest ones: eight weeks of a channel with 35 articles a day. A busier one tells its hours within fewer days."""
HALF_LIFE = timedelta(weeks=3)
"""After it an article counts half: outlets change their habits with seasons."""
PRIOR_ARTICLES = 2.0
"""Articles' worth of belief in the configured interval: small, so that ten articles outweigh it."""
PRIOR_HOUR = 2.0
PRIOR_DAY = 4.0
"""Articles' worth of belief that an hour, or a day, is like all others. In the replay of `bench/schedule_replay.py` 2
for hours did better than 6 and 12; its histories are invented and sharper than life, so days keep a little more."""
LATE = timedelta(hours=36)
"""An article with a day and no time that was first seen within this has appeared when it was seen; one seen later was
found in an old list."""

HOURS = 24
DAYS = 7
_HOUR = 3600.0
_WEEK = HOURS * DAYS * _HOUR
# 1970 began on a Thursday.
_MONDAY = 4 * HOURS * _HOUR


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Articles an hour, for each hour of the week in the source's zone."""

    rates: tuple[float, ...]
    """168 values above 0, from Monday 0:00."""
    offset: float
    """Seconds of the source's zone from UTC."""

    def at(self, when: float) -> float:
        """The rate at `when` (Unix time), in articles an hour."""
        return self.rates[_slot(when, self.offset)]


def times(appeared: Sequence[Appeared], zone: ZoneInfo, now: datetime) -> list[float]:
    """When articles came out (Unix time), as far as the hour is known; what lies in the future is left out."""
    known = []
    for one in appeared:
        if not _only_day(one.published, zone):
            known.append(one.published.timestamp())
        elif timedelta() <= one.seen - one.published <= LATE:
            known.append(one.seen.timestamp())
    end = now.timestamp()
    begin = end - LOOKS_BACK.total_seconds()
    return [when for when in known if begin < when <= end]


def _only_day(when: datetime, zone: ZoneInfo) -> bool:
    if when.second or when.minute % 15:  # no zone is off by less than a quarter of an hour
        return False
    local = when.astimezone(zone)
    return not local.hour and not local.minute


def rhythm(published: Sequence[float], zone: ZoneInfo, now: datetime, prior_rate: float) -> Rhythm:
    """The rhythm of a source that published at these times (Unix time, any order, none after `now`); `prior_rate` in
    articles an hour is what is believed before any."""
    offset = (now.astimezone(zone).utcoffset() or timedelta()).total_seconds()
    end = now.timestamp()
    counts = [0.0] * (HOURS * DAYS)
    for when in published:
        counts[_slot(when, offset)] += 0.5 ** ((end - when) / _HALF_LIFE)
    exposure = _exposure(min(published, default=end), end, offset)
    mean = (sum(counts) + PRIOR_ARTICLES) / (sum(exposure) + PRIOR_ARTICLES / prior_rate)
    hours = [_posterior(counts[hour::HOURS], exposure[hour::HOURS], mean, PRIOR_HOUR) / mean for hour in range(HOURS)]
    smooth = [(hours[hour - 1] + 2 * hours[hour] + hours[(hour + 1) % HOURS]) / 4 for hour in range(HOURS)]
    spans = [slice(day * HOURS, (day + 1) * HOURS) for day in range(DAYS)]
    days = [_posterior(counts[span], exposure[span], mean, PRIOR_DAY) for span in spans]
    return Rhythm(tuple(day * hour for day in days for hour in smooth), offset)


def _posterior(counts: Sequence[float], exposure: Sequence[float], mean: float, prior: float) -> float:
    """Mean of the Gamma posterior of a Poisson rate, with `prior` articles' worth of belief in `mean`."""
    return (sum(counts) + prior) / (sum(exposure) + prior / mean)


def _exposure(begin: float, end: float, offset: float) -> list[float]:
    """For each hour of the week, how many weighted hours of it lie between `begin` and `end`."""
    found = [0.0] * (HOURS * DAYS)
    slot, back = _slot(end, offset), (end - begin) / _HOUR
    whole = int(back)
    # Backwards in time weights fall by the same factor from each hour to the one before it, and from each week to the
    # one before it: an hour of the week has the sum of a geometric series.
    factor = 0.5 ** (_HOUR / _HALF_LIFE)
    week = 0.5 ** (_WEEK / _HALF_LIFE)
    weight = 1.0
    for hour in range(min(whole, HOURS * DAYS)):
        weeks = -((hour - whole) // (HOURS * DAYS))
        found[(slot - hour) % (HOURS * DAYS)] = weight * (1 - week**weeks) / (1 - week)
        weight *= factor
    found[(slot - whole) % (HOURS * DAYS)] += factor**whole * (back - whole)
    return found


_HALF_LIFE = HALF_LIFE.total_seconds()


def _slot(when: float, offset: float) -> int:
    return int((when + offset - _MONDAY) % _WEEK // _HOUR)
