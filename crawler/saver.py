"""The process that saves and links: beside the event loop, which would share its interpreter with it otherwise."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from functools import partial

from crawler import saving
from crawler.saving import BatchSaved, BatchToSave, save_batch
from crawler.shortage import shortage
from crawler.worker import Worker, WorkerDied
from kitewire.errors import MachineError
from storage import Database

log = logging.getLogger(__name__)

MOST_DEATHS = 4
"""Over one batch; then something is wrong with the machine, or with a page: the next run will have the same ones."""
PAUSE = 0.5
"""Seconds between two starts: a fork server that was just killed is taken for alive until it has been put away."""


class Saver:
    """Saves batches, one at a time: to be called in the thread of the database alone.

    That thread waits for the process, so that whatever else the crawl asks of the database comes before or after a
    batch, and no two processes of a crawl wait for each other's locks.
    """

    def __init__(self, database: Database, url: str, timeout: float) -> None:
        self._database = database
        self._opening = (url, timeout)
        self._process: Worker | None = None

    def save(self, batch: BatchToSave) -> BatchSaved:
        """All of it or nothing. A batch whose process was killed goes to another: its number tells whether it was saved
        before the end. Raises `DatabaseError`, and `MachineError` where one process after the other is killed."""
        if not any(page.article or page.packed for page in batch.pages):
            return save_batch(self._database, batch)  # nothing to link: most crawls of a schedule find nothing new
        for deaths in range(MOST_DEATHS):
            with suppress(WorkerDied):
                return self._running().do(partial(saving.save, batch))
            log.warning("the process that saves pages has died; there will be another")
            self.close()
            time.sleep(PAUSE * deaths)
        raise MachineError("the processes that save pages are killed, one after the other: is there memory enough?")

    def close(self) -> None:
        """End the process. Nothing is under way in it: who saves waits for that."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _running(self) -> Worker:
        """The process. Raises `WorkerDied` where it cannot be started, and `MachineError` where we know why."""
        if self._process is None:
            try:
                self._process = Worker(saving.prepare, *self._opening)
            except OSError as error:  # the fork server does not answer, unless the machine tells why
                raise shortage(error) or WorkerDied from error
        return self._process
