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


def test_a_bar_over_the_page_heads_no_links_of_the_text() -> None:
    text = PARAGRAPHS.replace("古渡街道", f"<a href='./t20240601_40107.htm'>{HEADLINES[0]}</a>")
    bar = "<a href='/zt/'>风筝大赛专题报道</a> <span>相关新闻</span>"
    assert titles(page(body=text).replace("<body>", f"<body>{bar}")) == []


def test_beside_a_page_among_topics_its_neighbours_may_be_articles() -> None:
    longer = [f"{HEADLINES[n]}，{HEADLINES[n + 1]}" for n in range(3)]
    neighbours = "".join(f"<li><a href='7X{n}'>{longer[n]}</a></li>" for n in range(3))
    box = f"<div><h3>相关新闻</h3><ul>{neighbours}</ul></div>"
    assert titles(page(after=box), "http://news.example.cn/topic/7X9") == longer
    assert titles(page(after=box.replace("7X", "/topic/7X"))) == []


def test_a_footer_or_nav_may_hold_a_related_list_of_headlines_alone() -> None:
    services = "<ul><li><a href='/zt/2024/11'>风筝大赛专题报道</a></li><li><a href='/jobs/'>人才招聘</a></li></ul>"
    for frame in ("footer", "nav"):
        assert titles(page().replace("<div class='foot'>", f"<{frame}><h3>相关新闻</h3>{LINKS}</{frame}>")) == THREE
        assert titles(page().replace("<div class='foot'>", f"<{frame}><h3>相关新闻</h3>{services}</{frame}>")) == []


@pytest.mark.parametrize("name", ["node node--promoted", "list_with_ajax_pagination", "box has-comments"])
def test_what_a_box_comes_with_is_not_what_it_is(name: str) -> None:
    assert titles(page(after=f"<div class='{name}'><h3>相关新闻</h3>{LINKS}</div>")) == THREE
    assert titles(page(after=f"<div class='related {name}'>{LINKS}</div>")) == THREE


def test_the_heading_of_a_named_box_is_that_of_its_rows() -> None:
    rows = "".join(
        f"<div class='related-row'><h3><a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a></h3></div>"
        for n in range(4)
    )
    box = "<div class='related-posts'><h4 class='related-title'>{}</h4>" + rows + "</div>"
    assert titles(page(after=box.format("<a href='#'>Latest news</a>"))) == []
    assert titles(page(after=box.format("Similajn artikolojn"))) == list(HEADLINES)


def test_the_section_over_each_entry_is_no_heading() -> None:
    section = "<meta property='article:section' content='城市'>"
    over = "<p class='cat'><a href='/city/'>城市</a></p><p><a href='/2024/06/'>June 1, 2024</a></p>"
    entries = "".join(
        f"<div>{over}<h4><a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}，{HEADLINES[n]}</a></h4></div>"
        for n in range(3)
    )
    box = f"<div class='posts'><div class='bar'><h5>RELATED POSTS</h5></div><div class='inner'>{entries}</div></div>"
    assert titles(page(after=box, head=section)) == [f"{title}，{title}" for title in THREE]


def test_a_title_bar_named_after_its_list_is_not_the_list() -> None:
    box = f"<div><div class='related-title'><h5>Related posts</h5></div><div class='inner'>{LINKS}</div></div>"
    assert titles(page(after=box)) == THREE


def test_a_list_may_begin_with_a_larger_teaser() -> None:
    first = f"<div class='big'><h3><a href='./t20240601_40109.htm'>{HEADLINES[3]}</a></h3></div>"
    box = f"<div class='box'><h2>相关新闻</h2>{first}<ul class='small'>{links()}</ul></div>"
    assert titles(page(after=box)) == [HEADLINES[3], *THREE]


def test_a_label_that_comes_again_in_the_text_makes_its_links_see_also() -> None:
    def line(n: int, label: str) -> str:
        return f"<p><b>{label} |</b> <a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a></p>"

    twice = page(body=PARAGRAPHS + line(0, "FUNDA OLUNYE") + PARAGRAPHS + line(1, "FUNDA OLUNYE") + PARAGRAPHS)
    assert titles(twice) == list(HEADLINES[:2])
    assert titles(page(body=PARAGRAPHS + line(0, "FUNDA OLUNYE") + PARAGRAPHS + line(1, "Izwi") + PARAGRAPHS)) == []


def test_a_box_like_one_in_the_text_counts_after_the_last_paragraph_too() -> None:
    def box(n: int, name: str = "promo") -> str:
        return f"<aside class='{name}'><a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a></aside>"

    assert titles(page(body=PARAGRAPHS + box(0) + PARAGRAPHS + box(1))) == list(HEADLINES[:2])
    assert titles(page(body=PARAGRAPHS + box(0) + PARAGRAPHS, after=box(1))) == [HEADLINES[0]]


