"""When a source is crawled next."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitewire.crawl import Appeared
from kitewire.source import Schedule, ScheduleKind, Source
from kitewire.zones import zone_of
from scheduler.due import JITTER, MOST_BACKOFF, History, adaptive_wait, backed_off, next_due, week_of_waits
from scheduler.rhythm import times

UTC_ZONE = ZoneInfo("UTC")
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


def wait(schedule: Schedule, published: Sequence[datetime], now: datetime = NOW) -> timedelta:
    return adaptive_wait(schedule, [Appeared(when, when + HALF_HOUR) for when in published], UTC_ZONE, now)


def test_a_long_run_does_not_stretch_the_interval() -> None:
    plain = source(Schedule(kind=ScheduleKind.INTERVAL, every=HALF_HOUR))
    began = History(started=NOW - timedelta(minutes=20))
    due = next_due(plain, began, NOW, random.Random(1))
    assert timedelta(minutes=10) <= due - NOW <= timedelta(minutes=12)
    hours = next_due(plain, History(started=NOW - timedelta(hours=3)), NOW, random.Random(1))
    assert timedelta(minutes=1) <= hours - NOW < timedelta(minutes=4), "its host has a pause all the same"
    failed = next_due(plain, History(failures=1, started=NOW - timedelta(minutes=20)), NOW, random.Random(1))
    assert failed - NOW >= 2 * HALF_HOUR
    ahead = next_due(plain, History(started=NOW + timedelta(days=300)), NOW, random.Random(1))
    assert ahead - NOW < timedelta(minutes=32), "the clock was put back while it ran"


def test_adaptive_begins_with_the_configured_interval() -> None:
    assert abs(wait(Schedule(every=HALF_HOUR), ()) - HALF_HOUR) < timedelta(seconds=1)


def test_adaptive_polls_a_busy_channel_more_often_than_a_weekly_one() -> None:
    schedule = Schedule(every=HALF_HOUR, least=timedelta(minutes=2), most=timedelta(days=1))
    busy = [NOW - timedelta(minutes=6 * n) for n in range(1, 2000)]
    daily = [NOW - timedelta(days=n, hours=3) for n in range(50)]
    weekly = [NOW - timedelta(days=7 * n + 3) for n in range(8)]
    assert timedelta(minutes=5) < wait(schedule, busy) < timedelta(minutes=7), "twenty minutes by the root of ten"
    assert timedelta(hours=1) < wait(schedule, daily) < timedelta(hours=4)
    assert timedelta(hours=3) < wait(schedule, weekly) <= schedule.most


def test_adaptive_learns_the_hours_of_a_source() -> None:
    schedule = Schedule(every=HALF_HOUR, least=timedelta(minutes=5))
    midnight = NOW.replace(hour=0)
    mornings = [
        midnight - timedelta(days=n) + timedelta(hours=8, minutes=5 * k) for n in range(1, 41) for k in range(9)
    ]
    before = wait(schedule, mornings, midnight + timedelta(hours=8))
    after = wait(schedule, mornings, midnight + timedelta(hours=13))
    assert before < timedelta(minutes=20)
    assert after > 3 * before


def test_adaptive_learns_the_days_of_a_source() -> None:
    schedule = Schedule(every=HALF_HOUR, least=timedelta(minutes=5))
    fridays = [
        datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=7 * n, minutes=9 * k)
        for n in range(7)
        for k in range(12)
    ]
    friday, tuesday = (wait(schedule, fridays, datetime(2026, 11, day, 11, tzinfo=UTC)) for day in (20, 24))
    assert friday < tuesday / 1.5


def test_the_week_of_a_source_as_people_are_shown_it() -> None:
    schedule = Schedule(every=HALF_HOUR, least=timedelta(minutes=5))
    eight = NOW.replace(hour=8)
    mornings = [
        Appeared(when, when)
        for when in (eight - timedelta(days=n, minutes=-5 * k) for n in range(40) for k in range(9))
    ]
    waits = week_of_waits(schedule, mornings, UTC_ZONE, NOW)
    assert len(waits) == 168
    assert min(waits) == min(waits[8::24]) < timedelta(minutes=20)
    assert max(waits) > timedelta(hours=1)
    flat = week_of_waits(schedule, [], UTC_ZONE, NOW)
    assert max(flat) - min(flat) < timedelta(seconds=1) and abs(flat[0] - HALF_HOUR) < timedelta(seconds=1)


def test_hours_are_those_of_the_source() -> None:
    schedule, berlin = Schedule(every=HALF_HOUR, least=timedelta(minutes=5)), ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 11, 22, 20, tzinfo=berlin)
    evenings = [evening - timedelta(days=n, minutes=k) for n in range(1, 30) for k in range(0, 60, 5)]
    appeared = [Appeared(when, when) for when in evenings]
    at_seven, at_nine = (adaptive_wait(schedule, appeared, berlin, evening + timedelta(hours=n)) for n in (-1, 2))
    assert at_seven < at_nine / 2


def test_a_day_without_a_time_says_when_it_was_seen_or_nothing() -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    fresh, old = Appeared(midnight, midnight + timedelta(hours=9)), Appeared(midnight, midnight + timedelta(days=5))
    timed = Appeared(midnight + timedelta(hours=7), midnight + timedelta(days=30))
    assert times([fresh, old, timed], UTC_ZONE, NOW) == [fresh.seen.timestamp(), timed.published.timestamp()]
    in_shanghai = Appeared(midnight - timedelta(hours=8), midnight)
    assert times([in_shanghai], ZoneInfo("Asia/Shanghai"), NOW) == [midnight.timestamp()]


def test_adaptive_ignores_dates_in_the_future() -> None:
    ahead = [NOW + timedelta(days=300)] * 50
    assert wait(Schedule(every=HALF_HOUR), ahead) == wait(Schedule(every=HALF_HOUR), ())


@given(
    gaps=st.lists(st.integers(0, 10**7), max_size=60),
    failures=st.integers(0, 10**6),
    every=st.integers(1, 10**6),
    seed=st.integers(0, 2**32),
)
def test_next_is_always_later_and_never_beyond_the_bounds(
    gaps: list[int], failures: int, every: int, seed: int
) -> None:
    appeared = tuple(Appeared(NOW - timedelta(seconds=gap), NOW) for gap in gaps)
    adaptive = source(Schedule(every=timedelta(seconds=every)))
    wait = next_due(adaptive, History(appeared, failures), NOW, random.Random(seed)) - NOW
    assert adaptive.schedule.least <= wait <= MOST_BACKOFF * (1 + JITTER)


def test_failures_back_off_but_come_back_within_a_day() -> None:
    waits = [backed_off(HALF_HOUR, failures) for failures in range(12)]
    assert waits[:3] == [HALF_HOUR, 2 * HALF_HOUR, 4 * HALF_HOUR]
    assert waits == sorted(waits)
    assert waits[-1] == MOST_BACKOFF
    assert backed_off(timedelta(days=7), 3) == timedelta(days=7)


def test_zone() -> None:
    assert zone_of(source(Schedule(), lang="en")).key == "UTC"


def test_who_has_used_up_the_day_begins_again_with_the_next() -> None:
    midnight = datetime(2026, 11, 22, 16, tzinfo=UTC)
    for schedule in (Schedule(), Schedule(ScheduleKind.CRON, cron="*/5 * * * *")):
        due = next_due(source(schedule), History(rests_until=midnight), NOW, random.Random(1))
        assert midnight <= due <= midnight + timedelta(minutes=36)
