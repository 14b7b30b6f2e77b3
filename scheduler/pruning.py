"""Takes out what is older than it is to be kept, beside the crawls."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from kitewire.archive_files import remove_old
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


def pages_kept(settings: Settings) -> timedelta | None:
    """How long archived pages are kept; None: for ever, or there are none."""
    return read_span(settings.keep_pages) if settings.archive and settings.keep_pages else None


def remove_old_pages(folder: Path, keep: timedelta, now: datetime, stopping: Stopping) -> int:
    """Remove files of archived pages, one by one; gives how many went. Raises `StoppedError`, `ArchiveError`."""
    sizes = []
    for size in remove_old(folder, now - keep):
        sizes.append(size)
        if stopping():
            raise StoppedError
    if sizes:
        log.info("archived pages removed as too old: %d files, %.1f MB", len(sizes), sum(sizes) / 1e6)
    return len(sizes)
