"""Packed profiles, many at once: in C and in Python alike, to the last bit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.events.days import day_of
from linking.events.nearest import (
    SETTINGS,
    Asked,
    PackedText,
    likenesses,
    nearest,
    plain_likenesses,
    plain_nearest,
)
from linking.events.packing import pack
from linking.events.profile import Profile, profile
from linking.folding import Folded
from linking.native import part_in_c
from linking.sharing import Holders

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
    assert part_in_c() is not None


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
            part_in_c().Subject(whole[:cut], None, *SETTINGS)


@st.composite
def holders(draw: st.DrawFn) -> Holders:
    return {key: written(draw(st.sets(st.integers(1, 30), min_size=1))) for key in draw(st.sets(st.integers(1, 8)))}


def written(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))


keys = st.frozensets(st.integers(1, 8))


@given(st.integers(1, 30), st.lists(st.tuples(keys, holders()), max_size=3), keys, st.integers(1, 8))
def test_those_that_share_most_are_the_same(one: int, asked: list[Asked], some: frozenset[int], best: int) -> None:
    heavy = frozenset(key for key in some if all(key in keys for keys, _ in asked))
    assert nearest(one, asked, heavy, 3, 2, best) == plain_nearest(one, asked, heavy, 3, 2, best)


def test_those_that_share_most_come_first_then_the_smaller_number() -> None:
    holders = {5: "1,2,3", 6: "1,2,4", 7: "4", 8: f"2,{1 << 40}"}
    assert nearest(1, [((5, 6, 7, 9), holders)], (), 1, 1, 5) == ([2, 4, 3], [])
    assert nearest(1, [((5, 6, 7), holders)], (7, 6), 2, 1, 5) == ([2, 4], [4, 2])
    assert nearest(1, [((5, 6), holders), ((8,), holders)], (8,), 1, 1, 1) == ([2], [2])
    assert nearest(1, [((8,), holders)], (8,), 1, 1, 5) == ([2, 1 << 40], [2, 1 << 40])


def test_heavy_terms_count_among_all_terms() -> None:
    holders = {5: "1,2,3", 6: "2,3", 7: "3"}
    assert nearest(1, [((5, 6, 7), holders)], frozenset((6, 7)), 3, 2, 5) == ([3], [3])
