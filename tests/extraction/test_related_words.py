"""The table of heading words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.body import Body
from extraction.related.links import key_of
from extraction.related.place import Place
from extraction.related.words import (
    Says,
    _may_say_other,
    _sections,
    heading_says,
    heading_suggests,
    label_before,
    may_head,
    says_more,
)
from extraction.view import PageView
from kitewire.urls import is_http, url_key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("【相关阅读】", Says.RELATED),
        ("相 关 新 闻 ：", Says.RELATED),
        ("RELATED ARTICLES (5)", Says.RELATED),
        ("Das könnte Sie auch interessieren", Says.RELATED),
        ("Recommended for you", Says.RECOMMENDED),
        ("您可能感兴趣的文章", Says.RECOMMENDED),
        ("今日热点", Says.OTHER),
        ("Most popular", Says.OTHER),
        ("More in Local Sports", Says.OTHER),
        ("Mehr zu Hafenstraße", Says.TOPIC),
        ("The harbour road will be rebuilt", None),
        ("古渡街道的护城河边已经站满了人", None),
        ("", None),
    ],
)
def test_headings(text: str, says: Says | None) -> None:
    assert heading_says(text) is says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ALSO READ: Harbour road plan goes to the vote", Says.RELATED),
        ("相关阅读：云岫市举行夏季风筝大赛", Says.RELATED),
        ("【関連記事】港の道路を再建へ", Says.RELATED),
        ("Lesen Sie auch – Hafenstraße wird neu gebaut", Says.RELATED),
        ("Council: harbour road plan goes to the vote", None),
    ],
)
def test_labels_before_links(text: str, says: Says | None) -> None:
    assert label_before(text) is says


@given(st.text(max_size=200))
def test_any_text_may_be_asked(text: str) -> None:
    heading_says(text)
    label_before(text)


@pytest.mark.parametrize("section", ["related", "recommended", "topic", "related stems", "recommended stems"])
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_cues_miss_no_heading(section: str, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(_sections()[section]))
    heading = data.draw(st.from_regex(line, fullmatch=True).filter(lambda text: "\n" not in text))
    assert may_head(heading), line


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_cues_miss_no_other_heading(data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(_sections()["other"]))
    heading = data.draw(st.from_regex(line, fullmatch=True).filter(lambda text: "\n" not in text))
    assert _may_say_other(heading), line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("To również Cię zainteresuje", Says.RECOMMENDED),
        ("Related terms", Says.RELATED),
        ("Most read", None),
        ("Related stories", None),
        ("The harbour road will be rebuilt", None),
    ],
)
def test_stems_speak_where_the_table_is_silent(text: str, says: Says | None) -> None:
    assert heading_suggests(text) is says


def test_more_is_no_telling_heading() -> None:
    assert says_more("Read more") and says_more("Zobacz więcej") and not says_more("Related stories")


@given(
    st.one_of(st.from_regex(r"https?://(www\.)?[a-z0-9.-]{1,12}\.[a-z]{2,3}(/[A-Za-z0-9_.~/?&=%-]{0,30})?"), st.text())
)
def test_short_keys_are_the_keys_of_addresses(url: str) -> None:
    if is_http(url):
        assert key_of(url) == url_key(url)


@given(st.from_regex(r"(/|https?://[a-z]{1,5}\.example)[a-z1_~%,+.=&/?#; -]{0,12}", fullmatch=True))
def test_plain_links_are_joined_as_any_link(link: str) -> None:
    view = PageView("<html><body><p>a</p></body></html>", "https://wire.example/news/a.html")
    assert Place(view, Body()).absolute(link) == view.absolute(link)
