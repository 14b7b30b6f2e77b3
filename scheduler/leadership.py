"""Which of several schedulers on one database dispatches: the one that holds the lease; the others stand by."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from kitewire.owner import is_alive, is_here, this_process
from storage.leases import Leases, LeaseView

log = logging.getLogger(__name__)

NAME = "scheduler"
"""The lease."""
BEATS = 6
"""Signs of life within the time after which another takes over: several may fail, or come late."""
_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Watch:
    """A lease as it was last seen, and since when it has looked like that by our steady clock."""

    lease: LeaseView | None
    since: float


def seen_again(watch: Watch | None, lease: LeaseView | None, steady: float) -> Watch:
    """The watch after one more look: the time counts from the first look that showed the same beat."""
    return watch if watch is not None and watch.lease == lease else Watch(lease, steady)


def may_take(watch: Watch, me: str, steady: float, patience: float, lives: Callable[[str], bool]) -> bool:
    """Whether the lease is free for `me`: nobody's, ours, a dead process's of here, or still for `patience` s."""
    lease = watch.lease
    if lease is None or lease.owner in ("", me) or not lives(lease.owner):
        return True
    return steady - watch.since >= patience


class Leadership:
    """Our part in it. `hold` is to be called often; it beats in time and says whether we may dispatch.

    Before it says yes it has either beaten or taken the lease within a sixth of `patience`, so whoever takes over has
    waited longer than that. What a process that was stopped between the yes and its deeds might still do is caught by
    the lease of each source.
    """

    def __init__(
        self,
        leases: Leases,
        patience: float,
        owner: str = "",
        steady: Callable[[], float] = time.monotonic,
        lives: Callable[[str], bool] = is_alive,
    ) -> None:
        self._leases = leases
        self._patience = patience
        self._me = owner or this_process()
        self._steady = steady
        self._lives = lives
        self._held: LeaseView | None = None
        self._beaten = 0.0
        self._watch: Watch | None = None
        self._told = ""

    @property
    def leading(self) -> bool:
        """Whether the last `hold` said yes."""
        return self._held is not None

    @property
    def other(self) -> str:
        """Who leads instead of us, as far as we have seen."""
        lease = self._watch.lease if self._watch is not None and self._held is None else None
        return lease.owner if lease is not None and lease.owner != self._me else ""

    def hold(self) -> bool:
        """Whether we may dispatch now. Raises `DatabaseError`; then we may not."""
        if self._held is not None:
            return self._go_on(self._held)
        if self._try():
            return True
        self._tell_standing_by()
        return False

    def try_once(self) -> bool:
        """Take the lease unless its holder lives; waits for a sign of life of one on another machine, at most for the
        patience."""
        before: Watch | None = None
        while not self._try():
            if is_here(self.other) or (before is not None and self._watch is not before):
                return False
            before = self._watch
            time.sleep(_PAUSE)
        return True

    def give_back(self) -> None:
        """Let another take over at once. Raises `DatabaseError`; the others then wait as for one that was killed."""
        held, self._held = self._held, None
        if held is not None:
            self._leases.give_back(NAME, held)

    def _try(self) -> bool:
        now = self._steady()
        self._watch = seen_again(self._watch, self._leases.look(NAME), now)
        if not may_take(self._watch, self._me, now, self._patience, self._lives):
            return False
        return self._take(self._watch.lease, now)

    def _go_on(self, held: LeaseView) -> bool:
        now = self._steady()
        if now - self._beaten < self._patience / BEATS:
            return True
        self._held = self._leases.beat(NAME, held)
        if self._held is None:
            log.warning("the scheduler's lease was lost: another process dispatches on this database now")
            self._watch = None
            return False
        self._beaten = now
        return True

    def _take(self, seen: LeaseView | None, now: float) -> bool:
        self._held = self._leases.take(NAME, self._me, seen)
        self._watch = None
        if self._held is None:
            return False
        self._beaten, self._told = now, ""
        if seen is not None and seen.owner not in ("", self._me):
            log.warning("took over scheduling from %s, which gives no sign of life", seen.owner)
        return True

    def _tell_standing_by(self) -> None:
        if self.other and self.other != self._told:
            self._told = self.other
            log.warning("another scheduler (%s) dispatches on this database; this one stands by", self._told)


def living_holder(leases: Leases, patience: float, steady: Callable[[], float] = time.monotonic) -> str:
    """Who holds the lease and lives; empty: nobody. A holder on another machine is watched until it beats, which takes
    a sixth of `patience` (seconds), and twice that when it is late. Raises `DatabaseError`."""
    lease = leases.look(NAME)
    if lease is None or not lease.owner or not is_alive(lease.owner):
        return ""
    began = steady()
    while not is_here(lease.owner):
        if steady() - began > 3 * patience / BEATS:
            return ""
        time.sleep(_PAUSE)
        now = leases.look(NAME)
        if now != lease:
            return now.owner if now is not None else ""
    return lease.owner
