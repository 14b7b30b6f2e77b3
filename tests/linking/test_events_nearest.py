"""Packed profiles, many at once: in C and in Python alike, to the last bit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.events import nearest
from linking.events.days import day_of
from linking.events.nearest import (
    Asked,
    PackedText,
    askers_of,
    likenesses,
    most_shared,
    plain_askers_of,
    plain_likenesses,
    plain_most_shared,
    plain_told,
    told,
)
from linking.events.packing import pack
from linking.events.profile import Profile, profile
from linking.folding import Folded

WORDS = "ferry pier hewan harbour swallow fog twelve passengers divers hull rudder 1998 2011 342 46 90".split()
HAN = "韩湾渡船雾中撞上东码头十二人受伤港务长说1998年342名"
texts = st.one_of(st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join), st.text(alphabet=HAN, max_size=120))
FIRST, LAST = day_of(date.min), day_of(date.max)
days = st.one_of(st.none(), st.integers(-800_000, 60_000), st.integers(20_000, 20_070))


@st.composite
def packed(draw: st.DrawFn) -> PackedText:
    return PackedText(pack(profile(Folded(draw(texts), draw(texts)))), draw(days))


def test_the_part_in_c_is_built() -> None:
    """Whoever runs the tests has a compiler: without this, both sides of the comparisons below would be Python."""
    assert nearest._native is not None


@given(packed(), st.lists(packed(), max_size=6))
def test_likenesses_made_in_c_are_those_made_in_python(one: PackedText, others: list[PackedText]) -> None:
    assert likenesses(one, others) == plain_likenesses(one, others)


weights = st.dictionaries(st.integers(0, 40), st.floats(0, 1, width=16), max_size=30)
sets = st.frozensets(st.integers(200, 240), max_size=30)
profiles = st.builds(
    Profile,
    han=st.booleans(),
    day=st.one_of(st.none(), st.integers(20_000, 20_070)),
    year=st.one_of(st.none(), st.integers(1980, 2039)),
    count=st.integers(0, 400),
    body=weights,
    opening=weights,
    title=weights,
    clocks=st.frozensets(st.integers(0, 143), max_size=2),
    numbers=sets,
    phrases=sets,
    telling=st.just(()),
)


@given(profiles, profiles, days, days)
def test_all_that_is_weighed_is_weighed_alike(a: Profile, b: Profile, day: int | None, other_day: int | None) -> None:
    one, other = PackedText(pack(a), day), PackedText(pack(b), other_day)
    assert likenesses(one, [other]) == plain_likenesses(one, [other])


@pytest.mark.parametrize("day", ["0001-01-01", "1600-02-29", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31"])
def test_years_turn_on_the_same_day(day: str) -> None:
    """The year of publication against the latest year that the other names."""
    empty: dict[int, float] = {}
    named = [
        PackedText(
            pack(Profile(False, None, year, 9, empty, empty, empty, frozenset(), frozenset(), frozenset(), ())), None
        )
        for year in (1980, 1981, 2023, 2024, 2025)
    ]
    at = day_of(date.fromisoformat(day))
    for near in {max(FIRST, at - 1), at, min(LAST, at + 1)}:
        dated = PackedText(named[0].packed, near)
        assert likenesses(dated, named) == plain_likenesses(dated, named)


def test_what_is_no_profile_is_refused() -> None:
    whole = pack(profile(Folded("ferry strikes pier", " ".join(WORDS))))
    for cut in (0, 19, 40):
        with pytest.raises(ValueError, match="no packed profile"):
            nearest._native.Subject(whole[:cut], None, *nearest.SETTINGS)


held = st.lists(st.integers(1, 30), max_size=12).map(lambda ids: ",".join(map(str, ids)) or None)


@given(st.lists(st.tuples(st.integers(1, 5), held), max_size=40), st.integers(1, 8))
def test_those_that_share_most_are_the_same(rows: list[tuple[int, str | None]], best: int) -> None:
    assert most_shared(rows, 2, best) == plain_most_shared(rows, 2, best)


def test_those_that_share_most_come_first_then_the_smaller_number() -> None:
    rows = [(1, "1,2,3"), (1, "1,2,4"), (1, "4"), (1, None), (2, f"2,{1 << 40}")]
    assert most_shared(rows, 1, 5) == {1: [2, 4, 3], 2: [1 << 40]}
    assert most_shared(rows, 2, 5) == {1: [2, 4], 2: []}
    assert most_shared(rows, 1, 1) == {1: [2], 2: [1 << 40]}


asked = st.tuples(st.integers(1, 5), st.frozensets(st.integers(1, 6)), st.integers(0, 1), st.integers(2, 3))


@given(st.lists(asked, max_size=8))
def test_who_asks_for_what_is_the_same(every: list[Asked]) -> None:
    assert askers_of(every) == plain_askers_of(every)


def test_askers_stand_by_the_days_that_they_ask_for() -> None:
    asking: list[Asked] = [(1, (7, 8), 0, 2), (2, (7,), 0, 2), (3, (7,), 1, 2)]
    assert askers_of(asking) == {(0, 2): {7: [1, 2], 8: [1]}, (1, 2): {7: [3]}}


@given(st.lists(st.tuples(st.integers(1, 6), held), max_size=12), st.integers(1, 8))
def test_what_askers_are_told_is_the_same(rows: list[tuple[int, str | None]], most: int) -> None:
    askers = {key: [10 * key, 10 * key + 1] for key in range(1, 7)}
    assert told(rows, askers, most) == plain_told(rows, askers, most)


def test_of_a_key_that_too_many_hold_nobody_is_told() -> None:
    assert told([(7, "1,2"), (8, "1,2,3"), (9, None)], {7: [4, 5], 8: [4], 9: [5]}, 2) == (
        [(4, "1,2"), (5, "1,2"), (5, None)],
        [8],
    )
