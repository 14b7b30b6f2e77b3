"""Texts that a page carries in its data, and when they are the article's."""

from __future__ import annotations

import json

import pytest

from extraction import Hints, extract
from extraction.body import body_of
from extraction.explaining import explain
from extraction.outcome import LIST, judge
from extraction.view import PageView
from kitewire.article import ArticlePage, PageKind
from kitewire.explanation import Fate
from kitewire.source import Field, Rule, Template

URL = "https://news.example/2026/10/lindholm-ferry"
TITLE = "Ferry to Lindholm island stops running after harbour storm"
FIRST = "The ferry to the island of Lindholm has stopped running since the storm broke the pier of the harbour today."
SECOND = "Repairs will take a week, said Ida Berg of the harbour office, for the timber must come from the mainland."
THIRD = "Until then a fishing boat carries post and bread, and whoever needs a doctor calls the coast guard in Ostby."
TEXT = [FIRST, SECOND, THIRD]
MARKUP = "".join(f"<p>{line}</p>" for line in TEXT)
OTHER = "<p>The baker of Ostby has won a prize for his rye bread, which he bakes at night as his mother did.</p>" * 3
MENU = "".join(f"<li><a href='/s/{k}'>Section {k}</a></li>" for k in range(9))


def read(shown: str = "", head: str = "", url: str = URL) -> ArticlePage:
    """The record of a page with that title whose body shows `shown` between menu and foot."""
    page = (
        f"<html lang=en><head><title>{TITLE}</title>{head}</head><body><ul>{MENU}</ul><h1>{TITLE}</h1>{shown}"
        "<footer><a href=/about>About us</a></footer></body></html>"
    )
    return extract(page.encode(), url)


def article(**said: object) -> str:
    """An article's JSON-LD."""
    item = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **said}
    return f"<script type='application/ld+json'>{json.dumps(item)}</script>"


def lines(page: ArticlePage) -> list[str]:
    return page.body.split("\n")


@pytest.mark.parametrize(
    "told",
    [
        "\n".join(TEXT),
        "\r\n\r\n".join(TEXT),
        "".join(TEXT),
        MARKUP,
        MARKUP.replace("<", "&lt;").replace(">", "&gt;"),
        f"{FIRST}<br><br>{SECOND}<br/>{THIRD}",
        f"<p>{FIRST}</p><figure><figcaption>The pier. Photo: O. Lund</figcaption></figure><p>{SECOND}<p>{THIRD}",
    ],
    ids=["lines", "blank lines", "glued", "markup", "escaped markup", "line breaks", "a caption"],
)
def test_an_article_that_is_only_in_its_data_is_read_in_paragraphs(told: str) -> None:
    page = read(head=article(articleBody=told))
    assert (page.outcome, lines(page)) == ("article", TEXT)


def test_a_beginning_gives_way_to_the_whole() -> None:
    assert lines(read(f"<p>{FIRST[:60]} …</p>", article(articleBody="\n".join(TEXT)))) == TEXT


def test_bylines_and_links_are_found_around_and_within_such_a_text() -> None:
    told = MARKUP.replace("Ida Berg", "<a href='https://harbour.example/berg'>Ida Berg</a>")
    page = read("<p class=byline>By Karla Holm</p>", article(articleBody=told, datePublished="2026-10-05T08:00:00Z"))
    assert lines(page) == TEXT
    assert page.bylines.authors == ("Karla Holm",)
    assert page.published is not None and page.published.when.day == 5
    assert [link.url for link in page.body_links] == ["https://harbour.example/berg"]


def test_a_body_that_is_about_as_long_stays() -> None:
    shown = "".join(f"<p>{line}</p>" for line in (FIRST, SECOND))
    told = article(articleBody="\n".join((*TEXT, "Editors' note: this text was changed.")))
    assert lines(read(shown, told)) == [FIRST, SECOND]


def test_a_long_body_that_is_none_of_the_text_gives_way() -> None:
    wall = "".join(f"<p>We and our partners of list {k} store cookies until you object.</p>" for k in range(6))
    told = "\n".join(TEXT * 5)
    assert lines(read(wall, article(articleBody=told)))[:3] == TEXT
    # What says the same in part stays, however short it is.
    assert lines(read(MARKUP, article(articleBody="\n".join(TEXT) + " It is so." * 200))) == TEXT


@pytest.mark.parametrize(
    "head",
    [
        article(articleBody="\n".join(TEXT), isAccessibleForFree=False),
        article(articleBody="\n".join(TEXT), isAccessibleForFree="False"),
        article(articleBody="\n".join(TEXT), hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}),
        article(articleBody="\n".join(TEXT)) + "<meta property='article:content_tier' content=locked>",
    ],
    ids=["false", "a string", "a part", "locked"],
)
def test_what_is_paid_for_is_not_taken_from_data(head: str) -> None:
    page = read(f"<p>{FIRST}</p>", head)
    assert (page.outcome, page.body) == ("article (paid teaser)", FIRST)
    assert read(f"<noscript>{MARKUP}</noscript>", head).body == ""


def test_words_of_a_wall_keep_the_data_out() -> None:
    shown = f"<p>{FIRST}</p><div>Subscribe to continue reading.</div>"
    assert SECOND not in read(shown, article(articleBody="\n".join(TEXT))).body