def test_a_teaser_in_the_text_may_have_a_short_headline() -> None:
    teaser = "<article><a href='/news/taken-here/84053461'><img src='a.jpg'><h3>Taken here</h3></a></article>"
    longer = teaser.replace("Taken here", "He was taken here")
    url = "http://news.example.cn/news/harbour/84050000"
    assert titles(page(body=PARAGRAPHS + longer + PARAGRAPHS), url) == ["He was taken here"]
    assert titles(page(body=PARAGRAPHS + teaser + PARAGRAPHS), url) == []


def test_a_list_in_the_text_whose_lines_have_a_label_each_is_see_also() -> None:
    def line(n: int, label: str) -> str:
        return f"<li><b>{label}</b>: <a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a></li>"

    both = f"<ul>{line(0, 'Newsblog')}{line(1, 'Tankers')}</ul>"
    assert titles(page(body=PARAGRAPHS + both + PARAGRAPHS)) == list(HEADLINES[:2])
    steps = f"<ul>{line(0, 'Newsblog')}<li>没有链接的一行</li></ul>"
    assert titles(page(body=PARAGRAPHS + steps + PARAGRAPHS)) == []


def test_a_publisher_may_have_two_endings() -> None:
    box = f"<ul><li><a href='{{}}/news/t20240601_40107.htm'>{HEADLINES[0]}</a></li></ul>"
    text = PARAGRAPHS + box + PARAGRAPHS
    assert titles(page(body=text.format("https://www.example.com")), "http://example.cn/a/t1.htm") == [HEADLINES[0]]
    for other in ("https://www.other.com", "https://ministry.example.com"):
        assert titles(page(body=text.format(other)), "http://example.cn/a/t1.htm") == []


def test_the_link_to_the_topic_under_its_entries_is_none() -> None:
    more = "<div class='more'><a href='/harbour-crisis/'>See how the harbour crisis began</a></div>"
    assert titles(page(after=f"<section><h3>时系列</h3>{LINKS}</section>".replace("时", "時"))) == THREE
    assert titles(page(after=f"<section><h3>相关新闻</h3><div>{LINKS}{more}</div></section>")) == THREE
    larger = "<div class='big'><h3><a href='/harbour-crisis/'>See how the harbour crisis began</a></h3></div>"
    assert len(titles(page(after=f"<section><h3>相关新闻</h3><div>{larger}{LINKS}</div></section>"))) == 4


def test_related_boxes_under_each_teaser_of_a_list_are_theirs() -> None:
    def teaser(n: int, heading: str) -> str:
        story = f"<h4><a href='./t20240601_402{n:02}.htm'>{HEADLINES[n]}，{HEADLINES[n]}</a></h4>"
        own = f"<a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a>"
        return f"<li>{story}<div class='items'><div class='t'>{heading}</div><div class='item'>{own}</div></div></li>"

    assert titles(page(side=f"<ul>{teaser(0, 'More coverage')}{teaser(1, 'More coverage')}</ul>")) == []
    assert titles(page(side=f"<div>{teaser(0, 'More coverage')}</div>")) == [HEADLINES[0]]


def test_the_line_over_the_entries_heads_a_named_box_though_contacts_come_first() -> None:
    contacts = "<p>Kontakt</p><p>Felix Beispiel</p><p>Pettstraße 10</p><p>80000 Beispielstadt</p>"
    box = "<div class='related-content'>" + contacts + "<p class='h1'>{}</p>" + LINKS + "</div>"
    assert titles(page(side=box.format("Aktuelle Meldungen"))) == []
    assert titles(page(side=box.format("Weitere Stimmen"))) == THREE


def test_a_box_of_inline_elements_in_the_text_has_its_heading_for_itself() -> None:
    story = f"<span class='item'><div><h2><a href='./t20240601_40107.htm'>{HEADLINES[0]}</a></h2></div></span>"
    box = f"<span class='double'><span class='over'><span>Lee también</span></span>{story}</span>"
    sentence = f"<p class='text'>古渡街道<a href='./t20240601_40108.htm'>{HEADLINES[1]}</a>，整条河岸都热闹起来。</p>"
    assert titles(page(body=PARAGRAPHS + box + sentence + PARAGRAPHS)) == [HEADLINES[0]]


def test_a_headline_link_may_begin_with_a_label_in_an_element_of_its_own() -> None:
    long = "The panic came fifty metres before the finish line, says the runner of the harbour town"
    for headline in ("He won the race by a wide margin", long):
        card = f"<div><a href='/sport/race-1.169897'><h2><small>Les også</small> <span>{headline}</span></h2></a></div>"
        assert len(titles(page(after=card))) == 1
        assert titles(page(after=card.replace("Les også", "Kamera"))) == []
