"""The table of heading words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.related.words import Says, heading_says, label_before


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
