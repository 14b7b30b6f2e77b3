"""Set a source's next run after one ended: the policy of `due`, applied to what the database knows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from kitewire.crawl import Appeared, RunStatus, RunView
from kitewire.source import ScheduleKind
from scheduler.due import History, next_due
from scheduler.rhythm import LOOKS_BACK, MOST_ARTICLES
from storage import Database

_RUNS_LOOKED_AT = 12
"""Twelve doublings pass the longest back-off from any interval of a minute or more."""


def reschedule(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Store and return when the source `name` runs next. `failed`: its process ended badly, whatever its run says.

    Raises `UnknownSourceError` where the source was removed meanwhile.
    """
    source = database.sources.get(name)
    runs = database.runs.history(name, _RUNS_LOOKED_AT)
    appeared: list[Appeared] = []
    if source.schedule.kind is ScheduleKind.ADAPTIVE:
        appeared = database.schedule.appeared(name, now - LOOKS_BACK, MOST_ARTICLES)
    failures = max(failures_in_a_row(runs), int(failed))
    history = History(appeared, failures, runs[0].started if runs else None)
    when = next_due(source, history, now, random.Random())
    database.schedule.set_due(name, when, now)
    return when


def failures_in_a_row(newest_first: Sequence[RunView]) -> int:
    """Failed runs since the last one that finished; interrupted ones prove nothing about the source."""
    failures = 0
    for run in newest_first:
        if run.status is RunStatus.FINISHED:
            break
        failures += run.status is RunStatus.FAILED
    return failures
