"""Average-link clustering of groups that are sure to belong together."""

from __future__ import annotations

import math
import random
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.grouping import grouped
from linking.stories import MOST_ON_EVENT, Scores, event_groups


def single(*members: int) -> list[frozenset[int]]:
    return [frozenset({one}) for one in members]


def all_between(one: Collection[int], other: Collection[int], score: float) -> dict[tuple[int, int], float]:
    return {(a, b): score for a in one for b in other if a < b}


def test_two_groups_are_one_if_the_mean_of_their_pairs_comes_near_to_what_is_within() -> None:
    """Asked is 0.15, and half of what lies above it within the looser group; scores count by their log odds, from -2.2
    to 8, and these by their power 0.7."""
    within = all_between((1, 2), (1, 2), 0.9) | all_between((3, 4), (3, 4), 0.8)
    looser = ((math.log(0.8 / 0.2) + 2.2) / 10.2) ** 0.7
    odds = (0.15 + 0.5 * (looser - 0.15)) ** (1 / 0.7) * 10.2 - 2.2
    asked = 1 / (1 + math.exp(-odds))
    assert 0.3 < asked < 0.5
    near, far = (within | all_between((1, 2), (3, 4), asked + step) for step in (0.001, -0.001))
    assert grouped(single(1, 2, 3, 4), near) == [frozenset({1, 2, 3, 4})]
    assert set(grouped(single(1, 2, 3, 4), far)) == {frozenset({1, 2}), frozenset({3, 4})}


def test_what_parts_close_groups_holds_loose_ones_together() -> None:
    between = all_between((1, 2), (3, 4), 0.4)
    close, loose = (all_between((1, 2), (1, 2), score) | all_between((3, 4), (3, 4), score) for score in (0.95, 0.45))
    assert len(grouped(single(1, 2, 3, 4), close | between)) == 2
    assert len(grouped(single(1, 2, 3, 4), loose | between)) == 1


def test_single_articles_are_joined_from_the_least_mean_on() -> None:
    assert len(grouped(single(1, 2), {(1, 2): 0.18})) == 1
    assert len(grouped(single(1, 2), {(1, 2): 0.17})) == 2


def test_scores_near_one_differ_as_their_odds_do() -> None:
    """As probabilities 0.97 and 0.9995 are nearly the same: two events of one affair would be one."""
    between = all_between((1, 2), (3, 4), 0.9)
    closer, close = (
        all_between((1, 2), (1, 2), score) | all_between((3, 4), (3, 4), score) for score in (0.9995, 0.97)
    )
    assert len(grouped(single(1, 2, 3, 4), closer | between)) == 2
    assert len(grouped(single(1, 2, 3, 4), close | between)) == 1


@pytest.mark.parametrize(("score", "groups"), [(1.0, 1), (0.0, 2)])
def test_certain_scores_count_in_full_or_not_at_all(score: float, groups: int) -> None:
    assert len(grouped(single(1, 2), {(1, 2): score})) == groups


def test_a_single_link_joins_no_two_stories() -> None:
    scores = {(a, b): 0.9 for group in (range(5), range(5, 10)) for a in group for b in group if a < b}
    assert len(grouped(single(*range(10)), scores | {(4, 5): 0.85})) == 2


def test_what_is_sure_is_never_parted_and_counts_as_a_whole() -> None:
    assert set(grouped([frozenset({1, 2}), frozenset({3})], {(1, 3): 0.3})) == {frozenset({1, 2}), frozenset({3})}
    assert grouped([frozenset({1, 2}), frozenset({3})], {(3, 1): 0.3, (2, 3): 0.2}) == [frozenset({1, 2, 3})]


SCORES = st.dictionaries(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0, 1, allow_nan=False),
    max_size=40,
)


@given(SCORES, st.integers(0, 1000))
def test_neither_the_order_of_scores_nor_their_direction_plays_a_part(
    scores: dict[tuple[int, int], float], seed: int
) -> None:
    pairs = [(pair if number % 2 else pair[::-1], score) for number, (pair, score) in enumerate(scores.items())]
    random.Random(seed).shuffle(pairs)
    groups = grouped(single(*range(12)), scores)
    assert set(groups) == set(grouped(single(*range(12)), dict(pairs)))
    assert sorted(one for group in groups for one in group) == list(range(12))


def near(scores: dict[tuple[int, int], float]) -> Scores:
    def of(ids: Collection[int]) -> dict[int, dict[int, float]]:
        found: dict[int, dict[int, float]] = {one: {} for one in ids}
        for (a, b), score in scores.items():
            for here, there in ((a, b), (b, a)):
                if here in found:
                    found[here][there] = score
        return found

    return of


def alone(ids: Collection[int]) -> dict[int, frozenset[int]]:
    return {one: frozenset({one}) for one in ids}


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_every_member_finds_the_same_stories(start: int) -> None:
    scores = {(0, 1): 0.9, (1, 2): 0.6, (0, 2): 0.1, (2, 3): 0.9, (0, 3): 0.1, (1, 3): 0.1}
    assert set(event_groups(start, alone, near(scores))) == {frozenset({0, 1}), frozenset({2, 3})}


def test_an_affair_without_end_falls_apart_where_it_is_less_alike() -> None:
    size = MOST_ON_EVENT + 10
    chain = {(one, one + 1): 0.95 if one % 2 == 0 else 0.6 for one in range(size - 1)}
    assert event_groups(20, alone, near(chain)) == [frozenset({20, 21})]
    assert event_groups(20, alone, near(dict.fromkeys(chain, 0.95))) == [frozenset({20})]
