"""Cron expressions mean what crontab(5) says."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kitewire.cron import cron_trigger

UTC = ZoneInfo("UTC")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def days(expression: str) -> list[str]:
    """The days of the week after `MONDAY` on which it fires."""
    trigger = cron_trigger(expression, UTC)
    fires = [trigger.get_next_fire_time(None, MONDAY + timedelta(days=day)) for day in range(7)]
    return sorted({f"{fire:%d %a}" for fire in fires if fire < MONDAY + timedelta(days=7)})


@pytest.mark.parametrize("sunday", ["0", "7", "sun", "SUN"])
def test_sunday_is_0_and_7(sunday: str) -> None:
    assert days(f"0 6 * * {sunday}") == ["29 Sun"]


def test_working_days() -> None:
    assert days("0 6 * * 1-5") == ["23 Mon", "24 Tue", "25 Wed", "26 Thu", "27 Fri"]


def test_a_range_may_pass_the_end_of_the_week() -> None:
    assert days("0 6 * * fri-mon") == ["23 Mon", "27 Fri", "28 Sat", "29 Sun"]


def test_steps() -> None:
    assert days("0 6 * * */2") == ["24 Tue", "26 Thu", "28 Sat", "29 Sun"]


def test_day_of_month_or_weekday() -> None:
    assert days("0 6 25 * 5") == ["25 Wed", "27 Fri"]


@pytest.mark.parametrize("bad", ["", "* * * *", "* * * * 8", "61 * * * *", "* * * * x", "* * * * */0", "a b c d e"])
def test_bad_expressions(bad: str) -> None:
    with pytest.raises(ValueError):
        cron_trigger(bad, UTC)
