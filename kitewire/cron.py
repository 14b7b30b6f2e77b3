"""Cron expressions as crontab(5) reads them, on APScheduler's trigger."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@lru_cache(1000)
def cron_trigger(expression: str, zone: ZoneInfo) -> BaseTrigger:
    """The trigger of a five-field cron expression. Raises ValueError that says what is wrong with it.

    APScheduler 3 differs from crontab(5) in two places (apscheduler#286): its week begins with Monday = 0, and a day
    of the month and a weekday must both fit, where cron takes either.
    """
    fields = expression.split()
    if len(fields) != 5:
        raise ValueError(f"a cron expression has five fields, this has {len(fields)}")
    minute, hour, day, month, weekday = fields
    named = _weekday_names(weekday)

    def trigger(day: str, weekday: str) -> CronTrigger:
        return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=zone)

    if day.startswith("*") or weekday.startswith("*"):
        return trigger(day, named)
    return OrTrigger([trigger(day, "*"), trigger("*", named)])


def _weekday_names(field: str) -> str:
    """A weekday field with every number and range written out as names; Sunday is 0 and 7."""
    days: set[int] = set()
    for part in field.lower().split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0-6" if span == "*" else span).partition("-")
        low = _weekday_number(first)
        high = _weekday_number(last) if last else (6 if step else low)
        if high < low:
            high += 7
        days.update(day % 7 for day in range(low, high + 1, _step(step)))
    return "*" if len(days) == 7 else ",".join(_DAYS[day] for day in sorted(days))


def _weekday_number(text: str) -> int:
    if text in _DAYS:
        return _DAYS.index(text)
    if not text.isdecimal() or int(text) > 7:
        raise ValueError(f"{text!r} is not a weekday (0 to 7, or sun to sat)")
    return int(text)


def _step(text: str) -> int:
    if text and (not text.isdecimal() or int(text) == 0):
        raise ValueError(f"{text!r} is not a step")
    return int(text or 1)
