"""The loop that never silently stops: asks the database what is due and hands it to the queue.

Why not one APScheduler job a source in its job store: a job store and the source table would be two truths about when
a source runs, pickled jobs outlive their code, and two schedulers on one store run things twice. So the schedule is a
column (`sources.next_due`), APScheduler's triggers compute it (`due`), and one thread looks at it. A late look finds
all that is due: APScheduler's default of dropping what is a second late is what its tracker is full of
(apscheduler#146, #292, #296, #463).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kitewire.errors import DatabaseError
from kitewire.owner import is_alive
from kitewire.service_state import ServiceState
from scheduler.chores import Chore, Chores
from scheduler.courtesy import Courtesy
from scheduler.crew import Crew
from scheduler.leadership import Leadership
from scheduler.queue import Queue
from storage import Database

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at what is due: one indexed query, and the finest interval that a source can have."""
CLOCK_LOOKS = 60.0
"""Seconds between two looks for times chosen by a wrong clock: that takes the write lock, so not each tick."""
TELL_AGAIN = 60.0
"""Seconds after which a trouble that lasts is told in the log again."""
MOST_PAUSE = 60.0
"""Seconds between two looks while each fails by a bug."""


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What time it is, and how it passes."""

    now: Callable[[], datetime] = utc_now
    steady: Callable[[], float] = time.monotonic


class Service:
    """Dispatches due sources to a queue until stopped, while it holds the scheduler's lease. Made by `building`."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        leadership: Leadership,
        crew: Crew | None = None,
        clocks: Clocks = Clocks(),
        chores: Sequence[Chore] = (),
    ) -> None:
        self._database = database
        self._queue = queue
        self._leadership = leadership
        self._crew = crew
        self._clocks = clocks
        self._chores = Chores(chores, lambda: self._leadership.leading)
        self._courtesy = Courtesy(database, clocks.steady)
        self._state = ServiceState()
        self._ticked: float | None = None
        self._clock_mended: float | None = None
        self._put_away = False
        self._told: tuple[str, float] = ("", 0.0)
        self._bugs_in_a_row = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scheduler")
        self.crashed: BaseException | None = None
        """What ended the loop though nobody had asked it to end."""

    def start(self) -> None:
        """Begin to dispatch, in a thread of its own."""
        self._thread.start()
        self._chores.start()

    def stop(self) -> None:
        """Stop dispatching; crawls under way save what they hold and end, and another scheduler may take over."""
        self._stopping.set()
        self._chores.stop()
        if self._thread.is_alive():
            self._thread.join()
        elif self._thread.ident is None:
            self._finish()

    def kill(self) -> None:
        """End the crawls of this process at once."""
        if self._crew is not None:
            self._crew.kill_all()

    @property
    def running(self) -> bool:
        """Whether the loop goes on."""
        return self._thread.is_alive()

    def state(self) -> ServiceState:
        """How the scheduler stands; cheap, and never waits."""
        crew = self._crew
        return replace(
            self._state,
            dispatching=self._leadership.leading,
            standing_by_for=self._leadership.other,
            seconds_since_tick=None if self._ticked is None else self._clocks.steady() - self._ticked,
            running=tuple(sorted(crew.running)) if crew is not None else (),
            started=crew.started if crew is not None else 0,
            ended=crew.ended if crew is not None else 0,
        )

    def tick(self) -> None:
        """One look: note what ended, hand on what is due. A database that is gone for a while costs only this look, and
        so does a bug of ours."""
        try:
            self._look()
        except DatabaseError as error:
            self._bugs_in_a_row = 0
            self._note(str(error))
        except Exception as error:
            self._bugs_in_a_row += 1
            self._state = replace(self._state, bugs=self._state.bugs + 1)
            log.exception("the scheduler met a bug and goes on")
            self._note(f"internal error: {type(error).__name__}", tell=False)
        else:
            self._bugs_in_a_row = 0
            self._note("")
        self._ticked = self._clocks.steady()
        self._state = replace(self._state, last_tick=self._clocks.now(), waiting=self._queue.waiting)

    def _look(self) -> None:
        self._queue.tend()
        if not self._leadership.hold():
            self._put_away = False
            return
        self._put_away_dead()
        self._mend_clock()
        busy, room = self._queue.busy, self._queue.room
        if room <= 0:
            return
        now = self._clocks.now()
        names = self._courtesy.due(now, busy, self._queue.engaged, room)
        if names:
            self._queue.offer(names, now)

    def _put_away_dead(self) -> None:
        """Free, as we begin to dispatch, what killed crawls had leased: else their sources would wait until it ends."""
        if not self._put_away:
            self._database.runs.interrupt_open(is_alive, self._clocks.now())
            self._put_away = True

    def _mend_clock(self) -> None:
        steady = self._clocks.steady()
        if self._clock_mended is None or steady - self._clock_mended >= CLOCK_LOOKS:
            mended = self._database.schedule.mend_clock(self._clocks.now())
            self._clock_mended = steady
            if mended:
                log.warning("the clock was put back: when %d sources are due was chosen anew", mended)

    def _note(self, trouble: str, tell: bool = True) -> None:
        """Keep what is wrong for `state`, and tell it in the log: at its beginning, each minute, and at its end."""
        last, when = self._told
        self._state = replace(self._state, last_error=trouble)
        if trouble and tell and (not last or self._clocks.steady() - when >= TELL_AGAIN):
            log.error("scheduler: %s; trying again", trouble)
            self._told = trouble, self._clocks.steady()
        elif not trouble and last:
            log.warning("scheduler: goes on")
            self._told = "", 0.0

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self.tick()
                self._stopping.wait(min(TICK * 2.0 ** min(self._bugs_in_a_row, 10), MOST_PAUSE))
        except BaseException as error:
            self.crashed = error
            log.exception("the scheduler ends by a bug")
        finally:
            # In this thread: children are told to end when the thread that started them does.
            self._finish()

    def _finish(self) -> None:
        try:
            self._queue.stop()
            self._leadership.give_back()
        except DatabaseError as error:
            log.error("scheduler, while stopping: %s", error)
