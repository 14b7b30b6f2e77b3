"""Times and numbers as people read them, in the words of a language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from feeds.site.words import Words
from kitewire.article import Precision

_STEPS = ((timedelta(days=365), "year"), (timedelta(days=30), "month"), (timedelta(days=1), "day"),
          (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))  # fmt: skip


def local_day(when: datetime, zone: ZoneInfo) -> date:
    """The day on which a moment lies; at the ends of the calendar the day in its own zone."""
    return _local(when, zone).date()


def long_day(day: date, words: Words) -> str:
    """`Sunday, 22 November 2026`."""
    names = {
        "weekday": words.list("time.weekday_names")[day.weekday()],
        "month": words.list("time.month_names")[day.month - 1],
    }
    return str(words.say("time.long_day", year=day.year, day=day.day, number=day.month, **names))


def short_day(day: date, words: Words) -> str:
    """`22 Nov 2026`."""
    month = words.list("time.short_month_names")[day.month - 1]
    return str(words.say("time.short_day", year=day.year, day=day.day, month=month, number=day.month))


def clock(when: datetime, zone: ZoneInfo) -> str:
    """`09:30`."""
    return f"{_local(when, zone):%H:%M}"


def moment(when: datetime, precision: Precision | None, zone: ZoneInfo, words: Words) -> str:
    """Day and, where it is known, time: `22 Nov 2026, 09:30`."""
    local = _local(when, zone)
    day = short_day(local.date(), words)
    return day if precision is Precision.DAY else str(words.say("time.moment", day=day, time=f"{local:%H:%M}"))


def ago(when: datetime, now: datetime, words: Words) -> str:
    """How long ago, or in how long, in the largest whole unit: `3 hours ago`, `in 5 minutes`, `just now`."""
    span = abs(now - when)
    for size, unit in _STEPS:
        if span >= size:
            long = words.count(f"time.{unit}s", span // size)
            return str(words.say("time.ago" if when <= now else "time.ahead", span=long))
    return str(words.say("time.now"))


def lasting(span: timedelta, words: Words) -> str:
    """A length of time in the largest whole unit; below a minute in seconds."""
    for size, unit in _STEPS:
        if span >= size:
            return str(words.count(f"time.{unit}s", span // size))
    return str(words.count("time.seconds", max(0, round(span.total_seconds()))))


def time_tag(shown: str, when: datetime, precision: Precision | None, zone: ZoneInfo, words: Words) -> Markup:
    """`shown` as a `<time>` element; the whole moment is its `datetime` and, for the mouse, its title."""
    local = _local(when, zone)
    exact = local.date().isoformat() if precision is Precision.DAY else local.isoformat(timespec="seconds")
    title = moment(when, precision, zone, words)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, title, escape(shown))


def _local(when: datetime, zone: ZoneInfo) -> datetime:
    try:
        return when.astimezone(zone)
    except OverflowError:
        return when
