"""The tokenizer of search, without a database."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.tokens import find_tokens, token_texts, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("！？ -- …", ""),
        ("风", "风"),
        ("风筝", "风筝 筝"),
        ("風箏節", "风筝 筝节 节"),
        ("潍坊，风筝", "潍坊 坊 风筝 筝"),
        ("张 胜　男", "张胜 胜男 男"),
        ("第一段\n第二段", "第一 一段 段 第二 二段 段"),
        ("ＧＤＰ增长5.2％", "gdp 增长 长 5 2"),
        ("Running Governments ran", "run govern ran"),
        ("café CAFÉ cafe\u0301", "cafe cafe cafe"),
        ("covid-19 a_b", "covid 19 a b"),
        ("𠮷野家", "𠮷野 野家 家"),
        ("カタカナ ｶﾀ", "カタ タカ カナ ナカ カタ タ"),
        ("한국어", "한국 국어 어"),
        ("Ελλάδα Москва", "ελλαδα москва"),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert " ".join(token.text for token in tokens(text)) == expected


def test_places_are_those_of_the_text_as_published() -> None:
    text = "《鲁網》㎏ ﬁne：開發(fā)區"
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "鲁網",
        "網",
        "㎏",
        "ﬁne",
        "開發",
        "發",
        "fā",
        "區",
    ]


@given(st.text())
def test_any_text_has_tokens_without_sign_or_space(text: str) -> None:
    place = 0
    for token in tokens(text):
        assert re.fullmatch(r"[^\W_]+|[^\x00-\x7f]+", token.text), repr(token.text)
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= place - 1
        place = token.start


@given(st.text() | st.text(alphabet="潍坊風々〇 \u3000a1，é"))
def test_the_texts_alone_are_those_of_the_tokens(text: str) -> None:
    assert list(token_texts(text)) == [token.text for token in tokens(text)]


@given(st.text(alphabet="潍坊風筝a1 ，é"))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = [token.text for token in tokens(text) if not token.lone]
    assert [token.text for one in once for token in tokens(one) if not token.lone] == once


@given(
    st.text("风筝節节 潍坊aB runs é,。\n張", max_size=60),
    st.sets(st.sampled_from(["风筝", "筝节", "节", "潍坊", "run", "a", "ab", "张", "风"])),
    st.sets(st.sampled_from(["风", "节", "张"])),
)
def test_tokens_are_found_without_taking_the_text_apart(text: str, wanted: set[str], beginnings: set[str]) -> None:
    expected = {
        number: token
        for number, token in enumerate(tokens(text))
        if token.text in wanted or any(token.text.startswith(one) for one in beginnings)
    }
    assert find_tokens(text, wanted, beginnings) == expected
