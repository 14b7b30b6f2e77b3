"""When a page is due again, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kitewire.crawl import Outcome
from storage.recheck import PageState, after

NOW = datetime(2026, 11, 1, tzinfo=UTC)
H, D = timedelta(hours=1), timedelta(days=1)
RECHECKS = (1 * H, 6 * H, 1 * D)


@pytest.mark.parametrize(
    ("tries", "checks", "outcome", "status", "expected"),
    [
        (0, 0, Outcome.NEW, 200, (0, 0, 1 * H)),
        (0, 0, Outcome.UNCHANGED, 304, (0, 1, 6 * H)),
        (0, 1, Outcome.UNCHANGED, 200, (0, 2, 1 * D)),
        (0, 2, Outcome.UNCHANGED, 304, (0, 3, None)),
        (0, 9, Outcome.UNCHANGED, 304, (0, 10, None)),
        (0, 2, Outcome.REVISED, 200, (0, 0, 1 * H)),
        (4, 1, Outcome.REVISED, 200, (0, 0, 1 * H)),
        (0, 0, Outcome.NOT_ARTICLE, 200, (0, 0, None)),
        (0, 0, Outcome.FAILED, 500, (1, 0, 1 * H)),
        (1, 2, Outcome.FAILED, None, (2, 2, 6 * H)),
        (2, 0, Outcome.FAILED, 503, (3, 0, 1 * D)),
        (3, 0, Outcome.FAILED, 200, (4, 0, 3 * D)),
        (4, 0, Outcome.FAILED, 500, (5, 0, 7 * D)),
        (40, 0, Outcome.FAILED, 500, (41, 0, 7 * D)),
        (0, 0, Outcome.FAILED, 404, (1, 0, 1 * H)),
        (1, 0, Outcome.FAILED, 410, (2, 0, 6 * H)),
        (2, 0, Outcome.FAILED, 404, (3, 0, None)),
        (0, 0, Outcome.SKIPPED, None, (1, 0, 1 * H)),
    ],
)
def test_after(
    tries: int, checks: int, outcome: Outcome, status: int | None, expected: tuple[int, int, timedelta | None]
) -> None:
    state = after(PageState(tries, checks), outcome, status, NOW, RECHECKS)
    wait = None if state.next_check is None else state.next_check - NOW
    assert (state.tries, state.checks, wait) == expected


def test_a_source_without_rechecks() -> None:
    assert after(PageState(), Outcome.NEW, 200, NOW, ()).next_check is None
