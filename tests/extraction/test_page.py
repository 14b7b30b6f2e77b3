"""Outcomes, templates and the smaller facts of a page."""

from __future__ import annotations

import gc
import weakref

import pytest

from extraction import Hints, extract, join_pages
from extraction.body import find_body
from extraction.page import read, view_of
from extraction.view import PageView
from kitewire.article import PageKind
from kitewire.source import Field, Rule, Template

TEXT = (
    "The market hall in the centre of Millbrook will reopen in June after a repair of three years, the council said. "
)


def page(body: str, head: str = "", url: str = "https://news.example/town/hall.html", **hints: object) -> object:
    raw = f"<html><head><title>Market hall to reopen | News</title>{head}</head><body>{body}</body></html>".encode()
    return extract(raw, url, Hints(**hints))  # type: ignore[arg-type]


ARTICLE = f"<h1>Market hall to reopen</h1><p>{TEXT * 2}</p><p>{TEXT}</p><p>{TEXT} Second.</p>"


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (b"", "not_article (empty)"),
        (b" \n\x00\x00 ", "not_article (empty)"),
        (b"%PDF-1.7 stuff", "not_article (not html)"),
        (b'{"a": "<p>x</p>"}', "not_article (not html)"),
        (b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "not_article (not html)"),
        (b"just some words", "not_article (not html)"),
        (bytes(range(256)) * 40 + b"<html>", "failed (undecodable)"),
        (
            b"<html><head><meta http-equiv=refresh content='0; url=/b'></head><body></body></html>",
            "not_article (redirect stub)",
        ),
        (
            b"<html><title>404 Not Found</title><body><h1>Not Found</h1><p>The page is gone.</p></body></html>",
            "not_article (error page)",
        ),
        (
            b"<html><title>Sign in</title><body><h1>Sign in</h1><form><input type=password></form></body></html>",
            "not_article (login)",
        ),
        (b"<html><body><h1>Hi</h1><p>Too little.</p></body></html>", "not_article (too short)"),
        (b"<html>" + b"x" * 20_000_001, "failed (too large)"),
    ],
)
def test_outcomes(raw: bytes, outcome: str) -> None:
    assert extract(raw, "https://news.example/town/hall.html").outcome == outcome


def test_an_article_about_404_is_an_article() -> None:
    found = page(ARTICLE.replace("Market hall to reopen", "Error 404: why pages are not found") + f"<p>{TEXT * 5}</p>")
    assert found.kind is PageKind.ARTICLE  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/town/hall.html?utm_source=x", "https://news.example/town/hall.html"),
        ("https://www.news.example/other.html", "https://www.news.example/other.html"),
        ("https://news.example/", "https://news.example/town/hall.html"),
        ("https://elsewhere.example.org/x", "https://news.example/town/hall.html"),
        ("javascript:void(0)", "https://news.example/town/hall.html"),
    ],
)
def test_canonical_is_guarded(link: str, canonical: str) -> None:
    found = page(ARTICLE, f'<link rel="canonical" href="{link}">')
    assert found.canonical_url == canonical  # type: ignore[attr-defined]


def test_rules_of_the_source_win() -> None:
    template = Template(
        "t",
        (
            Rule(Field.STRIP, "css", "div.ad"),
            Rule(Field.TITLE, "css", "div.head"),
            Rule(Field.BODY, "xpath", "//div[@id='b']"),
            Rule(Field.PUBLISHED, "css", "i.when"),
            Rule(Field.AUTHOR, "xpath", "//u/text()"),
        ),
    )
    body = (
        "<div class=head>The real headline</div><i class=when>2020-02-03 04:05</i><u>Ann Lee</u><div id=b><div "
        "class=ad>Buy!</div><p>One.</p><p>Two.</p></div>"
    )
    found = page(body + ARTICLE, templates=(template,))
    assert found.title == "The real headline"  # type: ignore[attr-defined]
    assert found.body == "One.\nTwo."  # type: ignore[attr-defined]
    assert found.published.found_by == "template"  # type: ignore[attr-defined]
    assert found.bylines.authors == ("Ann Lee",)  # type: ignore[attr-defined]


def test_a_rule_for_other_pages_is_left_alone() -> None:
    template = Template("t", (Rule(Field.TITLE, "css", "p"),), url_pattern=r"/sport/")
    assert page(ARTICLE, templates=(template,)).title == "Market hall to reopen"  # type: ignore[attr-defined]


def test_join_pages() -> None:
    first = page(ARTICLE)
    second = page(f"<h1>Market hall to reopen</h1><p>{TEXT * 2}</p><p>{TEXT} The end of it all, after a long time.</p>")
    joined = join_pages([first, second])  # type: ignore[list-item]
    assert joined.pages == 2
    assert joined.body.endswith("The end of it all, after a long time.")
    assert joined.body.count(TEXT.strip() * 1) >= 1
    assert len(joined.body.split("\n")) == len(first.body.split("\n")) + 1  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no pages"):
        join_pages([])


