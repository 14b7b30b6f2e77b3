"""When a page is looked at again: pure, no clock and no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kitewire.crawl import Outcome

BACK_OFF = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""After the first failure, the second, and so on; the last one holds for all further ones."""
GONE = (404, 410)
GONE_TRIES = 3
"""So often a page is asked for that the server says is not there."""


@dataclass(frozen=True, slots=True)
class PageState:
    """How far a page's checking has come."""

    tries: int = 0
    """Failures in a row."""
    checks: int = 0
    """Re-checks since the article was first stored or last changed."""
    next_check: datetime | None = None
    """None: never again."""


def after(
    state: PageState, outcome: Outcome, status: int | None, now: datetime, rechecks: Sequence[timedelta]
) -> PageState:
    """The state of a page that has just ended in `outcome`; `status` is the HTTP status, if there was an answer.

    A stored article is looked at again after each of `rechecks` in turn, and from the beginning when it has
    changed. What failed or was skipped is tried again, ever more seldom but never given up, unless the
    server says that it is gone. What is no article is not asked for again.
    """
    if outcome in (Outcome.FAILED, Outcome.SKIPPED):
        tries = state.tries + 1
        if status in GONE and tries >= GONE_TRIES:
            return PageState(tries, state.checks)
        return PageState(tries, state.checks, now + BACK_OFF[min(tries, len(BACK_OFF)) - 1])
    if outcome is Outcome.NOT_ARTICLE:
        return PageState()
    checks = state.checks + 1 if outcome is Outcome.UNCHANGED else 0
    return PageState(0, checks, now + rechecks[checks] if checks < len(rechecks) else None)
