"""Who shares keys: in C and in Python alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linking.sharing import Holders, plain_sharers, sharers

ids = st.sets(st.one_of(st.integers(1, 20), st.integers(1, 1 << 62)), min_size=1)
holders = st.dictionaries(st.integers(-4, 4), ids.map(lambda held: ",".join(map(str, held))))


@given(st.sets(st.integers(-5, 5)), holders)
def test_who_shares_keys_is_the_same(keys: set[int], held: Holders) -> None:
    several, once = sharers(keys, held)
    plain, plain_once = plain_sharers(keys, held)
    assert (several, sorted(once)) == (plain, sorted(plain_once))


def test_those_of_several_keys_stand_apart_from_those_of_one() -> None:
    held = {1: "7,8", 2: "8,9,10", 3: "10,8", 4: "99"}
    assert sharers((1, 2, 3, 5), held) == ({8: 3, 10: 2}, [7, 9])
    assert sharers((), held) == ({}, [])
