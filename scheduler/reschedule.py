"""Set a source's next run after one ended: the policy of `due`, applied to what the database knows."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kitewire.budget import budget_day, budget_ends
from kitewire.crawl import Appeared
from kitewire.source import ScheduleKind, Source
from kitewire.zones import zone_of
from scheduler.due import History, next_due, week_of_waits
from scheduler.rhythm import LOOKS_BACK, MOST_ARTICLES
from storage import Database


def reschedule(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Store and return when the source `name` runs next. `failed`: its process ended badly, whatever its run says.

    Raises `UnknownSourceError` where the source was removed meanwhile.
    """
    standing = database.schedule.standing(name)
    appeared = _appeared(database, standing.source, now)
    rests = _rests_until(database, standing.source, now)
    history = History(appeared, max(standing.failures, int(failed)), standing.started, rests)
    when = next_due(standing.source, history, now, random.Random())
    database.schedule.set_due(name, when, now)
    return when


def waits_of(database: Database, source: Source, now: datetime) -> tuple[timedelta, ...]:
    """How far apart polls of `source` are in each hour of the week (`week_of_waits`); empty: it is not adaptive."""
    if source.schedule.kind is not ScheduleKind.ADAPTIVE:
        return ()
    return week_of_waits(source.schedule, _appeared(database, source, now), zone_of(source), now)


def _appeared(database: Database, source: Source, now: datetime) -> list[Appeared]:
    if source.schedule.kind is not ScheduleKind.ADAPTIVE:
        return []
    return database.schedule.appeared(source.name, now - LOOKS_BACK, MOST_ARTICLES)


def _rests_until(database: Database, source: Source, now: datetime) -> datetime | None:
    """When the source may cost requests again, where it has used up those of the day."""
    budget = source.limits.requests_a_day
    if budget is None or database.requests.on(source.name, budget_day(source, now)) < budget:
        return None
    return budget_ends(source, now)
