"""Leads, ties and the bounds of stories."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from linking import fold, lead
from linking.stories import BOUNDS, Member, Strength, bounded_group
from linking.ties import Opening, reference_ties

NOON = datetime(2026, 10, 3, 4, tzinfo=UTC)


def member(id: int, hours: int, is_copy: bool = False, key: str = "") -> Member:
    return Member(id, NOON + timedelta(hours=hours), key or f"k{id}", is_copy)


@pytest.mark.parametrize(
    ("members", "leads"),
    [
        ([member(1, 5), member(2, 3)], 2),
        ([member(1, 5), member(2, 3, is_copy=True)], 1),
        ([member(1, 5, is_copy=True), member(2, 3, is_copy=True)], 2),
        ([member(1, 3, key="b"), member(2, 3, key="a")], 2),
    ],
)
def test_the_earliest_original_leads(members: list[Member], leads: int) -> None:
    assert lead(members) == lead(reversed(members)) == leads


class Ties:
    """Ties given by hand."""

    def __init__(self, *ties: tuple[int, int, Strength]) -> None:
        self.ties: dict[int, dict[int, Strength]] = defaultdict(dict)
        for a, b, strength in ties:
            self.ties[a][b] = self.ties[b][a] = strength

    def __call__(self, ids: Collection[int]) -> Mapping[int, Mapping[int, Strength]]:
        return {one: self.ties.get(one, {}) for one in ids}


def chain(length: int, strength: Strength, start: int = 0) -> list[tuple[int, int, Strength]]:
    return [(start + one, start + one + 1, strength) for one in range(length - 1)]


def test_references_tie_up_to_the_bound_and_then_none_does() -> None:
    most = dict(BOUNDS)[Strength.REFERENCE]
    assert bounded_group(5, Ties(*chain(most, Strength.REFERENCE))) == frozenset(range(most))
    copies = (3, 1000, Strength.LINK)
    too_many = Ties(*chain(most + 1, Strength.REFERENCE), copies)
    assert bounded_group(5, too_many) == {5}
    assert bounded_group(3, too_many) == bounded_group(1000, too_many) == {3, 1000}


def test_links_fall_back_to_sure_ones_and_those_to_nothing() -> None:
    links, sure = dict(BOUNDS)[Strength.LINK], dict(BOUNDS)[Strength.SURE]
    ties = Ties(*chain(links + 1, Strength.LINK), *chain(5, Strength.SURE, 10_000), (3, 10_000, Strength.LINK))
    assert bounded_group(10_002, ties) == frozenset(range(10_000, 10_005))
    assert bounded_group(7, Ties(*chain(sure + 1, Strength.SURE))) == {7}


@pytest.mark.parametrize("seed", range(5))
def test_every_member_finds_the_same_group(seed: int) -> None:
    dice = random.Random(seed)
    ties = Ties(*((dice.randrange(150), dice.randrange(150), dice.choice(list(Strength))) for _ in range(90)))
    for article in range(150):
        for other in bounded_group(article, ties):
            assert bounded_group(other, ties) == bounded_group(article, ties)


def opening(title: str, body: str = "", hours: int | None = 0, outlet: str = "river") -> Opening:
    when = None if hours is None else NOON + timedelta(hours=hours)
    return Opening(fold(title, body), when, outlet)


BRIDGE = opening("河湾石桥提前完工", "河湾石桥修缮工程昨天完工，比计划早两周。")


@pytest.mark.parametrize(
    ("other", "ties"),
    [
        pytest.param(opening("石桥完工后河湾居民出行更方便", "河湾石桥提前完工。", 48), True, id="same matter"),
        pytest.param(opening("石桥完工后河湾居民出行更方便", "河湾石桥提前完工。", 24 * 9), False, id="long after"),
        pytest.param(opening("山前集市重新开放", "集市搬到了新址。", 5), False, id="other matter"),
        pytest.param(
            opening("山前集市重新开放", "集市搬到了新址。", 5, "hill"), False, id="other matter, other outlet"
        ),
        pytest.param(opening("走在石桥上的第一天", "河湾石桥昨天通了。", 9), False, id="near matter"),
        pytest.param(
            opening("走在石桥上的第一天", "河湾石桥昨天通了。", 9, "hill"), True, id="near matter, other outlet"
        ),
        pytest.param(opening("河湾石桥提前完工了", "河湾石桥提前完工。", None), True, id="undated, much alike"),
        pytest.param(opening("石桥完工后居民出行更方便", "", None), False, id="undated, little alike"),
        pytest.param(opening("Bridge reopens", "It opened.", 20, "courier"), True, id="other language, other outlet"),
        pytest.param(opening("Bridge reopens", "It opened.", 20), False, id="other language, same outlet"),
        pytest.param(opening("Bridge reopens", "It opened.", 100, "courier"), False, id="other language, long after"),
        pytest.param(opening("Bridge reopens", "It opened.", None, "courier"), False, id="other language, undated"),
    ],
)
def test_a_reference_ties_what_is_of_one_time_and_matter(other: Opening, ties: bool) -> None:
    assert reference_ties(BRIDGE, other) is ties
    assert reference_ties(other, BRIDGE) is ties


def test_what_a_person_has_tied_holds_beyond_every_bound() -> None:
    """And what is sure falls apart there, all of it but that."""
    most = BOUNDS[-1][1]
    ties = [(n, n + 1, Strength.SURE) for n in range(most + 1)]
    neighbours = Ties(*ties, (5, 900, Strength.HAND), (900, 9000, Strength.HAND))
    assert bounded_group(5, neighbours) == bounded_group(9000, neighbours) == {5, 900, 9000}
    assert bounded_group(6, neighbours) == {6}
