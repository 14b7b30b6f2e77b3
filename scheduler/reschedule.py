"""Set a source's next run after one ended: the policy of `due`, applied to what the database knows."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kitewire.crawl import Appeared
from kitewire.source import ScheduleKind, Source
from scheduler.due import History, next_due, week_of_waits, zone_of
from scheduler.rhythm import LOOKS_BACK, MOST_ARTICLES
from storage import Database


def reschedule(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Store and return when the source `name` runs next. `failed`: its process ended badly, whatever its run says.

    Raises `UnknownSourceError` where the source was removed meanwhile.
    """
    standing = database.schedule.standing(name)
    appeared = _appeared(database, standing.source, now)
    history = History(appeared, max(standing.failures, int(failed)), standing.started)
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
