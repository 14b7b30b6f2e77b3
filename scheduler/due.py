"""When a source is crawled next: a pure function of its schedule, its history and the time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kitewire.cron import cron_trigger
from kitewire.source import Schedule, ScheduleKind, Source

HISTORY = 200
"""Publication times that the adaptive schedule looks at: some weeks of a daily channel, a day of a busy one."""
PRIOR_WEIGHT = 2.0
"""Articles' worth of belief in the configured interval before any history: small, so that ten articles outweigh it."""
POLLS_PER_ARTICLE = 2.0
"""Polling twice as often as articles appear finds an article after a quarter of the usual gap in the median; polling
four times as often would spend twice the requests to come down to an eighth."""
JITTER = 0.05
"""Share of the wait by which a run may start later, so that sources do not march in step."""
MOST_BACKOFF = timedelta(days=1)
"""A failing source is tried at least daily: it is never dead for good."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source when its next run is chosen."""

    published: tuple[datetime, ...] = ()
    """Recent publication times with a time of day, in any order."""
    failures: int = 0
    """Failed runs in a row."""


def next_due(source: Source, history: History, now: datetime, chance: random.Random) -> datetime:
    """When `source` is to run after a run that ended at `now` (aware). Later than `now`, and never further than the
    schedule's interval, doubled for each failure in a row up to a day."""
    schedule = source.schedule
    if schedule.kind is ScheduleKind.CRON and schedule.cron is not None:
        return _cron(schedule.cron, zone_of(source), now)
    wait = schedule.every if schedule.kind is ScheduleKind.INTERVAL else adaptive_wait(schedule, history.published, now)
    wait = backed_off(wait, history.failures)
    return now + wait * (1 + JITTER * chance.random())


def adaptive_wait(schedule: Schedule, published: Sequence[datetime], now: datetime) -> timedelta:
    """The time to the next poll, from the rate at which articles appeared.

    The rate is the mean of the Gamma posterior of a Poisson process, with the configured interval as prior: the
    standard estimator for pages polled at intervals (Cho and Garcia-Molina, "Estimating Frequency of Change",
    ACM TOIT 3(3), 2003, use the same model). Bounded by `schedule.least` and `schedule.most`.
    """
    past = [when for when in published if when <= now]
    window = now - min(past, default=now)
    prior_gap = schedule.every * POLLS_PER_ARTICLE
    gap = (window + prior_gap * PRIOR_WEIGHT) / (len(past) + PRIOR_WEIGHT)
    return min(max(gap / POLLS_PER_ARTICLE, schedule.least), schedule.most)


def backed_off(wait: timedelta, failures: int) -> timedelta:
    """`wait` doubled for each failure in a row, up to a day (or `wait`, where that is longer)."""
    doublings: int = 2 ** min(failures, 20)
    return min(wait * doublings, max(wait, MOST_BACKOFF))


def zone_of(source: Source) -> ZoneInfo:
    """The zone in which the source's cron is read."""
    return ZoneInfo(source.zone or ("Asia/Shanghai" if source.lang in ("", "zh") else "UTC"))


def _cron(expression: str, zone: ZoneInfo, now: datetime) -> datetime:
    fire: datetime | None = cron_trigger(expression, zone).get_next_fire_time(None, now + timedelta(seconds=1))
    if fire is None:  # such as 31 February: five fields that never meet
        return now + MOST_BACKOFF
    return fire
