"""Takes out what is older than it is to be kept, beside the crawls."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime

from kitewire.settings import Settings
from kitewire.spans import read_span
from scheduler.chores import StoppedError, Stopping
from storage import Database
from storage.retention import Keep, Pruned, prune

log = logging.getLogger(__name__)


def keep_of(settings: Settings) -> Keep | None:
    """What the settings say of keeping; None: everything is kept for ever."""
    articles, runs = (read_span(span) if span else None for span in (settings.keep, settings.keep_runs))
    return Keep(articles=articles, runs=runs) if articles or runs else None


def prune_old(database: Database, keep: Keep, now: datetime, stopping: Stopping) -> Pruned:
    """Take it out, a little at a time; gives how much. Raises `StoppedError` when we are to stop: the next time goes on
    from there; `DatabaseError`."""

    def look(_: Pruned) -> None:
        if stopping():
            raise StoppedError

    done = prune(database, keep, now, look)
    log.info("taken out as too old: %s", ", ".join(f"{number} {name}" for name, number in asdict(done).items()))
    return done