def test_language() -> None:
    assert page(ARTICLE).lang == "en"  # type: ignore[attr-defined]
    german = (
        "<p>Die Fähre soll nach Angaben der Stadt ab Mai fahren und den Pendlern auf der Strecke eine "
        "Stunde ersparen.</p>" * 3
    )
    assert (
        extract(
            f'<html lang="en"><meta charset=utf-8><body><h1>Neue Fähre</h1>{german}</body></html>'.encode(),
            "https://a.example/b",
        ).lang
        == "de"
    )


def test_a_rule_finds_the_related_list_and_the_next_page() -> None:
    """Neither would be found without it: the box is headed otherwise, and the address does not count on."""
    links = (
        ("/town/2026/pier-closed.html", "Old pier closed"),
        ("/town/2026/fair-moves.html", "Spring fair moves to the park"),
    )
    items = "".join(f"<li><a href='{url}'>{title}</a></li>" for url, title in links)
    box = f"<div class='x7'><h3>Latest news</h3><ul>{items}</ul></div>"
    further = "<p class='go'><a href='/town/hall-continued.html'>The rest</a></p>"
    rules = (Rule(Field.RELATED, "css", "div.x7"), Rule(Field.NEXT_PAGE, "css", "p.go"))
    bare = page(ARTICLE + further + box)
    ruled = page(ARTICLE + further + box, templates=(Template("one", rules),))
    assert (bare.related, bare.next_page) == ((), None)  # type: ignore[attr-defined]
    assert [(e.title, e.url) for e in ruled.related] == [  # type: ignore[attr-defined]
        (title, f"https://news.example{url}") for url, title in links
    ]
    assert ruled.next_page == "https://news.example/town/hall-continued.html"  # type: ignore[attr-defined]


def test_a_rule_may_name_the_attribute_of_the_next_page() -> None:
    rule = Rule(Field.NEXT_PAGE, "xpath", "//p[@class='go']/@data-next")
    ruled = page(ARTICLE + "<p class='go' data-next='b.html'></p>", templates=(Template("one", (rule,)),))
    assert ruled.next_page == "https://news.example/town/b.html"  # type: ignore[attr-defined]


def test_the_collector_runs_again_after_a_page() -> None:
    extract(b"<p>One line.", "http://news.example/1.html")
    assert gc.isenabled()
    gc.disable()
    try:
        extract(b"<p>One line.", "http://news.example/1.html")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_page_goes_with_its_reading_and_does_not_wait_for_the_collector() -> None:
    """Nothing that is kept of a page may hold the page itself."""
    entries = "".join(
        f"<li><a href='/2024/05/story-{n}.html'>Council hears of bridge number {n}</a></li>" for n in range(9)
    )
    story = "".join(
        f"<p>The bridge over the river opens in June, said witness {n}, after years of work.</p>" for n in range(9)
    )
    page = f"<title>Bridge</title><h1>Bridge opens</h1>{story}<h3>Related</h3><ul>{entries}</ul>".encode()
    view = view_of(page, "https://a.example/2024/05/bridge.html")
    assert isinstance(view, PageView)
    left = weakref.ref(view)
    gc.disable()
    try:
        assert len(read(view).related) == 9
        del view
        assert left() is None
    finally:
        gc.enable()


def test_an_article_of_wechat_is_read_whole_though_its_lines_read_like_nothing() -> None:
    raw = (
        "<div id={}><p>The opening.</p><section>line</section><figcaption>caption</figcaption><p>button</p>"
        "<section><a href=/v>details</a></section><section>last line</section></div><p>below</p>"
    )
    odds = {"The opening.": 2.0, "line": -1.0, "last line": -2.0, "details": -1.0, "button": -4.0, "below": -1.0}

    def read(name: str) -> list[str]:
        view = view_of(raw.format(name).encode(), "https://mp.weixin.qq.com/s/abc")
        assert isinstance(view, PageView)
        view.memo["logits"] = [odds.get(block.text, -1.0) for block in view.blocks]
        return find_body(view).text.split("\n")

    assert read("js_content") == ["The opening.", "line", "last line"]
    assert read("other") == ["The opening."]


@pytest.mark.parametrize(
    ("word", "bridge"),
    [("<ruby>{}<rt>{}</rt></ruby>", "橋"), ("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", "橋（はし）")],
)
def test_how_words_are_read_aloud_stands_behind_them_in_brackets_or_not_at_all(word: str, bridge: str) -> None:
    line = f"{word.format('橋', 'はし')}をなおすことにきめました。冬のあいだは通れません。来年の春には、また通れます。"
    head = "<html lang=ja><meta charset=utf-8><title>橋の工事</title>"
    raw = f"{head}<h1>{word.format('橋', 'はし')}の工事</h1><div><p>{line}</p><p>{line}</p></div>"
    page = extract(raw.encode(), "https://kawa.example/news/1.html")
    assert page.title.removeprefix(bridge) == "の工事" or page.title == "橋の工事"
    assert page.body.startswith(f"{bridge}をなおすことに")
