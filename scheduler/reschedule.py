"""Set a source's next run after one ended: the policy of `due`, applied to what the database knows."""

from __future__ import annotations

import random
from datetime import datetime

from kitewire.crawl import Appeared
from kitewire.source import ScheduleKind
from scheduler.due import History, next_due
from scheduler.rhythm import LOOKS_BACK, MOST_ARTICLES
from storage import Database


def reschedule(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Store and return when the source `name` runs next. `failed`: its process ended badly, whatever its run says.

    Raises `UnknownSourceError` where the source was removed meanwhile.
    """
    standing = database.schedule.standing(name)
    appeared: list[Appeared] = []
    if standing.source.schedule.kind is ScheduleKind.ADAPTIVE:
        appeared = database.schedule.appeared(name, now - LOOKS_BACK, MOST_ARTICLES)
    history = History(appeared, max(standing.failures, int(failed)), standing.started)
    when = next_due(standing.source, history, now, random.Random())
    database.schedule.set_due(name, when, now)
    return when
