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
PRIOR_HOUR = 6.0
PRIOR_DAY = 8.0
"""Articles' worth of belief that an hour, or a day, is like all others: what the replay of `bench/schedule.py` liked
best of 2, 4, 6, 8 and 12; between these the freshness differs by less than two percent."""
LATE = timedelta(hours=36)
"""An article with a day and no time that was first seen within this has appeared when it was seen; one seen later was
found in an old list."""

HOURS = 24
DAYS = 7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Articles an hour, for each hour of the week in the source's zone."""

    rates: tuple[float, ...]
    """168 values above 0, from Monday 0:00."""
    offset: timedelta
    """Of the source's zone from UTC."""

    def at(self, when: datetime) -> float:
        """The rate at `when` (aware), in articles an hour."""
        local = when.replace(tzinfo=None) - (when.utcoffset() or timedelta()) + self.offset
        return self.rates[local.weekday() * HOURS + local.hour]


def times(appeared: Sequence[Appeared], zone: ZoneInfo, now: datetime) -> list[datetime]:
    """When articles came out, as far as the hour is known; what lies in the future is left out."""
    known = []
    for one in appeared:
        local = one.published.astimezone(zone)
        only_day = (local.hour, local.minute, local.second) == (0, 0, 0)
        if only_day and timedelta() <= one.seen - one.published <= LATE:
            known.append(one.seen)
        elif not only_day:
            known.append(one.published)
    return [when for when in known if now - LOOKS_BACK < when <= now]


def rhythm(published: Sequence[datetime], zone: ZoneInfo, now: datetime, prior_rate: float) -> Rhythm:
    """The rhythm of a source that published at these times (any order, none after `now`); `prior_rate` in articles an
    hour is what is believed before any."""
    offset = now.astimezone(zone).utcoffset() or timedelta()
    counts = [0.0] * (HOURS * DAYS)
    for when in published:
        counts[_slot(when, offset)] += _weight(now - when)
    exposure = _exposure(min(published, default=now), now, offset)
    mean = (sum(counts) + PRIOR_ARTICLES) / (sum(exposure) + PRIOR_ARTICLES / prior_rate)
    hours = [
        _posterior(counts[hour::HOURS], exposure[hour::HOURS], mean, PRIOR_HOUR) / mean for hour in range(HOURS)
    ]  # fmt: skip
    smooth = [(hours[hour - 1] + 2 * hours[hour] + hours[(hour + 1) % HOURS]) / 4 for hour in range(HOURS)]
    days = [
        _posterior(counts[day * HOURS : (day + 1) * HOURS], exposure[day * HOURS : (day + 1) * HOURS], mean, PRIOR_DAY)
        for day in range(DAYS)
    ]
    return Rhythm(tuple(day * hour for day in days for hour in smooth), offset)


def _posterior(counts: Sequence[float], exposure: Sequence[float], mean: float, prior: float) -> float:
    return (sum(counts) + prior) / (sum(exposure) + prior / mean)


def _exposure(begin: datetime, now: datetime, offset: timedelta) -> list[float]:
    """For each hour of the week, how many weighted hours of it lie between `begin` and `now`."""
    found = [0.0] * (HOURS * DAYS)
    hour = timedelta(hours=1)
    slot = _slot(now, offset)
    back = (now - begin) / hour
    # From now backwards: weights fall by the same factor from each hour to the one before it.
    factor = 0.5 ** (hour / HALF_LIFE)
    weight = 1.0
    while back > 0:
        found[slot] += weight * min(1.0, back)
        weight *= factor
        back -= 1
        slot = (slot - 1) % (HOURS * DAYS)
    return found


def _weight(age: timedelta) -> float:
    return float(0.5 ** (age / HALF_LIFE))


_MONDAY = datetime(1970, 1, 5)


def _slot(when: datetime, offset: timedelta) -> int:
    local = when.replace(tzinfo=None) - (when.utcoffset() or timedelta()) + offset
    return int((local - _MONDAY) / timedelta(hours=1)) % (HOURS * DAYS)
