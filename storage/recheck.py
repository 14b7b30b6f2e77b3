"""When a page is looked at again, and when it counts as gone: pure, no clock and no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import xxhash

from kitewire.crawl import Outcome

_H, _D = timedelta(hours=1), timedelta(days=1)

BACK_OFF = (_H, 6 * _H, _D, 3 * _D, 7 * _D)
"""After the first failure, the second, and so on; the last one holds for all further ones."""
LASTING = (_D, 7 * _D, 30 * _D)
"""As `BACK_OFF`, for a page that was refused and not tried. What refuses it is a file or a setting, and those change
seldom; robots.txt itself is asked for again each day."""
LASTING_REASONS = ("robots.txt", "denied by the source", "address not public")
SECOND_LOOKS = (_D, 14 * _D)
"""A page that is no article is looked at again so often. After a day: an address that was given out before its text
was written, or an outlet in trouble. After two weeks: what our rules of today, or the layout that has been learned
since, may read. Were it more, lists and topic pages (a third of what lists name) would cost as much as articles."""
MISSING_STATUS = (404, 410)
MISSING_REASONS = ("redirected elsewhere", "error page")
"""How a page that is not there looks where the outlet answers 200: the home page, or a page that says 404."""
PROOFS = 3
PROVEN_OVER = _D
"""A page is gone when so many answers in a row say so, over so long a time: outlets that move their servers answer
404 for an afternoon."""
GONE_LOOKS = (7 * _D, 30 * _D, 90 * _D)
"""A stored article that is gone is looked for again, the last span for ever: it may come back."""
SPREAD = 0.5
"""Share of a span by which a look may come later, by address: the thousand articles of a first crawl are not all due
in the same run, and hardly two of them together again."""


@dataclass(frozen=True, slots=True)
class PageState:
    """How far a page's checking has come."""

    tries: int = 0
    """Failures in a row; while it is missing, answers in a row that say so."""
    checks: int = 0
    """Re-checks since the article was first stored or last changed; for what is no article, looks."""
    next_check: datetime | None = None
    """None: never again."""
    missing: datetime | None = None
    """Since when each answer says that it is not there."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a page has just ended."""

    outcome: Outcome
    status: int | None = None
    """HTTP status, if there was an answer."""
    reason: str = ""
    stored: bool = True
    """Whether an article is stored for it."""

    @property
    def missing(self) -> bool:
        """Whether the answer says that the page is not there."""
        if self.outcome is Outcome.NOT_ARTICLE:
            return self.stored and self.reason in MISSING_REASONS
        return self.outcome is Outcome.FAILED and self.status in MISSING_STATUS


def after(state: PageState, end: Ending, now: datetime, rechecks: Sequence[timedelta]) -> PageState:
    """The state of a page that has just ended so.

    A stored article is looked at again after each of `rechecks` in turn, and from the beginning when it has
    changed. What failed or was skipped is tried again, ever more seldom but never given up; but what is missing and
    was never stored is given up when that is proven. A failure that does not tell whether the page is there (an
    overloaded server, robots.txt) proves nothing for or against it.
    """
    if end.missing:
        return _missing(state, now, end.stored)
    if end.outcome is Outcome.FAILED or end.outcome is Outcome.SKIPPED:
        tries = state.tries if state.missing else state.tries + 1
        spans = LASTING if end.outcome is Outcome.SKIPPED and end.reason in LASTING_REASONS else BACK_OFF
        return PageState(tries, state.checks, now + _at(spans, tries - 1), state.missing)
    if end.outcome is Outcome.NOT_ARTICLE and not end.stored:
        return _look(state.checks, state.checks + 1, now, SECOND_LOOKS)
    if end.outcome is Outcome.NEW or end.outcome is Outcome.REVISED:
        return _look(0, 0, now, rechecks)
    return _look(state.checks + 1, state.checks + 1, now, rechecks)


def is_gone(state: PageState, now: datetime) -> bool:
    """Whether it is proven that the page is not there."""
    return state.missing is not None and state.tries >= PROOFS and now - state.missing >= PROVEN_OVER


def spread(state: PageState, now: datetime, key: str) -> PageState:
    """`state` with its next check put off by up to `SPREAD` of the wait, always alike for one address and check."""
    if state.next_check is None:
        return state
    share = xxhash.xxh3_64_intdigest(f"{state.checks} {state.tries} {key}".encode()) / 2**64
    later = state.next_check + (state.next_check - now) * (SPREAD * share)
    return PageState(state.tries, state.checks, later, state.missing)


def _missing(state: PageState, now: datetime, stored: bool) -> PageState:
    tries = state.tries + 1 if state.missing else 1
    found = PageState(tries, state.checks, now + _at(BACK_OFF, tries - 1), state.missing or now)
    if not is_gone(found, now):
        return found
    wait = _at(GONE_LOOKS, tries - PROOFS - 1) if stored else None
    return PageState(tries, state.checks, now + wait if wait else None, found.missing)


def _look(number: int, checks: int, now: datetime, spans: Sequence[timedelta]) -> PageState:
    return PageState(0, checks, now + spans[number] if number < len(spans) else None)


def _at(spans: Sequence[timedelta], number: int) -> timedelta:
    return spans[min(max(number, 0), len(spans) - 1)]