@pytest.mark.parametrize(
    "shown",
    [
        f"<noscript>{MARKUP}</noscript>",
        f"<template>{MARKUP}</template>",
        f"<script type='text/template'>{MARKUP}</script>",
        f"<div id=app data-page='{json.dumps({'props': {'post': {'id': 7, 'body': MARKUP}}})}'></div>",
        f"<script id=__NEXT_DATA__ type='application/json'>{json.dumps({'props': {'content': MARKUP}})}</script>",
        f"<script>window.__STATE__ = {json.dumps({'a': {'content': MARKUP}})};start()</script>",
        "<script type='application/json'>" + json.dumps([{"type": "p", "text": line} for line in TEXT]) + "</script>",
        f"<script>window.__NUXT__=(function(a){{return {{post:{{body:{json.dumps(MARKUP)}}}}}}}(1))</script>",
    ],
    ids=["noscript", "template", "text/template", "attribute", "next", "assigned", "pieces", "nuxt"],
)
def test_a_text_that_waits_for_a_script_is_read(shown: str) -> None:
    page = read(shown)
    assert (page.outcome, lines(page)) == ("article", TEXT)


def test_a_text_that_react_streams_is_put_together() -> None:
    rows = f'1:["$","main"]\n23:T{len(MARKUP.encode()):x},{MARKUP}24:["$","div",null,{{"html":"$23"}}]\n'
    cuts = (rows[:30], rows[30:200], rows[200:])
    shown = "".join(f"<script>self.__next_f.push([1,{json.dumps(cut)}])</script>" for cut in cuts)
    assert lines(read(shown.replace("</p>", "\\u003c/p\\u003e"))) == TEXT


@pytest.mark.parametrize(
    "shown",
    [
        "<noscript><p>Please turn on scripts to see the pages of this newspaper and its pictures.</p></noscript>",
        f"<noscript>{OTHER}</noscript>",
        "<noscript>" + "".join(f"<p><a href=/{k}>{line}</a></p>" for k, line in enumerate(TEXT)) + "</noscript>",
        "<script type='application/json'>"
        + json.dumps([{"url": f"/{k}", "text": line} for k, line in enumerate(TEXT)])
        + "</script>",
    ],
    ids=["a notice", "another story", "links", "teasers"],
)
def test_other_hidden_texts_are_no_article(shown: str) -> None:
    assert read(shown).body == ""


def test_why_such_a_page_was_read_so_is_told_and_what_it_teaches() -> None:
    page = f"<html lang=en><title>{TITLE}</title><body><h1>{TITLE}</h1>{article(articleBody=MARKUP)}</html>".encode()
    notes = explain(page, URL).blocks
    assert [note.text for note in notes if note.fate is Fate.TEXT] == TEXT
    taught = extract(page, URL, Hints(observe=True)).observation
    assert taught is not None and len(taught.blocks) >= len(TEXT)


def test_of_several_articles_only_that_with_the_title_is_read() -> None:
    other = article(articleBody=OTHER * 3).replace(TITLE, "A prize for rye bread")
    assert lines(read(head=other + article(articleBody=MARKUP))) == TEXT
    assert read(head=other + other).body == ""


def test_hostile_data_costs_little_and_raises_nothing() -> None:
    strange = "\x00\ud800\x0b" + "<a " * 50_000 + FIRST
    assert read(head=article(articleBody=strange)).kind is not None
    assert read(head=article(articleBody="a\n" * 140_000)).body == ""
    deep = '{"text":[' * 30_000
    assert read(f"<script>a = {deep}</script><script>{deep}</script>").body == ""
    state = 'text:"' * 100_000 + "0:Tffffff," * 100_000
    assert read(f"<script>{state}</script><script>self.__next_f.push([1,{json.dumps(state)}])</script>").body == ""


def test_paragraphs_kept_as_runs_of_letters_are_joined() -> None:
    def runs(line: str) -> list[dict[str, str]]:
        return [{"type": "text", "text": line[:20]}, {"type": "text", "text": line[20:]}]

    pieces = [{"type": "paragraph", "children": runs(line)} for line in TEXT]
    pieces.insert(1, {"type": "link", "text": "Read also: rye bread", "url": "/bread"})
    state = f"window.__STATE__ = {json.dumps({'post': {'nodes': pieces}})};"
    assert lines(read(f"<script>{state}</script>")) == TEXT
    row = f'5:["$","main",null,{json.dumps({"nodes": pieces})}]\n'
    assert lines(read(f"<script>self.__next_f.push([1,{json.dumps(row)}])</script>")) == TEXT


def test_the_data_of_a_list_or_front_page_is_not_read() -> None:
    state = f"<script type='application/json'>{json.dumps({'content': MARKUP})}</script>"
    links = "".join(f"<li><a href=/n/{k}>Ferry of Lindholm number {k} sails again</a></li>" for k in range(30))
    assert FIRST not in read(state + links).body
    assert FIRST not in read(state, url="https://news.example/").body


def test_a_rule_of_the_source_is_never_overruled() -> None:
    page = f"<title>{TITLE}</title>{article(articleBody=MARKUP)}<p id=t>{FIRST}</p>"
    rule = Template("t", (Rule(Field.BODY, "css", "#t"),))
    assert extract(page.encode(), URL, Hints(templates=(rule,))).body == FIRST


def test_a_line_that_is_all_link_is_a_list() -> None:
    words = "A ferry, a storm and a harbour: all that was written here about the island of Lindholm in this year"
    view = PageView(f"<title>Lindholm</title><p><a href=/all>{words}</a></p>", URL)
    assert judge(view, "Lindholm", body_of(list(view.blocks))) == (PageKind.NOT_ARTICLE, LIST)
    view = PageView(f"<title>Lindholm</title><p><a href=/all>{words}</a>, said Ida Berg.</p>", URL)
    assert judge(view, "Lindholm", body_of(list(view.blocks)))[0] is PageKind.ARTICLE
