"""The language of searches, without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitewire.errors import BadQueryError
from storage.search_expressions import fts5_expression, settle, tsquery_expression
from storage.search_query import Node, SearchQuery, Tags, read_query


def _settled(text: str) -> Node:
    root = read_query(text).root
    assert root is not None
    return settle(root, lambda mark: Tags(mark.kind, (mark.value,)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发", '"发" *'),
        ("发展", '"发展"'),
        ("發展中", '"发展 展中"'),
        ("风筝 节", '("风筝" AND "节" *)'),
        ('"中国 GDP"', '"中国 国 gdp"'),
        ('"GDP 增"', '"gdp 增" *'),
        ("“国际风筝”", '"国际 际风 风筝"'),
        ("『国际』", '"国际"'),
        ("runs OR 潍坊 -昌邑", '("run" OR (("潍坊") NOT ("昌邑")))'),
        ("runs | 潍坊", '("run" OR "潍坊")'),
        ('a -"b c" -d', '(("a") NOT ("b c" OR "d"))'),
        ("a NOT b AND c", '(("a" AND "c") NOT ("b"))'),
        ("OR a OR OR", '"a"'),
        ('a "unfinished phrase', '("a" AND "unfinish phrase")'),
        ("covid-19", '"covid 19"'),
        ('a"b', '("a" AND "b")'),
        ("a - b", '("a" AND "b")'),
        ("(a OR b) c", '(("a" OR "b") AND "c")'),
        ("（a OR b） －c", '((("a" OR "b")) NOT ("c"))'),
        ("c -(a OR (b d))", '(("c") NOT (("a" OR ("b" AND "d"))))'),
        ("c NOT (a b)", '(("c") NOT (("a" AND "b")))'),
        ("a ) ( b", '("a" AND "b")'),
        ("() a ((", '"a"'),
        ("f(x)", '("f" AND "x")'),
        ("title:风筝节", 'title : "风筝 筝节"'),
        ('Title："three bridges"', 'title : "three bridg"'),
        ('by:"张 胜 男" by:李', '(names : "张胜 胜男" AND names : "李" *)'),
        ("10:30", '"10 30"'),
        ("https://a.example/b?c=1", '"https a exampl b c 1"'),
        ("note:title source: x", '("note titl" AND "sourc" AND "x")'),
        ("source:7 a", '(("\ue002s7") AND "a")'),
        ("-lang:ZH a", '(("a") NOT (("\ue002lzh")))'),
    ],
)
def test_read_query(text: str, expected: str) -> None:
    assert fts5_expression(_settled(text)) == expected


def test_tsquery() -> None:
    node = _settled('发 "中国 GDP" -昌邑 -"a b" OR run title:风筝节 source:7')
    assert tsquery_expression(node) == (
        "((('发':*) & ('中国' <-> '国' <-> 'gdp') & !('昌邑') & !('a' <-> 'b'))"
        " | (('run') & ('\ue003风筝' <-> '\ue003筝节') & ('\ue002s7')))"
    )
    assert tsquery_expression(node, near=False) == (
        "((('发':*) & ('中国' & '国' & 'gdp') & !('昌邑')) | (('run') & ('\ue003风筝' & '\ue003筝节') & ('\ue002s7')))"
    )


def test_limits_hold_for_the_whole_search() -> None:
    query = read_query("a OR b since:2026-10 until:2026-10-28 -story:7 story:8", ZoneInfo("Asia/Shanghai"))
    assert query.since == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert query.until == datetime(2026, 10, 28, 16, tzinfo=UTC)
    assert (query.stories, query.not_stories) == ((8,), (7,))
    assert query.root == read_query("a OR b").root
    narrow = read_query("since:2026-10-02 since:2026-10 until:2026-11 until:2026-11-05")
    assert (narrow.since, narrow.until) == (datetime(2026, 10, 2, tzinfo=UTC), datetime(2026, 11, 6, tzinfo=UTC))
    assert read_query("since:2026-10").root is None


@pytest.mark.parametrize(
    "text",
    [
        "-foo",
        "！？",
        '""',
        "OR",
        "- -",
        "a OR -b",
        "NOT x",
        " ".join("abcdefgh" * 9),
        "a (-b)",
        "c -(-b)",
        "-title:a",
        "(" * 40 + "a",
        "title:！",
        'by:""',
    ],
)
def test_what_cannot_be_looked_for(text: str) -> None:
    with pytest.raises(BadQueryError):
        read_query(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("since:lately", "since: 'lately' is no date"),
        ("a until:2026-13", "until: '2026-13'"),
        ("-since:2026 a", "until:"),
        ("story:x", "story: 'x'"),
        ("story:0", "story: '0'"),
        ("story:99999999999999999999", "story:"),
        ("a (b until:2026-10)", "until: holds for the whole search"),
    ],
)
def test_wrong_limits_are_named(text: str, told: str) -> None:
    with pytest.raises(BadQueryError, match=told):
        read_query(text)


_parts = st.sampled_from(
    'a 风筝 風 OR NOT AND ( ) - " “ ： : title: by: source: lang: since: until: story: 2026-10 | ||'.split()
)


@given(st.text() | st.lists(_parts, max_size=12).map(" ".join) | st.lists(_parts, max_size=12).map("".join))
def test_any_text_is_a_query_or_a_bad_one(text: str) -> None:
    try:
        query = read_query(text)
    except BadQueryError:
        return
    assert query != SearchQuery(None)
