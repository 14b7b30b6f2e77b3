"""What two openings share: in C and in Python alike."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from linking.folding import Folded
from linking.ties import Opening, plain_terms_of, reference_ties, terms_of

WORDS = "the ferry pier of hewan a fog x twelve said new 342 é 𠀀 \x1c".split(" ")
HAN = "韩湾渡船雾中撞 ab\U00020000"
words = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
texts = st.one_of(words, st.text(alphabet=HAN, max_size=40), st.text(max_size=10))
openings = st.builds(Folded, texts, texts)


@given(openings, openings, st.booleans())
def test_terms_made_in_c_share_what_those_made_in_python_share(a: Folded, b: Folded, han: bool) -> None:
    fast, plain = [[make(one, han) for one in (a, b)] for make in (terms_of, plain_terms_of)]
    assert fast[0].share_in(fast[1]) == plain[0].share_in(plain[1])
    assert fast[1].share_in(fast[0]) == plain[1].share_in(plain[0])


def test_words_that_say_nothing_are_no_terms() -> None:
    """Two of the three words that are left stand in the other title or text."""
    title, other = Folded("the new ferry of hewan is a wreck", ""), Folded("ferry", "she said it was in hewan of the")
    assert terms_of(title, han=False).share_in(terms_of(other, han=False)) == 2 / 3


def test_scripts_are_told_before_terms_are_compared() -> None:
    when = datetime(2026, 10, 28, tzinfo=UTC)
    chinese, english = Opening(Folded("韩湾渡船", ""), when, "a"), Opening(Folded("hewan ferry", ""), when, "a")
    assert (chinese.han, english.han) == (True, False)
    assert not reference_ties(chinese, english)
