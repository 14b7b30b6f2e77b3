"""The measures of a pair: numbers by value, runs and the places between them, titles; on small invented texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking import Folded, fold
from linking.agreement import Agreement, agreement
from linking.alignment import Block, covered_runs, gaps_between, shingled
from linking.numbers import numbers_of_han, numbers_of_words
from tests.linking.texts import paragraphs

BODY = "\n".join(paragraphs(4))


def measured(one: Folded, other: Folded) -> Agreement:
    found = agreement(one, other)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("revs rose to 10.5 mln from 9200000", [10_500_000, 9_200_000]),
        ("two of the third 60m nets", [2, 3, 60]),
        ("thirty boats 1 2 billion", [30, 1, 2e9]),
        ("none at all", []),
    ],
)
def test_numbers_of_words_have_values(text: str, values: list[float]) -> None:
    assert [one.value for one in numbers_of_words(text.split())] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [("渡口3.2万人12日", [32_000, 12]), ("共4亿元", [4e8]), ("三座石桥", []), ("9" * 400, [float("inf")])],
)
def test_numbers_of_han_have_values(text: str, values: list[float]) -> None:
    assert [one.value for one in numbers_of_han(text)] == values


@pytest.mark.parametrize(("value", "tells"), [(342, True), (4.6, True), (300, False), (2024, False), (12, False)])
def test_exact_figures_tell(value: float, tells: bool) -> None:
    assert next(numbers_of_han(f"{value}")).tells is tells


def aligned(one: str, other: str) -> list[Block]:
    return [Block(*found) for found in shingled(one, False).blocks(shingled(other, False))]


def test_blocks_and_gaps_lie_side_by_side() -> None:
    blocks = aligned("a b c d e 5 f g h i", "z a b c d e 6 7 f g h i")
    assert blocks == [Block(0, 1, 5), Block(6, 8, 4)]
    assert covered_runs(blocks) == [(0, 5), (6, 10)]
    _, gap = gaps_between(blocks, (10, 12), longest=8)
    assert (gap.first, gap.second, gap.is_replacement) == ((5, 6), (6, 8), True)
    assert not list(gaps_between(blocks, (10, 12), longest=0))


def test_a_repeated_run_follows_the_one_before_it() -> None:
    assert aligned("a b c x y z", "x y z a b c x y z") == [Block(0, 3, 6)]


def test_what_was_left_out_is_a_gap_but_no_replacement() -> None:
    (gap,) = gaps_between(aligned("a b c d e f", "a b c 1 d e f"), (6, 7), longest=8)
    assert (gap.first, gap.second, gap.is_replacement) == ((3, 3), (3, 4), False)


def test_numbers_that_differ_between_the_same_neighbours_contradict() -> None:
    monday = fold("渡口客流", "河湾渡口今日运送乘客3120人次，加开航班15班，周边道路通行正常，候船大厅照常开放。")
    tuesday = fold("渡口客流", "河湾渡口今日运送乘客3140人次，加开航班1班，周边道路通行正常，候船大厅照常开放。")
    found = measured(monday, tuesday)
    assert set(found.conflicts) in ({("3120", "3140"), ("15", "1")}, {("3140", "3120"), ("1", "15")})
    assert found.conflicting == 0.5


def test_the_same_number_written_otherwise_does_not_contradict() -> None:
    one = fold("", "The port handled 2,400,000 tons of grain last year, the harbour board said on the quay in Hewan.")
    other = fold("", "The port handled 2.4 mln tons of grain last year, the harbour board said on the quay in Hewan.")
    assert measured(one, other).conflicts == ()


def test_ordinals_in_chinese_signs_contradict() -> None:
    one = fold("", "河湾商会第二次代表会议在老城礼堂举行，会议审议了渡口扩建的各项安排")
    other = fold("", "河湾商会第三次代表会议在老城礼堂举行，会议审议了渡口扩建的各项安排")
    assert len(measured(one, other).conflicts) == 1


def test_another_name_in_text_and_title_is_seen() -> None:
    text = "{}今日接任河湾渡口管理处处长，此前他在北坡水库任职多年，熟悉航道与调度工作。"
    one, other = fold("陈远帆任渡口处长", text.format("陈远帆")), fold("李知秋任渡口处长", text.format("李知秋"))
    assert measured(one, other).renamed
    assert not measured(one, replace(other, title=one.title)).renamed


def test_openings_are_compared_both_ways() -> None:
    quoted = "The ferry will run until midnight, said the harbour master, and nobody will be left on the quay in Hewan."
    before = "Long before any of this the old lighthouse keeper used to count boats by their lamps " * 2
    one, other = fold("", f"{before}\n{quoted}"), fold("", quoted)
    assert measured(one, other).leads == (0, 1)
    assert measured(other, other).leads == (1, 1)


@given(
    st.text("河湾渡口 ab12二.", max_size=60),
    st.text("河湾渡口 ab12二.", max_size=60),
    st.sampled_from(["", "渡口", "a b"]),
)
def test_measures_are_shares_and_symmetric(one: str, other: str, title: str) -> None:
    a, b = fold(title, one), fold("", other)
    found, mirrored = agreement(a, b), agreement(b, a)
    assert (found is None) == (mirrored is None)
    if found is None or mirrored is None:
        return
    assert replace(found, first_is_shorter=True) == replace(mirrored, first_is_shorter=True)
    shares = [found.containment, found.reverse, found.conflicting, found.missing, found.figures, *found.leads]
    assert all(0 <= share <= 1 for share in shares)
