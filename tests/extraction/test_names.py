"""Names out of author strings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import names
from extraction.names import BY, clean_names, may_begin_by


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Ann Lee and Bo Ek, staff writer", ("Ann Lee", "Bo Ek")),
        ("Post author By Hedda Fahr", ("Hedda Fahr",)),
        ("Von Tom Spahr Fr, 18. Oktober 2019", ("Tom Spahr",)),
        ("Klaus Claussen-Theil", ("Klaus Claussen-Theil",)),
        ("Geschrieben von Cooper am 25.08.2015 22:30 (1599 x gelesen)", ("Cooper",)),
        ("By TNP, in News, Property · 31 Jan 2025", ("TNP",)),
        ("Autor: Gábor Munk, Datum: 03.Mär.19", ("Gábor Munk",)),
        ("Redaktion: Eber Furth (Pressesprecher)", ("Eber Furth",)),
        ("Rita Precht im Gespräch mit Karin Fischer", ("Rita Precht", "Karin Fischer")),
        ("By Bay News Staff", ("Bay News Staff",)),
        ("Bay Staff", ("Bay Staff",)),
        ("View all posts by Ann Lee", ("Ann Lee",)),
        ("Ma\u00adtthias Lauer", ("Matthias Lauer",)),
        ("신현 기자", ("신현",)),
        ("By Ann Lee @annlee November 29, 2016: 3:42 PM ET", ("Ann Lee",)),
        ("Ann Lee, Senior Politics Editor", ("Ann Lee",)),
        ("Ann Lee, Founder & CEO", ("Ann Lee",)),
        ("Staff Writer; Ann Lee", ("Ann Lee",)),
        ("Staff Writer", ("Staff Writer",)),
        ("Presidente Juan, Ann Lee", ("Presidente Juan", "Ann Lee")),
        ("April Glass", ("April Glass",)),
        ("Ann Lee, Bo Ek, and Cy Fall", ("Ann Lee", "Bo Ek", "Cy Fall")),
        ("December", ()),
        ("Dec 1st 2016 1:01PM", ()),
        ("View All", ()),
        ("See All Articles", ()),
        ("23 people", ()),
        ("Ann Lee, Photography by Bo Ek, Produced by Cy Fall", ("Ann Lee",)),
        ("Letters to the Editor", ()),
        ("Click here", ()),
        ("公開", ()),
        ("Posted on Monday", ()),
        ("admin", ()),
        ("https://www.example.org/ann", ()),
        ("um", ()),
    ],
)
def test_clean_names(text: str, expected: tuple[str, ...]) -> None:
    assert clean_names([text]) == expected


def test_what_may_begin_a_byline() -> None:
    """The first look lets everything pass that the pattern takes."""
    words = [*re.findall(r"[^\W\d_]{2,}", BY.pattern), "post author", "escrito por", "foto und text", "ein artikel"]
    lines = [f"{word}{rest}" for word in words for rest in (" Ann Lee", ": Ann Lee", " by Ann Lee", " von: Ann Lee")]
    taken = [line for line in (*lines, *map(str.upper, lines)) if BY.match(line)]
    assert len(taken) > 100
    assert all(map(may_begin_by, taken))
    assert not may_begin_by("Kultur")


def test_what_may_call_for_more() -> None:
    words = [
        "view all posts by",
        "alle artikel von",
        "zeige alle posts von",
        "alles von",
        "see all posts by",
        "more from",
    ]
    words += ["mehr von", "latest posts by", "thread starter", "post by", "about the author", "über den autor", "über"]
    words += ["follow", "contact", "voir tous les articles de", "profil von", "author:"]
    lines = [f"{word} Ann Lee" for word in words]
    assert all(names._CALL.match(line) for line in (*lines, *map(str.upper, lines)))
    assert {names._without_call(line).casefold() for line in (*lines, *map(str.upper, lines))} == {"ann lee"}


@given(
    st.lists(st.sampled_from(["Ann", " ", "and", "&", "+", ",", "/", "Lee", "、", "  ", "y"]), max_size=7).map("".join)
)
def test_what_is_not_split_holds_nothing_to_split(text: str) -> None:
    text = " ".join(text.split())
    if not names._SPLITS.search(text) and text.count(" ") < 2:
        assert names._SPLIT.split(text) == [text]
