"""The language of searches, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitewire.errors import BadQueryError
from storage.search_index import fts5_expression, tsquery_expression
from storage.search_query import read_query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发", '("发" *)'),
        ("发展", '("发展")'),
        ("發展中", '("发展 展中")'),
        ("风筝 节", '("风筝" AND "节" *)'),
        ('"中国 GDP"', '("中国 国 gdp")'),
        ('"GDP 增"', '("gdp 增" *)'),
        ("“国际风筝”", '("国际 际风 风筝")'),
        ("runs OR 潍坊 -昌邑", '("run") OR (("潍坊") NOT ("昌邑"))'),
        ('a -"b c" -d', '(("a") NOT ("b c" OR "d"))'),
        ("a NOT b AND c", '(("a" AND "c") NOT ("b"))'),
        ("OR a OR OR", '("a")'),
        ('a "unfinished phrase', '("a" AND "unfinish phrase")'),
        ("covid-19", '("covid 19")'),
        ('a"b', '("a" AND "b")'),
        ("a - b", '("a" AND "b")'),
    ],
)
def test_read_query(text: str, expected: str) -> None:
    assert fts5_expression(read_query(text)) == expected


def test_tsquery() -> None:
    query = read_query('发 "中国 GDP" -昌邑 OR run')
    assert tsquery_expression(query) == "(('发':*) & ('中国' <-> '国' <-> 'gdp') & !('昌邑')) | (('run'))"


@pytest.mark.parametrize("text", ["-foo", "！？", '""', "OR", "- -", "a OR -b", "NOT x", " ".join("abcdefgh" * 9)])
def test_what_cannot_be_looked_for(text: str) -> None:
    with pytest.raises(BadQueryError):
        read_query(text)


@given(st.text())
def test_any_text_is_a_query_or_a_bad_one(text: str) -> None:
    try:
        query = read_query(text)
    except BadQueryError:
        return
    assert query.groups and query.wanted
