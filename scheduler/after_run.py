"""What is done after every run, whoever ran it: the local queue, a worker on another machine, or a command."""

from __future__ import annotations

import logging
from datetime import datetime

from kitewire.errors import KitewireError
from scheduler.health import assess_source
from scheduler.reschedule import reschedule
from storage import Database

log = logging.getLogger(__name__)


def after_run(database: Database, name: str, now: datetime, failed: bool = False) -> datetime:
    """Give back when the source `name` runs next, now stored; its health is assessed too. `failed`: its process ended
    badly, whatever its run says.

    Done again after it failed half-way, it comes to the same. Raises `UnknownSourceError` where the source was removed
    meanwhile, and `DatabaseError`.
    """
    when = reschedule(database, name, now, failed)
    try:
        assess_source(database, name)
    except KitewireError:
        raise
    except Exception:
        # The schedule must go on. What was not assessed is assessed after the next run.
        log.exception("%s: assessing its health failed; this is a bug", name)
    return when
