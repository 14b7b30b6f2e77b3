"""What is done after every run, whoever ran it: the local queue, a worker on another machine, or a command."""

from __future__ import annotations

from datetime import datetime

from scheduler.reschedule import reschedule
from storage import Database


def after_run(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Give back when the source `name` runs next, now stored. `failed`: its process ended badly, whatever its run says.

    Done again after it failed half-way, it comes to the same. Raises `UnknownSourceError` where the source was removed
    meanwhile, and `DatabaseError`.
    """
    return reschedule(database, name, now, failed)
