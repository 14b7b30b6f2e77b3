"""Rules of the related list that came from pages of sites never seen, each on a small invented page."""

from __future__ import annotations

import pytest

from extraction.related.links import is_more, is_request
from extraction.related.words import Says, heading_says
from tests.extraction.test_related import ENGLISH, HEADLINES, PARAGRAPHS, links, page, titles

TWO = list(HEADLINES[:2])
THREE = list(HEADLINES[:3])


def link(n: int, title: str = "") -> str:
    return f"<a href='./t20240601_401{n:02}.htm'>{title or HEADLINES[n]}</a>"


def test_lines_of_links_straight_after_the_last_paragraph_are_see_also() -> None:
    lines = f"<p>{link(0)}</p><p>Bild: Ada Ruhl</p><p>{link(1)}</p>"
    assert titles(page(body=PARAGRAPHS + lines)) == TWO
    # More of them are no see-also lines of the editors, and a longer line or a heading ends the article.
    more = "".join(f"<p>{link(n, f'{HEADLINES[2]}{n}')}</p>" for n in range(2, 7))
    assert titles(page(body=PARAGRAPHS + lines + more)) == []
    assert titles(page(body=PARAGRAPHS + f"<p>{'云岫市的风筝' * 25}</p>" + lines)) == []
    assert titles(page(body=PARAGRAPHS + "<h3>Die Leute</h3>" + lines)) == []


def test_after_the_last_paragraph_a_request_is_no_headline() -> None:
    assert titles(page(body=ENGLISH + f"<p>{link(0, 'Read our policy on reviews of harbours')}</p>")) == []
    assert titles(page(body=ENGLISH + f"<p>{link(0, 'https://example.cn/kites-over-the-harbour')}</p>")) == []


def test_one_line_over_several_addresses_is_a_button() -> None:
    line = f"<p>{link(0)}</p>"
    assert titles(page(body=PARAGRAPHS + line + PARAGRAPHS)) == [HEADLINES[0]]
    assert titles(page(body=PARAGRAPHS + line + f"<p>{link(1, HEADLINES[0])}</p>" + PARAGRAPHS)) == []


def test_a_quotation_of_nothing_but_a_headline_is_an_embedded_story() -> None:
    def quote(text: str) -> str:
        return page(body=PARAGRAPHS + f"<blockquote><p>{text}{link(0)}</p></blockquote>" + PARAGRAPHS)

    assert titles(quote("")) == [HEADLINES[0]]
    assert titles(quote("放风筝的人说，整条河岸都热闹起来，")) == []


def test_a_line_that_is_a_label_and_a_headline_is_see_also() -> None:
    def line(label: str, after: str = "") -> str:
        return f"<p><b>{label}</b> {link(0)}{after}</p>"

    assert titles(page(body=PARAGRAPHS + line("Das las man einst:") + PARAGRAPHS)) == [HEADLINES[0]]
    assert titles(page(body=PARAGRAPHS + line("Das las man einst") + PARAGRAPHS)) == []
    assert titles(page(body=PARAGRAPHS + line("Das las man einst:", "，老人和孩子都来了") + PARAGRAPHS)) == []


def test_a_list_whose_lines_all_have_kickers_is_one_of_entries() -> None:
    kickers = ("Hafen:", "Wer zahlt das?", "Rathaus:")
    lines = "".join(f"<li>{kicker} {link(n)}</li>" for n, kicker in enumerate(kickers))
    assert titles(page(body=PARAGRAPHS + f"<ul>{lines}</ul>" + PARAGRAPHS)) == THREE
    assert titles(page(body=PARAGRAPHS + f"<ul>{lines}<li>城南菜市场</li></ul>" + PARAGRAPHS)) == []


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
