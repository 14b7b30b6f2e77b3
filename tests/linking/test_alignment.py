"""What two texts share, by the part in C and in Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.alignment import Shingled, plain_shingled, shingled
from linking.native import part_in_c

_HAN = st.text("江渡口雾东a1", min_size=1, max_size=40).map(lambda text: text + "江")
_WORDS = st.lists(st.sampled_from(["fog", "pier", "a", "ferry", "\ud800"]), min_size=1, max_size=40).map(" ".join)

pytestmark = pytest.mark.skipif(part_in_c("_keys") is None, reason="no compiler was there")


def _told(one: Shingled, other: Shingled) -> tuple[object, ...]:
    return (
        one.many,
        one.different,
        one.shared(other),
        one.blocks(other),
        [one.share_covered(other, units) for units in (1, 7, 30)],
    )


@pytest.mark.parametrize("han", [True, False])
@given(data=st.data())
def test_both_parts_find_the_same(han: bool, data: st.DataObject) -> None:
    one, other = (data.draw(_HAN if han else _WORDS) for _ in range(2))
    made = [_told(make(one, han), make(other, han)) for make in (shingled, plain_shingled)]
    assert made[0] == made[1]


@pytest.mark.parametrize("repeats", [1, 3])
def test_a_repeated_passage_follows_the_block_before_it(repeats: int) -> None:
    one, other = "abcdefgh江" * repeats + "xyz雾xyz", "qq" + "abcdefgh江" * repeats + "xyz雾xyz"
    assert shingled(one, True).blocks(shingled(other, True)) == [(0, 2, len(one))]
