"""Rules of the related list that came from looking at many sites, each on a small invented page."""

from __future__ import annotations

import pytest

from tests.extraction.test_related import HEADLINES, PARAGRAPHS, links, page, titles

LINKS = links()
THREE = list(HEADLINES[:3])


@pytest.mark.parametrize(
    "heading",
    [
        "<h2>To również Cię zainteresuje</h2>",
        "<h3>Related terms</h3>",
        "<h3>Recommended from our desk</h3>",
        "<h3>Verwandte Inhalte zu dieser Meldung</h3>",
        "<h3>Doporučené články</h3>",
        "<div class='section-title'>Relaterade nyheter just nu</div>",
    ],
)
def test_a_heading_that_no_line_names_counts_by_its_stem_over_headlines(heading: str) -> None:
    assert titles(page(after=f"<div class='box'>{heading}{LINKS}</div>")) == THREE


def test_a_stem_counts_only_in_a_title_bar_and_over_headlines() -> None:
    menu = "<ul><li><a href='/sport/'>体育</a></li><li><a href='/local/'>本地</a></li></ul>"
    assert titles(page(after=f"<div><h3>Related terms</h3>{menu}</div>")) == []


def test_a_label_in_an_element_of_its_own_needs_no_colon() -> None:
    line = f"<p><span>相关阅读</span> <a href='./t20240601_40107.htm'>{HEADLINES[0]}</a></p>"
    assert titles(page(body=PARAGRAPHS + line + PARAGRAPHS)) == [HEADLINES[0]]


def test_a_card_that_is_one_link_may_carry_its_own_label() -> None:
    card = f"<aside><a href='./t20240601_40107.htm'><div>相关新闻</div><h3>{HEADLINES[1]}</h3></a></aside>"
    assert titles(page(body=PARAGRAPHS + card + PARAGRAPHS)) == [HEADLINES[1]]


def test_a_tab_names_its_pane_by_id() -> None:
    tabs = "<ul><li><a href='#pane-latest'>最新</a></li><li><a href='#pane-related'>相关新闻</a></li></ul>"
    panes = f"<div id='pane-latest'>{links(2, first=40200)}</div><p>换一批</p><div id='pane-related'>{LINKS}</div>"
    assert titles(page(after=f"<div class='box'>{tabs}</div>{panes}")) == THREE


def test_tags_under_a_related_heading_are_no_entries() -> None:
    tags = "<a href='/noticias/puerto-de-la-ciudad-1'>puerto de la ciudad</a> <a href='/noticias/rio'>rio</a>"
    assert titles(page(after=f"<div><h3>Temas relacionados</h3><div class='tags'>{tags}</div></div>")) == []


def test_read_more_heads_a_short_list_and_no_feed() -> None:
    many = "".join(f"<li><a href='./t20240601_4{n:04}.htm'>{HEADLINES[0]}第{n}期</a></li>" for n in range(12))
    assert titles(page(after=f"<div><h3>Read more</h3>{LINKS}</div>")) == THREE
    assert titles(page(after=f"<div><h3>Read more</h3><ul>{many}</ul></div>")) == []


def test_the_list_of_the_next_section_is_not_that_of_an_empty_one() -> None:
    empty = (
        "<section class='block'><div class='block-title'>Leggi anche</div><div><i class='loader'></i></div></section>"
    )
    other = f"<section class='block'><div class='block-title'>Rubriche</div>{LINKS}</section>"
    assert titles(page(after=empty + other)) == []


def test_what_a_heading_stands_bare_in_holds_its_list() -> None:
    articles = "".join(
        f"<article><a href='./t20240601_4010{n}.htm' title='{t}'></a><header><strong>{t}</strong></header></article>"
        for n, t in enumerate(THREE)
    )
    assert titles(page(after=f"<aside class='news-box'><b>相关新闻</b>{articles}</aside>")) == THREE


def test_recommended_beside_a_hot_list_is_a_sidebar_whatever_its_name() -> None:
    boxes = f"<div class='c2'><h5>热点文章</h5>{links(2, first=40200)}<h5>推荐文章</h5>{LINKS}</div>"
    assert titles(page().replace("<div class='sidebar'></div>", boxes)) == []


def test_entries_taken_for_text_do_not_hide_their_list() -> None:
    listed = f"<div class='box'><h3>为你推荐</h3><div>{LINKS.replace('<li>', '<li class=text>', 1)}</div></div>"
    marked = listed.replace("<li class=text>", "<li><p class='text'>").replace("</a></li>", "</a></p></li>", 1)
    assert titles(page(after=marked)) == THREE


def test_a_box_of_the_most_read_in_the_text_is_none_of_it() -> None:
    teaser = f"<article><a href='./t20240601_40107.htm'><h3>{HEADLINES[0]}</h3></a></article>"
    box = f"<div><div>Meistgelesen</div><div>{teaser}</div></div>"
    assert titles(page(body=PARAGRAPHS + box + PARAGRAPHS)) == []
    assert titles(page(body=PARAGRAPHS + f"<div>{teaser}</div>" + PARAGRAPHS)) == [HEADLINES[0]]


def test_references_in_a_list_of_the_text_are_no_entries() -> None:
    source = f"<li><a href='./t20240601_40107.htm'>{HEADLINES[0]}</a></li>"
    plain = "<li>云岫市志，第三卷，一九九八年。</li><li>护城河水利考，二〇〇四年。</li>"
    assert titles(page(body=PARAGRAPHS + f"<ul>{plain}{source}</ul>" + PARAGRAPHS)) == []


def test_an_author_line_is_no_entry() -> None:
    line = "<p><a href='/authors/jane-roe-john-doe-and-ann-smith/'>By Jane Roe, John Doe and Ann Smith</a></p>"
    assert titles(page(body=PARAGRAPHS + line + PARAGRAPHS)) == []


def test_a_few_links_of_other_sites_in_a_list_are_left_out() -> None:
    licence = "<p><a href='https://licence.example/licenses/by-nd/3.0/de/'>Namensnennung, keine Bearbeitung 3.0</a></p>"
    box = f"<div class='box'><h3>相关新闻</h3><div>{LINKS}{licence}</div></div>"
    assert titles(page(after=box)) == THREE


def test_a_short_headline_counts_where_its_address_stands_with_the_others() -> None:
    names = ("Storm over the old harbour town again", "Sektkellerei am Turm wächst weiter", "Tophi ist pleite")
    items = "".join(f"<li><a href='/wein/haus/{n.lower().replace(' ', '-')}'>{n}</a></li>" for n in names)
    assert titles(page(after=f"<div><h3>Mehr zum Thema</h3><ul>{items}</ul></div>")) == list(names)


@pytest.mark.parametrize("name", ["col position-relative", "relative", "no-ads related-free"])
def test_words_of_the_layout_are_no_names_of_lists(name: str) -> None:
    assert titles(page(after=f"<div class='{name}'><h3>最新消息</h3>{LINKS}</div>")) == []
