"""When a source is crawled next."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitewire.source import Schedule, ScheduleKind, Source
from scheduler.due import JITTER, MOST_BACKOFF, History, adaptive_wait, backed_off, next_due, zone_of

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def source(schedule: Schedule, **more: str) -> Source:
    return Source(name="a", home="http://a.example/", schedule=schedule, **more)  # type: ignore[arg-type]


def test_interval_is_the_interval_and_a_little_jitter() -> None:
    plain = source(Schedule(kind=ScheduleKind.INTERVAL, every=HALF_HOUR))
    waits = [next_due(plain, History(), NOW, random.Random(seed)) - NOW for seed in range(50)]
    assert min(waits) >= HALF_HOUR
    assert max(waits) <= HALF_HOUR * (1 + JITTER)
    assert len(set(waits)) > 40


@pytest.mark.parametrize(
    ("lang", "zone", "hour_utc"),
    [("zh", "", 22), ("", "", 22), ("en", "", 6), ("en", "Europe/London", 6), ("zh", "America/New_York", 11)],
)
def test_cron_is_read_in_the_zone_of_the_source(lang: str, zone: str, hour_utc: int) -> None:
    due = next_due(
        source(Schedule(kind=ScheduleKind.CRON, cron="0 6 * * *"), lang=lang, zone=zone),
        History(),
        NOW,
        random.Random(1),
    )
    assert due.astimezone(UTC).hour == hour_utc
    assert NOW < due <= NOW + timedelta(days=1)


def test_cron_that_never_comes_is_looked_at_again() -> None:
    never = source(Schedule(kind=ScheduleKind.CRON, cron="0 0 31 2 *"))
    assert next_due(never, History(), NOW, random.Random(1)) == NOW + MOST_BACKOFF


def test_adaptive_begins_with_the_configured_interval() -> None:
    assert adaptive_wait(Schedule(every=HALF_HOUR), (), NOW) == HALF_HOUR


def test_adaptive_polls_a_busy_channel_more_often_than_a_weekly_one() -> None:
    schedule = Schedule(every=HALF_HOUR, least=timedelta(minutes=5), most=timedelta(days=1))
    busy = [NOW - timedelta(minutes=20 * n) for n in range(1, 101)]
    weekly = [NOW - timedelta(days=7 * n) for n in range(1, 20)]
    assert timedelta(minutes=9) < adaptive_wait(schedule, busy, NOW) < timedelta(minutes=11)
    assert adaptive_wait(schedule, weekly, NOW) == schedule.most


def test_adaptive_ignores_dates_in_the_future() -> None:
    schedule = Schedule(every=HALF_HOUR)
    assert adaptive_wait(schedule, [NOW + timedelta(days=300)] * 50, NOW) == HALF_HOUR


@given(
    gaps=st.lists(st.integers(0, 10**7), max_size=60),
    failures=st.integers(0, 10**6),
    every=st.integers(1, 10**6),
    seed=st.integers(0, 2**32),
)
def test_next_is_always_later_and_never_beyond_the_bounds(
    gaps: list[int], failures: int, every: int, seed: int
) -> None:
    published = tuple(NOW - timedelta(seconds=gap) for gap in gaps)
    adaptive = source(Schedule(every=timedelta(seconds=every)))
    wait = next_due(adaptive, History(published, failures), NOW, random.Random(seed)) - NOW
    assert adaptive.schedule.least <= wait <= MOST_BACKOFF * (1 + JITTER)


def test_failures_back_off_but_come_back_within_a_day() -> None:
    waits = [backed_off(HALF_HOUR, failures) for failures in range(12)]
    assert waits[:3] == [HALF_HOUR, 2 * HALF_HOUR, 4 * HALF_HOUR]
    assert waits == sorted(waits)
    assert waits[-1] == MOST_BACKOFF
    assert backed_off(timedelta(days=7), 3) == timedelta(days=7)


def test_zone() -> None:
    assert zone_of(source(Schedule(), lang="en")).key == "UTC"
