"""Days of a budget begin at midnight where the source is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.meter import Meter
from crawler.postponed import Postponed
from kitewire.budget import budget_day, budget_ends
from kitewire.source import Limits, Source

EVENING = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def source(zone: str = "", lang: str = "", **limits: int) -> Source:
    return Source("a", "http://a.example/", lang=lang, zone=zone, limits=Limits(**limits))


@pytest.mark.parametrize(
    ("zone", "lang", "day", "ends"),
    [
        ("", "zh", "2026-11-22", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        ("", "en", "2026-11-22", datetime(2026, 11, 23, tzinfo=UTC)),
        ("Pacific/Auckland", "en", "2026-11-23", datetime(2026, 11, 23, 11, tzinfo=UTC)),
    ],
)
def test_days(zone: str, lang: str, day: str, ends: datetime) -> None:
    assert budget_day(source(zone, lang), EVENING) == day
    assert budget_ends(source(zone, lang), EVENING) == ends


def test_a_day_has_an_hour_more_or_less_when_clocks_change() -> None:
    berlin = source("Europe/Berlin", "de")
    assert budget_ends(berlin, datetime(2026, 10, 25, 12, tzinfo=UTC)) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_a_long_run_goes_on_with_the_next_day() -> None:
    now = [EVENING]
    meter = Meter(source("Asia/Shanghai", requests_a_day=3), 1, lambda: now[0])
    meter.count()
    meter.count()
    with pytest.raises(Postponed, match="the 3 requests of 2026-11-22 are spent"):
        meter.count()
    now[0] = datetime(2026, 11, 22, 16, tzinfo=UTC)
    meter.count()
    assert meter.take_unwritten() == {"2026-11-22": 2, "2026-11-23": 1}
    assert meter.take_unwritten() == {}


def test_without_a_budget_all_is_counted_and_nothing_bounded() -> None:
    meter = Meter(source(), now=lambda: EVENING)
    for _ in range(5000):
        meter.count()
    assert meter.take_unwritten() == {"2026-11-22": 5000}
