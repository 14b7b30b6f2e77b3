"""Rules of the related list that came from pages of sites never seen, each on a small invented page."""

from __future__ import annotations

import pytest

from extraction.related.links import is_more, is_request
from extraction.related.words import Says, heading_says
from tests.extraction.test_related import HEADLINES, PARAGRAPHS, links, page, titles

THREE = list(HEADLINES[:3])


def link(n: int, title: str = "") -> str:
    return f"<a href='./t20240601_401{n:02}.htm'>{title or HEADLINES[n]}</a>"


def test_a_menu_above_the_article_is_no_list_whatever_stands_over_it() -> None:
    menu = f"<li>{link(0, 'Čeština')}</li><li>{link(1, 'Dansk')}</li>"
    assert titles(page(before=f"<h3>相关内容</h3><ul>{menu}</ul>")) == []


def test_weitere_artikel_head_a_list_under_the_article_only() -> None:
    box = f"<div class='box'><h3>Weitere Artikel</h3>{links()}</div>"
    assert titles(page(after=box)) == THREE
    assert titles(page(side=box)) == titles(page(before=box)) == []


def test_what_stands_under_the_first_headline_heads_no_box() -> None:
    def entry(n: int) -> str:
        comments = f"<p><a href='/forum/t20240601_402{n:02}.htm'>8{n} Kommentare</a> Ada Ruhl</p>"
        return f"<li>{link(n)}{comments}</li>"

    found = titles(page(after=f"<p>{'x' * 400}</p><ul class='related-list'>{''.join(map(entry, range(3)))}</ul>"))
    assert found == THREE


def test_a_stray_line_of_the_text_makes_no_named_box_the_articles() -> None:
    box = f"<div class='related-box'><p class='text'>风筝节</p>{links()}</div>"
    assert titles(page(body=PARAGRAPHS, after=box)) == THREE
    longer = f"<div class='related-box'>{PARAGRAPHS}<h3>城南菜市场</h3>{links()}</div>"
    assert titles(page(body=PARAGRAPHS, after=longer)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Audio und Video zum Thema", Says.RELATED),
        ("Weitere Top-Artikel zu diesem Thema", Says.RELATED),
        ("Zum selben Thema", Says.RELATED),
        ("Ähnliche Themen", Says.RELATED),
        ("Audios and Videos on the topic", Says.RELATED),
        ("Weitere Meldungen", Says.RECOMMENDED),
        ("Seguí leyendo", Says.RECOMMENDED),
        ("Otras noticias de Puerto Claro", Says.TOPIC),
        ("Outras notícias sobre Porto Claro", Says.TOPIC),
        ("Dernières news sur : Ada Ruhl", Says.TOPIC),
        ("Últimas noticias", Says.OTHER),
    ],
)
def test_headings_of_more_sites(text: str, says: Says) -> None:
    assert heading_says(text) is says


@pytest.mark.parametrize("text", ["86 Kommentare", "1 comment", "Mehr erfahren", "Leer más", "Czytaj dalej"])
def test_links_that_are_no_headline(text: str) -> None:
    assert is_more(text)


def test_headlines_with_such_words_stay() -> None:
    assert not is_more("86 Kommentare zu einem Hafen")
    assert not is_request("Kontakt zur Insel bricht ab")
    assert is_request("Kontaktieren Sie uns und erzählen Sie vom Hafen")
