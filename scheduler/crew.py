"""Runs sources on this machine and settles how each ended; used by the local queue and by a worker alike."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kitewire.errors import DatabaseError, UnknownSourceError
from kitewire.owner import is_alive
from scheduler.after_run import after_run
from scheduler.children import Children, Ended
from scheduler.fate import LONGEST_WAIT, Fate, fate_of, wait_until_again
from storage import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """A crawl that ended, and what the schedule was told of it."""

    ended: Ended
    fate: Fate
    again: float | None
    """Seconds until the same job is to be tried again; None: it is done, the source has its next time."""


class Crew:
    """The crawls of this process. A crawl is over only when the schedule knows of it: that is tried again and again."""

    def __init__(self, database: Database, children: Children, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._children = children
        self._clock = clock
        self._tries: dict[str, int] = {}
        self._unsettled: list[Ended] = []
        self._silent = False
        self.started = 0
        self.ended = 0

    @property
    def names(self) -> frozenset[str]:
        """Sources that run, or have run and are not settled."""
        return self._children.names | {ended.name for ended in self._unsettled}

    @property
    def running(self) -> frozenset[str]:
        """Sources that run."""
        return self._children.names

    @property
    def room(self) -> int:
        """How many more may start. What is not settled takes a place: without a database nothing new should begin."""
        return self._children.room - len(self._unsettled)

    def start(self, name: str, tries: int = 0) -> None:
        """Begin to crawl `name`, which was tried `tries` times before. Where no process can be started, that is how it
        ended. Raises ValueError where it is among `names`: that would be our bug."""
        if name in self.names:
            raise ValueError(f"{name} runs already")
        self._tries[name] = tries
        self.started += 1
        try:
            self._children.start(name)
        except OSError as error:
            self._unsettled.append(Ended(name, None, said=str(error)))

    def collect(self) -> list[Settled]:
        """What has ended and is settled since the last call."""
        self._unsettled += self._children.ended()
        settled = []
        for ended in list(self._unsettled):
            try:
                settled.append(self._settle(ended))
            except DatabaseError as error:
                self._tell(f"how {ended.name} ended cannot be written now, it will be tried again: {error}")
                break
            except Exception:
                log.exception("settling the crawl of %s failed; this is a bug", ended.name)
                settled.append(Settled(ended, Fate.MACHINE, LONGEST_WAIT))
            self._unsettled.remove(ended)
            self._tries.pop(ended.name, None)
            self._silent = False
            self.ended += 1
        return settled

    def end_all(self) -> None:
        """Tell all to save what they hold and end."""
        self._children.end_all()

    def kill_all(self) -> None:
        """End all at once."""
        self._children.kill_all()

    def stop(self) -> list[Settled]:
        """End all and wait for it. What cannot be settled then is still due, so nothing is lost."""
        self._unsettled += self._children.stop()
        return self.collect()

    def _settle(self, ended: Ended) -> Settled:
        fate = fate_of(ended)
        again = wait_until_again(fate, self._tries.get(ended.name, 0))
        if fate is Fate.MACHINE and ended.code is not None:
            # It was killed and gave nothing back: what it had leased would keep the next try waiting.
            self._database.runs.interrupt_open(is_alive, self._clock())
        _tell_of(ended, fate)
        if again is None:
            self._write_down(ended, fate is not Fate.RAN)
        return Settled(ended, fate, again)

    def _write_down(self, ended: Ended, failed: bool) -> None:
        now = self._clock()
        try:
            if ended.reason:
                self._database.runs.blame(ended.name, ended.owner, ended.reason, now)
            when = after_run(self._database, ended.name, now, failed=failed)
            log.info("crawl of %s ended with %s, next at %s", ended.name, ended.code, when.isoformat())
        except UnknownSourceError:
            log.info("source %s was removed while it was crawled", ended.name)

    def _tell(self, message: str) -> None:
        if not self._silent:
            log.error(message)
        self._silent = True


def _tell_of(ended: Ended, fate: Fate) -> None:
    said = f"; it said:\n{ended.said}" if ended.said else ""
    if fate is Fate.MACHINE and ended.code is None:
        log.error("crawl of %s could not be started: %s", ended.name, ended.said)
    elif fate is Fate.MACHINE:
        log.error("crawl of %s was killed by signal %d%s", ended.name, -(ended.code or 0), said)
    elif fate is Fate.FAILED and ended.code != 1:
        log.error("crawl of %s ended with %s%s", ended.name, ended.code, said)
    elif fate is Fate.FAILED:
        # A source that fails is told by its run, and by its health.
        log.info("crawl of %s failed%s", ended.name, said)
