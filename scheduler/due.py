"""When a source is crawled next: a pure function of its schedule, its history and the time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from kitewire.crawl import Appeared
from kitewire.cron import cron_trigger
from kitewire.source import Schedule, ScheduleKind, Source
from kitewire.zones import zone_of
from scheduler.rhythm import Rhythm, rhythm, times

WAIT_AT_ONE_AN_HOUR = timedelta(minutes=20)
"""How long to wait where one article an hour appears; it sets what a request is worth in minutes of delay (half its
square: an article that is stored 3.3 minutes earlier)."""
JITTER = 0.05
"""Share of the wait by which a run may start later, so that sources do not march in step."""
MOST_BACKOFF = timedelta(days=1)
"""A failing source is tried at least daily: it is never dead for good."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source when its next run is chosen."""

    appeared: Sequence[Appeared] = ()
    """Recent articles, in any order."""
    failures: int = 0
    """Failed runs in a row."""
    started: datetime | None = None
    """When the run that has just ended began: waits count from there, so that long runs do not stretch the interval."""
    rests_until: datetime | None = None
    """When requests may be spent again, where the day's budget is used up."""


def next_due(source: Source, history: History, now: datetime, chance: random.Random) -> datetime:
    """When `source` is to run after a run that ended at `now` (aware). Later than `now`, and never further than the
    schedule's interval, doubled for each failure in a row up to a day."""
    if history.rests_until is not None:
        # All that rest begin again at midnight: spread over the jitter of half a day.
        return history.rests_until + timedelta(hours=12) * (JITTER * chance.random())
    schedule = source.schedule
    if schedule.kind is ScheduleKind.CRON and schedule.cron is not None:
        return _cron(schedule.cron, zone_of(source), now)
    wait = schedule.every
    if schedule.kind is ScheduleKind.ADAPTIVE:
        wait = adaptive_wait(schedule, history.appeared, zone_of(source), now)
    wait = backed_off(wait, history.failures)
    begin = now if history.failures or history.started is None else min(history.started, now)
    # A run that took longer than the wait is followed by a pause all the same: its host is to have one.
    return max(begin + wait, now + min(wait, _LEAST_PAUSE)) + wait * (JITTER * chance.random())


_LEAST_PAUSE = timedelta(minutes=1)


def week_of_waits(
    schedule: Schedule, appeared: Sequence[Appeared], zone: ZoneInfo, now: datetime
) -> tuple[timedelta, ...]:
    """How far apart polls are in each of the 168 hours of the week from Monday 0:00 in `zone`, as known at `now`."""
    rates = _rhythm(schedule, appeared, zone, now).rates
    return tuple(min(max(_HOUR * (_UNIT / sqrt(rate)), schedule.least), schedule.most) for rate in rates)


def adaptive_wait(schedule: Schedule, appeared: Sequence[Appeared], zone: ZoneInfo, now: datetime) -> timedelta:
    """The time to the next poll, between `schedule.least` and `schedule.most`.

    Polling every `w` hours at a rate of `r` articles an hour costs each article `w / 2` hours of delay on average, in
    all `r w / 2` an hour, and `1 / w` requests an hour. Where a request is worth `c`, `r w / 2 + c / w` is least at
    `w = sqrt(2 c / r)`: the square-root law of Cho and Garcia-Molina ("Effective Page Refresh Policies for Web
    Crawlers", ACM TODS 28(4), 2003) and of Sia, Cho and Cho (2007, see `rhythm`). Rates change with the hour, so polls
    are laid with the density `sqrt(r(t) / 2 c)`: the next one comes when its integral from now has grown to 1.
    """
    source_rhythm = _rhythm(schedule, appeared, zone, now)
    return min(max(_until_one(source_rhythm, now, schedule.most), schedule.least), schedule.most)


def _rhythm(schedule: Schedule, appeared: Sequence[Appeared], zone: ZoneInfo, now: datetime) -> Rhythm:
    prior_rate = (_UNIT / (schedule.every / _HOUR)) ** 2
    return rhythm(times(appeared, zone, now), zone, now, prior_rate)


_HOUR = timedelta(hours=1)
_UNIT = WAIT_AT_ONE_AN_HOUR / _HOUR
"""`sqrt(2 c)`, in the units of `adaptive_wait`."""


def _until_one(source_rhythm: Rhythm, now: datetime, most: timedelta) -> timedelta:
    """Where the integral of the polls' density reaches 1, hour by hour of the clock, looking no further than `most`."""
    begin = at = now.timestamp()
    gathered = 0.0
    while at - begin < most.total_seconds():
        rest = 3600 - (at + source_rhythm.offset) % 3600
        density = sqrt(source_rhythm.at(at)) / _UNIT / 3600
        if gathered + density * rest >= 1:
            return timedelta(seconds=at - begin + (1 - gathered) / density)
        gathered += density * rest
        at += rest
    return most


def backed_off(wait: timedelta, failures: int) -> timedelta:
    """`wait` doubled for each failure in a row, up to a day (or `wait`, where that is longer)."""
    doublings: int = 2 ** min(failures, 20)
    return min(wait * doublings, max(wait, MOST_BACKOFF))


def _cron(expression: str, zone: ZoneInfo, now: datetime) -> datetime:
    fire: datetime | None = cron_trigger(expression, zone).get_next_fire_time(None, now + timedelta(seconds=1))
    if fire is None:  # such as 31 February: five fields that never meet
        return now + MOST_BACKOFF
    return fire
