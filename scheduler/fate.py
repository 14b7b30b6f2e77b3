"""What the end of a crawl's process means, and when to try again: pure functions."""

from __future__ import annotations

from enum import StrEnum

from scheduler.children import Ended

BUSY_CODE = 75
"""Exit code of a crawl that another kept from its source or host, or that was interrupted (EX_TEMPFAIL)."""
BUSY_WAIT = 30.0
"""Seconds until a busy source is tried again: many crawls are over by then, and one more try costs a process."""
FIRST_WAIT = 5.0
"""Seconds until the second try after the machine failed; doubled each time."""
LONGEST_WAIT = 600.0
MOST_TRIES = 6
"""After that many failures of the machine, which take five minutes, the source is put off like one that fails."""


class Fate(StrEnum):
    """How a crawl ended for the schedule."""

    RAN = "ran"
    """Well; it is due again when its schedule says."""
    FAILED = "failed"
    """Badly, by its own fault: it backs off."""
    BUSY = "busy"
    """It did not begin, since another crawl holds its source or host, or was interrupted. It stays due."""
    MACHINE = "machine"
    """It could not start, or was killed: no fault of the source. It stays due."""
    STOPPED = "stopped"
    """We were asked to stop. It stays due, and goes on when somebody is there to run it."""


def fate_of(ended: Ended) -> Fate:
    """What `ended` means."""
    if ended.stopped and ended.code not in (0, 1):
        return Fate.STOPPED  # else it came to its own end just then
    if ended.reason:
        return Fate.FAILED
    if ended.code is None or ended.code < 0:
        return Fate.MACHINE
    if ended.code == BUSY_CODE:
        return Fate.BUSY
    return Fate.RAN if ended.code == 0 else Fate.FAILED


def wait_until_again(fate: Fate, tries: int) -> float | None:
    """Seconds until the same job is tried again after `tries` earlier ones; None: it is done, the schedule decides."""
    if fate is Fate.BUSY:
        return BUSY_WAIT
    if fate is Fate.STOPPED:
        return 0.0
    if fate is Fate.MACHINE and tries < MOST_TRIES:
        return min(FIRST_WAIT * 2.0**tries, LONGEST_WAIT)
    return None
