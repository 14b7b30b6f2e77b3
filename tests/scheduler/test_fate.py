"""What the end of a crawl's process means."""

from __future__ import annotations

import signal

import pytest

from scheduler.children import TOO_LONG, Ended
from scheduler.fate import BUSY_WAIT, FIRST_WAIT, LONGEST_WAIT, MOST_TRIES, Fate, fate_of, wait_until_again


@pytest.mark.parametrize(
    ("ended", "fate"),
    [
        (Ended("a", 0), Fate.RAN),
        (Ended("a", 1), Fate.FAILED),
        (Ended("a", 2), Fate.FAILED),
        (Ended("a", 75), Fate.BUSY),
        (Ended("a", None), Fate.MACHINE),
        (Ended("a", -signal.SIGKILL), Fate.MACHINE),
        (Ended("a", -signal.SIGTERM, reason=TOO_LONG), Fate.FAILED),
        (Ended("a", 75, reason=TOO_LONG), Fate.FAILED),
        (Ended("a", 75, stopped=True), Fate.STOPPED),
        (Ended("a", -signal.SIGTERM, stopped=True), Fate.STOPPED),
        (Ended("a", 0, stopped=True), Fate.RAN),
        (Ended("a", 1, stopped=True), Fate.FAILED),
    ],
)
def test_fate(ended: Ended, fate: Fate) -> None:
    assert fate_of(ended) is fate


def test_waits() -> None:
    assert wait_until_again(Fate.RAN, 0) is None and wait_until_again(Fate.FAILED, 0) is None
    assert wait_until_again(Fate.BUSY, 99) == BUSY_WAIT
    assert wait_until_again(Fate.STOPPED, 99) == 0
    waits = [wait_until_again(Fate.MACHINE, tries) for tries in range(MOST_TRIES)]
    assert waits[:2] == [FIRST_WAIT, 2 * FIRST_WAIT]
    assert all(wait is not None and wait <= LONGEST_WAIT for wait in waits)
    assert wait_until_again(Fate.MACHINE, MOST_TRIES) is None
