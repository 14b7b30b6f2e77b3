"""What is done after every run, whoever ran it: the local queue, a worker on another machine, or a command."""

from __future__ import annotations

import logging
from datetime import datetime

from kitewire.errors import KitewireError
from scheduler.health import Weighed, keep, weigh
from scheduler.reschedule import next_run
from storage import Database
from storage.health import Due, Unassessed

log = logging.getLogger(__name__)


def after_run(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Give back when the source `name` runs next, now stored; its health is assessed too. `failed`: its process ended
    badly, whatever its run says.

    One look and one transaction: with thousands of sources this is most of what scheduling costs. Done again after it
    failed half-way, it comes to the same. Raises `UnknownSourceError` where the source was removed meanwhile, and
    `DatabaseError`.
    """
    known = database.health.unassessed(name)
    when = next_run(database, known, now, failed)
    weighed = _weighed(database, known)
    if weighed is None:
        database.schedule.set_due(name, when, now)
    else:
        keep(database, known, weighed, Due(when, now))
    return when


def _weighed(database: Database, known: Unassessed) -> Weighed | None:
    try:
        return weigh(database, known)
    except KitewireError:
        raise
    except Exception:
        # The schedule must go on. What was not assessed is assessed after the next run.
        log.exception("%s: assessing its health failed; this is a bug", known.source.name)
        return None
