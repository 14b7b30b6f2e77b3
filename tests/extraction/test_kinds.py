"""What kind of page it is: told apart from plain articles, and read as far as it can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import extract, kinds
from tests.extraction.kind_pages import PAGES, captions, first, third


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("epaper_entry", "not_article (redirect stub)"),
        ("epaper_entry_by_script", "not_article (redirect stub)"),
        ("epaper_issue", "not_article (e-paper issue)"),
        ("epaper_article", "article"),
        ("epaper_article_of_another_vendor", "article"),
        ("image_story", "article (image story)"),
        ("image_story_in_english", "article (image story)"),
        ("ticker", "article (live ticker)"),
        ("ticker_without_structured_data", "article (live ticker)"),
        ("video", "not_article (video)"),
        ("forum", "not_article (forum thread)"),
        ("forum_in_english", "not_article (forum thread)"),
        ("questions_in_microdata", "not_article (forum thread)"),
        ("questions_answered_by_the_outlet", "article"),
        ("error", "not_article (error page)"),
        ("login", "not_article (login)"),
        ("paid", "article (paid teaser)"),
        ("paid_without_structured_data", "article (paid teaser)"),
        ("list", "not_article (list page)"),
    ],
)
def test_every_kind_is_told(name: str, outcome: str) -> None:
    assert extract(PAGES[name].encode(), f"https://hewan.example/news/{name}.html").outcome == outcome


@pytest.mark.parametrize("name", ["epaper_article", "epaper_article_of_another_vendor"])
def test_articles_of_e_papers_are_read_whole_and_clean(name: str) -> None:
    page = extract(PAGES[name].encode(), "https://hewan.example/html/2026-11/20/content_4000.htm")
    assert len(page.body.split("\n")) == 3
    assert page.body.startswith(first[:6])
    assert page.body.endswith(third)
    assert page.published is not None and page.published.when is not None
    assert page.published.when.date().isoformat() == "2026-11-20"


def test_captions_are_the_text_of_an_image_story() -> None:
    page = extract(PAGES["image_story"].encode(), "https://hewan.example/pic/1.html")
    assert page.body.split("\n") == captions
    assert page.published is not None


def test_captions_of_an_article_stay_out_of_its_text() -> None:
    figures = "".join(
        f"<figure><img src=/{n}.jpg><figcaption>{c}</figcaption></figure>" for n, c in enumerate(captions)
    )
    text = "".join(f"<p>{first}{n}</p><p>{third}{n}</p>" for n in range(6))
    page = extract(
        f"<meta charset=utf-8><h1>候船大厅启用</h1><div>{text}{figures}</div>".encode(), "https://a.example/n/1.html"
    )
    assert page.outcome == "article"
    assert captions[0] not in page.body


def test_times_in_an_article_make_no_ticker() -> None:
    rows = "".join(
        f"<h3>{8 + n}:00</h3><p>第{n}班渡轮从东岸出发，经过石桥和老码头，半小时后到达西岸的新大厅。{first}</p>"
        for n in range(10)
    )
    page = extract(
        f"<meta charset=utf-8><title>渡轮时刻表</title><h1>渡轮时刻表</h1>{rows}".encode(), "https://a.example/n/1.html"
    )
    assert page.outcome == "article"


def test_late_parts_of_a_streamed_page_are_read() -> None:
    text = "".join(f"<p>{first}{n}</p>" for n in range(4))
    raw = (
        '<meta charset=utf-8><title>候船大厅启用</title><body><main><template id="B:0"></template></main>'
        f'<div hidden id="S:0"><h1>候船大厅启用</h1>{text}</div><script>$RC("B:0","S:0")</script>'
    )
    assert first in extract(raw.encode(), "https://a.example/n/1.html").body


@given(
    st.integers(0, 530),
    st.lists(
        st.sampled_from(
            ["id=", " id='", ' id="', "xid=", "post", "_12", "js-post-", "pid", "p123", "p12", "post_1", "d=p", "\n"]
        ),
        max_size=9,
    ),
)
def test_marks_of_posts_are_not_overlooked(before: int, pieces: list[str]) -> None:
    source = "." * before + "".join(pieces)
    for text in (source, source + "id=post_message_1" * 2, source + "." * 40):
        if len(kinds._POST.findall(text)) >= kinds._LEAST_POSTS:
            assert kinds._texts.holds_posts(text.encode(), kinds._LEAST_POSTS)
    assert not kinds._texts.holds_posts(b"." * before + b"<p id=a class=post>" * 40, kinds._LEAST_POSTS)


@pytest.mark.parametrize(
    "title", ["live: storm", "liveticker", "minute by minute", "as it happened", "en direct", "en vivo", "en directo"]
)
def test_words_of_tickers_are_looked_for_first(title: str) -> None:
    assert kinds._TICKER.search(title)
    assert any(word in title for word in kinds._TICKER_WORDS)
    alternatives = kinds._TICKER.pattern.replace(r"\b", "").split("|")
    assert all(any(word in one for word in kinds._TICKER_WORDS) for one in alternatives)
