"""Who copied whom: the rule in a table, and what holds whatever the links are."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kitewire.archive_view import Clue
from linking import Folded, Text
from linking.telling import Copying, Descent, Witness, descents

NOON = datetime(2026, 10, 3, 4, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 2, 16, tzinfo=UTC)
"""In Beijing: all that is known is 3 October."""


def witness(name: str, hours: float | None = None, origin: str | None = None) -> Witness:
    when = None if hours is None else NOON + timedelta(hours=hours)
    text = Text(Folded("", name), when, origin, f"{name}日报")
    return Witness(text, when or NOON + timedelta(days=30), name)


def told(witnesses: list[Witness], *links: Copying, lead: int = 0) -> dict[int, tuple[int, Clue]]:
    found = descents(dict(enumerate(witnesses)), links, lead)
    return {copy: (descent.original, descent.clue) for copy, descent in found.items()}


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param([Copying(2, 0, 0.9, 0.9), Copying(2, 1, 0.6, 0.9)], (0, Clue.TIME), id="most taken"),
        pytest.param([Copying(2, 0, 1.0, 0.5), Copying(2, 1, 0.99, 0.95)], (1, Clue.TIME), id="shared omission"),
        pytest.param([Copying(2, 1, 1.0, 0.99), Copying(2, 5, 0.99, 1.0)], (5, Clue.TIME), id="of equals the earliest"),
        pytest.param([Copying(2, 0, 0.9, 0.9), Copying(2, 3, 0.7, 0.7)], (3, Clue.ORIGIN), id="origin before share"),
        pytest.param([Copying(2, 0, 0.7, 0.7), Copying(2, 4, 1.0, 1.0)], (0, Clue.TIME), id="time before share"),
        pytest.param([Copying(2, 4, 1.0, 1.0)], (4, Clue.TEXT), id="text alone"),
        pytest.param([Copying(2, 3, 1, 1), Copying(2, 4, 0.5, 0.1, by_hand=True)], (4, Clue.HAND), id="by hand"),
    ],
)
def test_an_article_has_the_original_that_explains_it_best(links: list[Copying], expected: tuple[int, Clue]) -> None:
    witnesses = [
        witness("甲乙", 0),
        witness("丙丁", 2),
        witness("戊己", 9, "庚辛日报"),
        witness("庚辛", 5),
        witness("壬癸"),
        witness("子丑", 1),
    ]
    assert told(witnesses, *links)[2] == expected


def test_a_bare_day_is_no_earlier_than_an_hour_of_it() -> None:
    day = Witness(Text(Folded("", "乙"), MIDNIGHT), MIDNIGHT, "b")
    hour = witness("甲", 0)
    assert told([witness("零", 0), hour, day], Copying(1, 2, 1.0, 1.0)) == {1: (2, Clue.TEXT)}
    assert told([witness("零", 0), witness("甲", 24), day], Copying(1, 2, 1.0, 1.0)) == {1: (2, Clue.TIME)}


def test_a_circle_opens_at_its_weakest_clue() -> None:
    # 1 names the outlet of 2, 2 came later than 3, and only the texts say that 3 copied 1.
    about = [("甲乙", -9), ("丙丁", None, "戊己日报"), ("戊己", 9), ("庚辛", 5)]
    witnesses = [witness(*one) for one in about]
    links = [Copying(1, 2, 0.9, 0.9), Copying(2, 3, 0.9, 0.9), Copying(3, 1, 1.0, 1.0)]
    assert told(witnesses, *links) == {1: (2, Clue.ORIGIN), 2: (3, Clue.TIME)}


def test_the_lead_copied_nobody() -> None:
    assert told([witness("甲", 5), witness("乙", 0)], Copying(0, 1, 1.0, 1.0)) == {}


_WITNESSES = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 30)), st.sampled_from([None, "甲0日报", "甲1日报", "甲2日报"])),
    min_size=2,
    max_size=7,
)
_SHARE = st.sampled_from([0.3, 0.7, 0.9, 0.905, 0.91, 0.99, 1.0])
_LINKS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), _SHARE, _SHARE, st.booleans()),
    max_size=20,
    unique_by=lambda one: one[:2],
)


@settings(deadline=None)
@given(_WITNESSES, _LINKS, st.randoms(use_true_random=False))
def test_a_story_is_a_tree_whatever_the_numbers_and_the_order(
    about: list[tuple[int | None, str | None]],
    pairs: list[tuple[int, int, float, float, bool]],
    dice: random.Random,
) -> None:
    witnesses = {number: witness(f"甲{number}", *one) for number, one in enumerate(about)}
    links = [Copying(*pair) for pair in pairs]
    found = descents(witnesses, links, 0)
    assert 0 not in found
    for copy in found:
        seen, at = set(), copy
        while at in found:
            assert at not in seen, "a circle"
            seen.add(at)
            at = found[at].original
    linked = {one for link in links for one in (link.copy, link.original)}
    for link in links:
        if link.copy not in found and link.copy != link.original and {link.copy, link.original} <= witnesses.keys():
            assert link.copy == 0 or _leads_to(link.original, link.copy, found), "a copy without need at the top"
    assert found.keys() <= linked
    other = dict(zip(witnesses, dice.sample(range(100), len(witnesses)), strict=True))
    renamed = [
        Copying(other.get(a, 900 + a), other.get(b, 900 + b), taken, kept, hand) for a, b, taken, kept, hand in pairs
    ]
    dice.shuffle(renamed)
    again = descents({other[number]: one for number, one in witnesses.items()}, renamed, other[0])
    assert again == {other[copy]: Descent(other[one.original], one.clue) for copy, one in found.items()}


def _leads_to(start: int, goal: int, found: dict[int, Descent]) -> bool:
    while start != goal and start in found:
        start = found[start].original
    return start == goal
