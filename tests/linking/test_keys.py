"""The keys made in C are those made in Python, which archives hold already."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linking import fingerprint, hashing, sketch
from linking.events import profile
from linking.hashing import by_key, key_of, keys_of, plain_by_key, plain_keys_of
from linking.sketch import HAN_SHINGLE, WINDOW, plain_sketch_of
from tests.linking.texts import folded, paragraphs

_TEXTS = st.text(st.sampled_from("ab  é\n\u3000桥河镇新😀"), max_size=400)


def test_the_part_in_c_is_built() -> None:
    """Elsewhere the install does without; here the tests would compare nothing."""
    assert all(part._native is not None for part in (hashing, sketch, profile))


@pytest.mark.parametrize("letter", ["a", "é", "桥", "😀"])
def test_keys_of_any_length(letter: str) -> None:
    texts = [letter * size + "z" for size in range(520)]
    assert keys_of(texts) == plain_keys_of(texts) == [key_of(text) for text in texts]


def test_a_lone_surrogate_has_a_key() -> None:
    assert keys_of(["a", "\ud800", "b"]) == [key_of("a"), key_of("\ud800"), key_of("b")]
    broken = folded("桥" * 30 + "\ud800")
    assert fingerprint(broken).sketch == plain_sketch_of(broken.text)[0]


@given(_TEXTS)
@example("")
@example("桥" * HAN_SHINGLE)
@example("桥" * (HAN_SHINGLE + WINDOW))
@example("a b c")
def test_sketches_of_any_text(text: str) -> None:
    assert sketch._sketch_of(text) == plain_sketch_of(text)


@pytest.mark.parametrize("count", [1, 8, 60, 400])
@pytest.mark.parametrize("han", [True, False])
def test_sketches_of_articles(count: int, han: bool) -> None:
    text = folded("\n".join(paragraphs(count, count))).text
    if not han:
        text = " ".join(f"w{ord(one) % 700}" for one in text)
    assert sketch._sketch_of(text) == plain_sketch_of(text)


_TERMS = st.lists(st.sampled_from(["a", "桥梁", "梁木", "\ud800", "河"]))


@given(_TERMS, st.lists(st.text("ab", max_size=2)), st.integers(0, 9))
def test_weights_by_place(title: list[str], body: list[str], looked_at: int) -> None:
    asked = (title, body * 3, profile._SHARES[:looked_at], 2.0, {"桥梁": 3.25, "a": 0.5}, 7.5)
    weights = profile.plain_weights_by_place(*asked)
    # In the same order, too: by it ties are decided.
    assert list(profile._native.weights_by_place(*asked).items()) == list(weights.items())


_KEYS = st.one_of(st.integers(-5, 5), st.integers(-(1 << 63), (1 << 63) - 1))


@given(st.dictionaries(st.integers(1, 1 << 40), st.frozensets(_KEYS, max_size=8).map(tuple), max_size=8))
def test_keys_come_with_their_holders_in_order(keys: dict[int, tuple[int, ...]]) -> None:
    assert by_key(keys) == plain_by_key(keys)
    assert [key for key, _ in by_key(keys)] == sorted(key for held in keys.values() for key in held)
