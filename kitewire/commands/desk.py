"""The parts of the desk that `feeds` may not import, put together for `kitewire serve`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kitewire.commands.desk_studies import KeptStudies
from kitewire.commands.source_now import living_scheduler
from kitewire.desk import Desk
from kitewire.settings import Settings
from kitewire.source import Source
from storage import Database


def desk_of(archive: Database, loaded: Settings) -> Desk:
    """The desk over an open archive."""

    def waits(source: Source, now: datetime) -> Sequence[timedelta]:
        from scheduler.reschedule import waits_of

        return waits_of(archive, source, now)

    return Desk(KeptStudies(loaded), lambda: living_scheduler(archive, loaded), waits)
