"""When a source runs next: the policy of `due`, applied to what the database knows."""

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
from storage.health import Unassessed


def next_run(database: Database, known: Unassessed, now: datetime, failed: bool = False) -> datetime:
    """When a source runs next after a run that ended at `now`. `failed`: its process ended badly, whatever it says.

    Raises `UnknownSourceError` where the source was removed meanwhile.
    """
    source = known.source
    appeared = _appeared(database, source, now)
    rests = _rests_until(database, source, now)
    history = History(appeared, max(known.failures, int(failed)), known.started, rests)
    return next_due(source, history, now, random.Random())


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
