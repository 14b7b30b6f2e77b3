"""Rules of the related list that came from pages drawn by chance and labelled before they were read."""

from __future__ import annotations

import pytest

from extraction.related.words import Says, heading_says
from tests.extraction.test_related import ENGLISH, HEADLINES, PARAGRAPHS, links, page, titles

LINKS = links()
THREE = list(HEADLINES[:3])
# Ends the search for a list straight after the body.
FAR = f"<div class='note'>{ENGLISH.replace('text', 'credit')}</div>"


def within(box: str) -> str:
    """A page with `box` between its paragraphs."""
    first, *rest = PARAGRAPHS.split("</p>")
    return page(body=f"{first}</p>{box}{'</p>'.join(rest)}")


def test_a_heading_that_says_related_may_go_on_with_the_topic() -> None:
    def aside(heading: str) -> str:
        return page(after=f"<div class='end'><aside><h2>{heading}</h2>{LINKS}</aside></div>")

    assert titles(aside("Mehr zum Thema: Hafen")) == THREE
    assert titles(aside("Mehr zu Hafen")) == []


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("Mehr ähnliche Nachrichten", Says.RELATED),
        ("Weitere Pressemitteilungen von Hafen SE", Says.OTHER),
        ("Mehr Artikel aus Hafen", Says.OTHER),
        ("Weitere Artikel zum Thema", Says.RELATED),
        ("Weitere Artikel zum Hafen", Says.TOPIC),
        ("Alle Nachrichten zum Hafen", Says.OTHER),
    ],
)
def test_what_headings_of_more_and_all_say(heading: str, says: Says | None) -> None:
    assert heading_says(heading) is says


def test_a_label_at_the_start_of_a_sentence_heads_no_list() -> None:
    link = "<a href='./t20240601_40109.htm'>changed the plan of the road</a>"
    rest = "as the council had said in the spring, and as it said again when the harbour was dredged in the summer"
    said = f"<p>Background: {link}, {rest}.</p>"
    assert titles(within(said)) == []
    assert titles(within(f"<p>Background: {link}</p>")) == ["changed the plan of the road"]


def test_a_list_in_the_text_may_stand_under_a_heading_of_something_else() -> None:
    def box(heading: str) -> str:
        return within(f"<div><h2>{heading}</h2><ul>{LINKS}</ul></div>")

    assert titles(box("Weitere Artikel von Hafen SE")) == []
    assert titles(box("Zum Weiterlesen")) == THREE


def test_a_box_under_one_of_the_articles_tags_is_of_its_topic() -> None:
    def tagged(heading: str, tag: str) -> str:
        tags = f"<p class='t'><a href='{tag}'>Harbour road</a> <a href='/tag/council/'>Council</a></p>"
        return page(after=f"{tags}{FAR}<section><div><h2>{heading}</h2></div><div>{LINKS}</div></section>")

    assert titles(tagged("Harbour Road", "/tag/harbour-road/")) == THREE
    assert titles(tagged("Harbour Road", "/harbour-road/")) == []
    assert titles(tagged("Gardens", "/tag/harbour-road/")) == []


def test_a_box_under_more_of_the_section_is_the_sections() -> None:
    def more(section: str) -> str:
        crumbs = f"<nav class='breadcrumb'><a href='/'>Home</a> <a href='/x/'>{section}</a></nav>"
        after = f"<div class='m'><h3>Más de Harbours</h3>{LINKS}</div>"
        return page(after=after).replace("<h1", f"{crumbs}<h1", 1)

    assert titles(more("Harbours")) == []
    assert titles(more("Gardens")) == THREE


def test_the_tabs_of_a_box_say_what_it_is() -> None:
    def tabs(first: str) -> str:
        row = f"<div role='tablist'><button>{first}</button><button>More videos</button></div>"
        pane = f"<section id='more-recommendations'><ul>{LINKS}</ul></section>"
        return within(f"<div>{row}<div>{pane}</div></div>")

    assert titles(tabs("More on World")) == []
    assert titles(tabs("Related news")) == THREE


def test_a_plugins_related_box_in_a_sidebar_under_news_is_the_sites_news() -> None:
    def side(heading: str) -> str:
        box = f"<h3>{heading}</h3><div class='plugin-related'>{LINKS}</div>"
        return page(after=f"<div class='sidebar'>{box}</div>")

    assert titles(side("News")) == []
    assert titles(side("Hafen")) == THREE


def test_links_that_are_marked_up_as_related_count() -> None:
    def marked(prop: str) -> str:
        rows = "".join(
            f"<div class='c'><a {prop} href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a></div>" for n in range(3)
        )
        return page(after=f"{FAR}<div class='far'><h3>Themen</h3><div>{rows}</div></div>")

    assert titles(marked("itemprop='relatedLink'")) == THREE
    assert titles(marked("itemprop='url'")) == []


def test_a_sub_heading_in_a_link_is_no_headline() -> None:
    rows = "".join(
        f"<li><a href='./t20240601_401{n:02}.htm'><span class='sub-heading'>Seen in the harbour {n}:</span><br>"
        f" {HEADLINES[n]}</a></li>"
        for n in range(3)
    )
    assert titles(page(after=f"<div><h3>Related news</h3><ul>{rows}</ul></div>")) == THREE


def test_a_link_that_only_says_to_read_on_takes_the_heading_of_its_teaser() -> None:
    def rows(text: str) -> str:
        return "".join(
            f"<div class='entry'><div class='t'><h4>{HEADLINES[n]}</h4></div>"
            f"<a href='./t20240601_401{n:02}.htm'><span>{text}</span></a></div>"
            for n in range(3)
        )

    assert titles(page(after=f"<div><h3>Related news</h3><div>{rows('Zum Artikel')}</div></div>")) == THREE
    assert titles(page(after=f"<div><h3>Related news</h3><div>{rows('Anmelden')}</div></div>")) == []


def test_teasers_in_the_text_under_more_of_the_section_are_the_sections() -> None:
    def feed(section: str) -> str:
        rows = "".join(
            f"<div class='e'><a href='./t20240601_401{n:02}.htm'><h4>{HEADLINES[n]}</h4></a></div>" for n in range(3)
        )
        crumbs = f"<nav class='breadcrumb'><a href='/'>Home</a> <a href='/x/'>{section}</a></nav>"
        return within(f"<div><h2>Mehr «Leben»</h2>{rows}</div>").replace("<h1", f"{crumbs}<h1", 1)

    assert titles(feed("Leben")) == []
    assert titles(feed("Hafen")) == THREE


def test_a_long_label_may_lead_to_more_on_the_subject() -> None:
    headline = "The council settles how the old road will be rebuilt"

    def said(label: str) -> str:
        link = f"<em><a href='./t20240601_40100.htm'>{headline}</a></em>"
        return within(f"<p>{label} den Wahlen in der kleinen Stadt hinter dem alten Hafen: {link}</p>")

    assert titles(said("Mehr Informationen zu")) == [headline]
    assert titles(said("Der Rat sprach damals von")) == []
