"""Error pages that are served as pages, and news that use their words."""

from __future__ import annotations

import pytest

from extraction import extract
from extraction.error_pages import is_error_heading

STORY = (
    "<p>11月3日晚，河湾市公安局城东派出所民警巡逻时，发现一名老人独自站在路边，神情焦急，随即上前询问情况。</p>"
    "<p>老人今年七十八岁，外出散步时没有带手机，民警通过走访联系上了老人的家属，家属当晚把老人接回家。</p>"
)


@pytest.mark.parametrize(
    "heading",
    [
        "404",
        "404错误",
        "Error 404 - Hewan Post",
        "404 Not Found",
        "502 Bad Gateway",
        "Page not found | Hewan Post",
        "Sorry, the article was not found",
        "Just a moment...",
        "Seite nicht gefunden",
        "抱歉，您访问的页面不存在_河湾网",
        "对不起，找不到该页面",
        "文章不存在或已删除",
        "您查看的内容已被删除，请返回首页",
        "安全验证",
        "网站维护中",
        "网站正在升级维护，给您带来不便敬请谅解",
    ],
)
def test_headings_of_errors(heading: str) -> None:
    assert is_error_heading(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "老人迷路找不到家 民警暖心相助",
        "“不存在”的公交站让市民犯了难",
        "短视频已被删除 当事人公开道歉",
        "河湾404路公交车今起改线",
        "网站正在升级，市民办事不再跑腿",
        "道路维护中发现古井",
        "Forbidden City treasures come to town",
        "Access denied: villagers fight for path",
        "500 runners at the town race",
        "Lost dog not found after storm",
        "Trésor introuvable : la mairie cherche",
    ],
)
def test_headlines_with_the_same_words(heading: str) -> None:
    assert not is_error_heading(heading)


def test_short_news_with_such_a_headline_is_an_article() -> None:
    for title, outcome in (("老人迷路找不到家", "article"), ("您查找的页面不存在", "not_article (error page)")):
        raw = f"<html lang=zh><title>{title}_河湾网</title><body><h1>{title}</h1><div>{STORY}</div></body></html>"
        assert extract(raw.encode(), "http://x.example/202611/t20261103_1.htm").outcome == outcome


@pytest.mark.parametrize(
    "piece", ["404", "404 ", "页", "页面找不到", "不存在或", "网站维护", "error ", "not found ", "，请"]
)
@pytest.mark.timeout(60)
def test_long_headings_are_soon_done(piece: str) -> None:
    """In time that grows with its square it would take many minutes."""
    for text in (piece * 100_000, (piece * 30)[:60], "\n".join([(piece * 30)[:60]] * 100)):
        is_error_heading(text)
