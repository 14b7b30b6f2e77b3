"""One round: crawl all that is due now, then end. For cron."""

from __future__ import annotations

import time

from kitewire.settings import Settings
from scheduler.children import Children, Ended
from scheduler.courtesy import Courtesy
from scheduler.crew import Crew
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.service import Clocks
from storage import Database

_PAUSE = 0.1


def run_due_once(
    database: Database, settings: Settings, children: Children | None = None, clocks: Clocks = Clocks()
) -> list[Ended] | str:
    """Crawl on this machine all that is due now, wait for it, and give how each ended; or the name of the process that
    schedules this database already, in which case there is nothing to do. Raises `DatabaseError`."""
    leadership = Leadership(database.leases, settings.take_over, steady=clocks.steady)
    if not leadership.try_once():
        return leadership.other
    crew = Crew(database, children or Children(settings.max_crawls, memory=settings.crawl_memory), clocks.now)
    queue = LocalQueue(crew, clocks.steady)
    try:
        return _round(database, queue, leadership, clocks)
    finally:
        queue.stop()
        leadership.give_back()


def _round(database: Database, queue: LocalQueue, leadership: Leadership, clocks: Clocks) -> list[Ended]:
    now = clocks.now()
    todo = database.schedule.due_names(now, 2**31 - 1)
    courtesy = Courtesy(database, clocks.steady)
    ended: list[Ended] = []
    leading = True
    while (leading and todo) or queue.running:
        leading = leading and leadership.hold()
        if leading and queue.room > 0 and todo:
            batch = courtesy.among(todo, now, queue.engaged, queue.room)
            if not batch and not queue.running:
                break  # other crawls hold their hosts: they stay due
            queue.offer(batch, now)
            todo = [name for name in todo if name not in batch]
        queue.tend()
        ended += [one.ended for one in queue.settled]
        time.sleep(_PAUSE)
    return ended
