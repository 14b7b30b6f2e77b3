"""When a page is due again, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kitewire.crawl import Outcome
from storage.recheck import SPREAD, Ending, PageState, after, is_gone, spread

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
        (0, 1, Outcome.NOT_ARTICLE, 200, (0, 2, 1 * D)),
        (0, 0, Outcome.FAILED, 500, (1, 0, 1 * H)),
        (1, 2, Outcome.FAILED, None, (2, 2, 6 * H)),
        (2, 0, Outcome.FAILED, 503, (3, 0, 1 * D)),
        (3, 0, Outcome.FAILED, 200, (4, 0, 3 * D)),
        (4, 0, Outcome.FAILED, 500, (5, 0, 7 * D)),
        (40, 0, Outcome.FAILED, 500, (41, 0, 7 * D)),
        (0, 0, Outcome.SKIPPED, None, (1, 0, 1 * H)),
    ],
)
def test_after(
    tries: int, checks: int, outcome: Outcome, status: int | None, expected: tuple[int, int, timedelta | None]
) -> None:
    state = after(PageState(tries, checks), Ending(outcome, status), NOW, RECHECKS)
    wait = None if state.next_check is None else state.next_check - NOW
    assert (state.tries, state.checks, wait) == expected


def test_a_source_without_rechecks() -> None:
    assert after(PageState(), Ending(Outcome.NEW, 200), NOW, ()).next_check is None


@pytest.mark.parametrize(("tries", "days"), [(0, 1), (1, 7), (2, 30), (9, 30)])
def test_what_robots_forbid_is_not_asked_about_as_if_it_had_failed(tries: int, days: int) -> None:
    state = after(PageState(tries), Ending(Outcome.SKIPPED, None, "robots.txt"), NOW, RECHECKS)
    assert state.next_check == NOW + days * D


def test_what_is_no_article_is_looked_at_twice_again() -> None:
    state, waits = PageState(), []
    for _ in range(4):
        state = after(state, Ending(Outcome.NOT_ARTICLE, 200, "list page", stored=False), NOW, RECHECKS)
        waits.append(state.next_check and state.next_check - NOW)
    assert waits == [1 * D, 14 * D, None, None]


def _absent(ends: list[tuple[timedelta, Ending]]) -> list[tuple[bool, timedelta | None]]:
    """(gone, wait) after each end; the first element of each is the time since the start."""
    state, found = PageState(), []
    for at, end in ends:
        state = after(state, end, NOW + at, RECHECKS)
        found.append((is_gone(state, NOW + at), state.next_check and state.next_check - NOW - at))
    return found


@pytest.mark.parametrize(
    "end",
    [
        Ending(Outcome.FAILED, 404, "http 404"),
        Ending(Outcome.FAILED, 410, "http 410"),
        Ending(Outcome.NOT_ARTICLE, 200, "error page"),
        Ending(Outcome.NOT_ARTICLE, 200, "redirected elsewhere"),
    ],
)
def test_gone_is_what_is_missing_again_and_again_for_a_day(end: Ending) -> None:
    ends = [(at, end) for at in (0 * H, 1 * H, 7 * H, 31 * H, 9 * D, 40 * D, 140 * D)]
    assert _absent(ends) == [
        (False, 1 * H),
        (False, 6 * H),
        (False, 1 * D),
        (True, 7 * D),
        (True, 30 * D),
        (True, 90 * D),
        (True, 90 * D),
    ]


def test_two_answers_prove_nothing_however_late_the_second() -> None:
    missing = Ending(Outcome.FAILED, 404)
    assert [gone for gone, _ in _absent([(0 * H, missing), (300 * D, missing)])] == [False, False]


def test_a_page_that_answers_again_begins_anew() -> None:
    missing, there = Ending(Outcome.FAILED, 404), Ending(Outcome.UNCHANGED, 304)
    ends = [(0 * H, missing), (1 * H, missing), (20 * H, there), (30 * H, missing), (31 * H, missing)]
    assert [gone for gone, _ in _absent(ends)] == [False] * 5


def test_an_overloaded_server_proves_nothing() -> None:
    missing, broken = Ending(Outcome.FAILED, 404), Ending(Outcome.FAILED, 503)
    assert _absent([(0 * H, missing), (1 * H, broken), (40 * H, broken), (90 * H, missing)])[-1] == (False, 6 * H)


def test_what_was_never_stored_is_given_up_when_it_is_gone() -> None:
    end = Ending(Outcome.FAILED, 404, stored=False)
    assert _absent([(at, end) for at in (0 * H, 1 * H, 7 * H, 31 * H)])[-1] == (True, None)


def test_a_thousand_articles_of_one_crawl_are_spread() -> None:
    first = after(PageState(), Ending(Outcome.NEW, 200), NOW, RECHECKS)
    waits = [spread(first, NOW, f"news.example/{n}").next_check - NOW for n in range(1000)]  # type: ignore[operator]
    assert min(waits) >= 1 * H
    assert max(waits) <= (1 + SPREAD) * H
    tenths = [sum(n <= (wait - H) / (SPREAD * H) * 10 < n + 1 for wait in waits) for n in range(10)]
    assert min(tenths) > 60, tenths
    assert spread(first, NOW, "news.example/7") == spread(first, NOW, "news.example/7")
    assert spread(PageState(), NOW, "news.example/7") == PageState()
