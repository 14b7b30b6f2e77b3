"""Snippets, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitewire.errors import BadQueryError
from storage.search_query import read_query
from storage.snippet import CLOSE, LENGTH, OPEN, snippet


def _shown(body: str, query: str) -> str:
    return snippet(body, read_query(query).wanted).replace(OPEN, "[").replace(CLOSE, "]")


@pytest.mark.parametrize(
    ("body", "query", "expected"),
    [
        ("國際風箏節在濰坊開幕", "风筝", "國際[風箏]節在濰坊開幕"),
        ("國際風箏節在濰坊開幕", "风 潍", "國際[風]箏節在[濰]坊開幕"),
        ("國際風箏節", "国际风筝节", "[國際風箏節]"),
        ("记者张 胜 男报道", "张胜男", "记者[张 胜 男]报道"),
        ("Two Governments agreed", "government", "Two [Governments] agreed"),
        ("ＧＤＰ增长", '"gdp 增"', "[ＧＤＰ增]长"),
        ("没有这个词", "风筝", "没有这个词"),
        ("甲\n乙风筝", "风筝", "甲 乙[风筝]"),
        ("a\ue000风筝\ue001b", "风筝", "a[风筝]b"),
    ],
)
def test_marks(body: str, query: str, expected: str) -> None:
    assert _shown(body, query) == expected


def test_the_place_with_most_words_is_chosen() -> None:
    body = "风筝。" + "无关的话。" * 60 + "潍坊的风筝很多。" + "无关的话。" * 60
    shown = _shown(body, "风筝 潍坊")
    assert "[潍坊]的[风筝]很多" in shown
    assert shown.startswith("… ") and shown.endswith(" …")
    assert len(shown) < LENGTH + 20


def test_a_body_full_of_matches_is_no_trouble() -> None:
    assert _shown("风" * 100_000, "风").count("[") > 10


@given(st.text(), st.text())
def test_a_snippet_is_cut_from_the_text(body: str, query: str) -> None:
    try:
        terms = read_query(query).wanted
    except BadQueryError:
        return
    shown = snippet(body, terms)
    assert shown.count(OPEN) == shown.count(CLOSE)
    for mark in (OPEN, CLOSE):
        body, shown = body.replace(mark, ""), shown.replace(mark, "")
    assert shown.removeprefix("… ").removesuffix(" …").strip() in body.replace("\n", " ")
