"""Set a source's next run after one ended: the policy of `due`, applied to what the database knows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from kitewire.crawl import RunStatus, RunView
from scheduler.due import HISTORY, History, next_due
from storage import Database

_RUNS_LOOKED_AT = 12
"""Twelve doublings pass the longest back-off from any interval of a minute or more."""


def reschedule(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Store and return when the source `name` runs next. `failed`: its process ended badly, whatever its run says.

    Raises `UnknownSourceError` where the source was removed meanwhile.
    """
    source = database.sources.get(name)
    failures = failures_in_a_row(database.runs.history(name, _RUNS_LOOKED_AT))
    history = History(tuple(database.schedule.publish_times(name, HISTORY)), max(failures, int(failed)))
    when = next_due(source, history, now, random.Random())
    database.schedule.set_due(name, when)
    return when


def failures_in_a_row(newest_first: Sequence[RunView]) -> int:
    """Failed runs since the last one that finished; interrupted ones prove nothing about the source."""
    failures = 0
    for run in newest_first:
        if run.status is RunStatus.FINISHED:
            break
        failures += run.status is RunStatus.FAILED
    return failures
