"""Rules of the related list that came from other repositories' pages, each on a small invented page."""

from __future__ import annotations

import pytest

from extraction.related.links import is_more, is_request, looks_like_article
from extraction.related.words import Says, heading_says
from tests.extraction.test_related import ENGLISH, HEADLINES, URL, links, page, related, titles

THREE = list(HEADLINES[:3])


def box(heading: str, entries: str = "", name: str = "box") -> str:
    return f"<div class='{name}'><h3>{heading}</h3>{entries or links()}</div>"


def line(n: int) -> str:
    return f"<a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a>"


def urls(html: str, url: str) -> list[str]:
    return [entry.url or "" for entry in related(html, url)]


@pytest.mark.parametrize(
    "further", ["t20240610_40021_2.htm", "t20240610_40021/page/2", "t20240610_40021/2", "t20240610_40021/p3"]
)
def test_further_pages_of_the_article_are_no_entries(further: str) -> None:
    line = f"<li><a href='./{further}'>云岫市的风筝大赛谁得了第一名</a></li>"
    assert titles(page(after=box("相关新闻", links() + f"<ul>{line}</ul>"))) == THREE
    other = line.replace("40021", "40022")
    assert len(titles(page(after=box("相关新闻", links() + f"<ul>{other}</ul>")))) == 4


def test_the_folder_in_which_the_article_lies_is_no_entry() -> None:
    url = "https://wire.example/blog/notes-from-the-old-harbour/2024/06/a-road-is-rebuilt/"
    own = "https://wire.example/blog/notes-from-the-old-harbour/2023/01/who-pays-for-the-old-quay/"
    entries = f"<p><a href='{own}'>Who pays for the old quay</a></p>"
    series = "<p><a href='/blog/notes-from-the-old-harbour/'>Notes from the old harbour</a></p>"
    assert urls(page(body=ENGLISH, after=box("Related Content", entries + series)), url) == [own]
    beside = series.replace("old-harbour", "new-harbour")
    assert len(urls(page(body=ENGLISH, after=box("Related Content", entries + beside)), url)) == 2


def test_a_page_told_by_its_query_has_neighbours_of_the_same_address() -> None:
    url = "http://news.example.cn/show?id=qFgQ"
    lines = "".join(f"<li><a href='/show?id={n}Gq{n}'>{title}</a></li>" for n, title in enumerate(THREE))
    assert titles(page(after=box("相关新闻", f"<ul>{lines}</ul>")), url) == THREE
    assert titles(page(after=box("相关新闻")), URL) == THREE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("More stories like this one", Says.RELATED),
        ("Also on this topic", Says.RELATED),
        ("More in this series", Says.RELATED),
        ("Also worth reading", Says.RELATED),
        ("Nos articles liés »", Says.RELATED),
        ("この記事の編集者は以下の記事をオススメしています", Says.RECOMMENDED),
        ("Related News on Harbour Post:", Says.RELATED),
        ("本文相关", Says.RELATED),
        ("関連エントリー", Says.RELATED),
        ("編集部が選ぶ関連記事", Says.RELATED),
        ("Alle Artikel zum Thema", Says.RELATED),
        ("Sur ce sujet", Says.RELATED),
        ("Podría interesarte", Says.RELATED),
        ("Também pode gostar", Says.RELATED),
        ("Может заинтересовать", None),
        ("Вас может заинтересовать", Says.RELATED),
        ("Δείτε επίσης", Says.RELATED),
        ("ये भी पढ़ें", Says.RELATED),
        ("Pročitajte još", Says.RELATED),
        ("继续阅读", Says.RECOMMENDED),
        ("Other readers also liked", Says.RECOMMENDED),
        ("Cùng chủ đề", Says.TOPIC),
        ("Next up in Sailing", Says.OTHER),
        ("Also in Business", Says.OTHER),
        ("También en Deportes", Says.OTHER),
        ("More on", Says.OTHER),
        ("More on this", Says.RELATED),
        ("Editors’ Recommendations:", Says.OTHER),
        ("相关网站", Says.OTHER),
        ("Related sites", Says.OTHER),
        ("特别推荐", Says.OTHER),
        ("編集部のおすすめ", Says.OTHER),
        ("Les derniers articles", Says.OTHER),
        ("Najčitanije", Says.OTHER),
        # Such may be named related.
        ("Otras noticias", None),
    ],
)
def test_headings_of_yet_more_sites(text: str, says: Says | None) -> None:
    assert heading_says(text) is says


def test_what_is_next_in_a_section_is_no_related_list() -> None:
    assert titles(page(after=box("<a href='/sailing'>Next Up In Sailing</a>", name="related-list"))) == []
    assert titles(page(after=box("Otras noticias", name="related-list"))) == THREE


@pytest.mark.parametrize(
    "text",
    [
        "Load more articles",
        "Cargar más noticias",
        "加载更多",
        "Mehr laden",
        "Bilderstrecke starten",
        "Je m’abonne !",
        "Subscribe now",
        "View all posts in Lindholm",
    ],
)
def test_buttons_that_load_more(text: str) -> None:
    assert is_more(text) and not is_more(f"{text} from the harbour of which nobody has heard before")


def test_sections_of_the_column_are_no_sidebar_for_each_other() -> None:
    latest = f"<h2>Trending</h2>{links(first=40500)}"
    recommended = f"<h2>Recommended For You</h2>{links()}"

    def under(tag: str) -> str:
        return f"<div class='more'><{tag}>{recommended}</{tag}><{tag}>{latest}</{tag}></div>"

    assert titles(page(after=under("section"))) == THREE
    assert titles(page(after=under("div"))) == []
    assert titles(page(after=under("section").replace("<section>", "<section class='widget'>"))) == []


def test_under_related_a_list_may_begin_with_the_name_of_what_it_is_of() -> None:
    def parts(name: str) -> str:
        stories = f"<div class='tout'><h4>{name}</h4>{links()}</div>"
        others = f"<div class='tout'><h4>Sailing</h4>{links(first=40500)}</div>"
        return f"<div class='side'><h3>Related</h3>{stories}{others}</div>"

    assert [u[-9:] for u in urls(page(side=parts("Stories")), URL)] == [f"4010{n}.htm" for n in range(3)]
    assert titles(page(side=parts("Town hall"))) == []


def test_read_next_over_the_article_announces_the_next_one_of_the_site() -> None:
    bar = f"<div class='bar'><span>Read next:</span><h3>{line(0)}</h3></div>"
    assert titles(page(before=bar)) == []
    assert titles(page(after=bar)) == THREE[:1]


def test_a_name_that_a_related_list_shares_with_others_is_that_of_a_style() -> None:
    related_list = f"<section class='list-related'><h3>関連記事</h3>{links(2)}</section>"

    def other(heading: str) -> str:
        entries = "".join(f"<li><a href='./t20240601_405{n:02}.htm'><h3>{HEADLINES[n]}</h3></a></li>" for n in range(3))
        return f"<section class='list-related'><h3>{heading}</h3><ul>{entries}</ul></section>"

    assert len(urls(page(after=related_list + other("Harbour+ club")), URL)) == 2
    assert len(urls(page(after=related_list + other("関連ニュース")), URL)) == 5
    assert len(urls(page(after=other("Harbour+ club")), URL)) == 3


def test_a_plain_heading_heads_linked_headlines_of_its_own_tag() -> None:
    entries = "".join(f"<h3>{line(n)}</h3>" for n in range(3))
    assert titles(page(after=f"<div class='more'>{entries}</div>")) == THREE
    assert titles(page(after=f"<div class='more'><h3>Harbour+ club</h3>{entries}</div>")) == []


def test_a_year_and_three_words_speak_for_an_article() -> None:
    assert looks_like_article("https://wire.example/2024/mistakes-and-kites/")
    assert not looks_like_article("https://wire.example/2024/annual-report")
    assert not looks_like_article("https://wire.example/shop/mistakes-and-kites/")


@pytest.mark.parametrize(
    "text", ["Will you support our harbour journalism?", "Support our work", "Become a member today"]
)
def test_requests_for_support_are_no_headlines(text: str) -> None:
    assert is_request(text)
    assert titles(page(body=ENGLISH + f"<p><a href='./support_40777.htm'>{text}</a></p>")) == []
    assert not is_request("Support for the harbour road grows in the council")


def test_short_headlines_count_where_they_lie_beside_the_article() -> None:
    def entries(folder: str) -> str:
        short = (("boats", "On Learning Boats"), ("kites", "Kites or Boats"), ("how", "How to Fly Kites"))
        return "".join(f"<p><a href='{folder}/{name}'><b>{title}</b></a></p>" for name, title in short)

    url = "https://wire.example/sailing/old-harbour"
    assert len(urls(page(body=ENGLISH, after=box("Related Posts", entries("/sailing"))), url)) == 3
    assert urls(page(body=ENGLISH, after=box("Related Posts", entries("/shop"))), url) == []
    assert urls(page(body=ENGLISH, after=box("Related Posts", entries(""))), "https://wire.example/harbour") == []


def test_over_the_article_a_heading_that_only_holds_such_a_word_is_of_a_menu() -> None:
    menu = f"<dl><dt>タブレット関連の品</dt><dd>{links()}</dd></dl>"
    assert titles(page(before=menu)) == []
    assert titles(page(after=menu)) == THREE


def test_a_box_in_the_text_that_only_leads_elsewhere_is_of_sources() -> None:
    def more(*hosts: str) -> str:
        lines = (
            f"<li><a href='http://{host}/2024/06/03/t{n}.htm'>{HEADLINES[n]}</a></li>" for n, host in enumerate(hosts)
        )
        return page(body=ENGLISH + f"<div><b>READ MORE:</b><ul>{''.join(lines)}</ul></div>" + ENGLISH)

    assert titles(more("one.example", "two.example")) == []
    assert titles(more("one.example", "news.example.cn")) == list(HEADLINES[:2])


def test_what_stands_under_the_authors_name_is_of_the_author() -> None:
    def under(address: str) -> str:
        byline = f"<p><a href='{address}'>Bushra Wendt</a></p>"
        return page(before=byline, after=f"<div><h4><a href='{address}'>Bushra Wendt</a></h4>{links(2)}</div>")

    assert titles(under("/author/bwendt/")) == []
    assert titles(under("/issue/bwendt/")) == THREE[:2]


def card(n: int) -> str:
    text = f"<figcaption><h5>云岫市的风筝和老街</h5><h3>{HEADLINES[n]}</h3><p>护城河边放风筝的人都来了</p></figcaption>"
    return f"<section><a href='./t20240601_401{n:02}.htm'><figure><img src='a.jpg'>{text}</figure></a></section>"


def test_a_figure_within_a_link_is_a_card_of_a_story() -> None:
    paragraphs = ENGLISH.split("<p", 2)
    with_card = paragraphs[0] + "<p" + paragraphs[1] + card(0) + "<p" + paragraphs[2]
    assert titles(page(body=with_card)) == [HEADLINES[0]]
    caption = card(0).replace("<a", "<i").replace("</a>", "</i>").replace("<h3>", f"<h3>{line(1)}")
    assert titles(page(body=with_card.replace(card(0), caption))) == []


def test_a_card_of_several_lines_counts_once() -> None:
    assert titles(page(body=ENGLISH + card(0) + card(1))) == list(HEADLINES[:2])


def test_the_site_that_the_head_names_is_the_pages_own() -> None:
    head = "<link rel='canonical' href='http://www.harbour.example/2024/06/a.htm'>"
    elsewhere = "<p><a href='http://news.harbour.example/2024/06/03/kites.htm'>云岫市举行夏季风筝大赛</a></p>"
    assert titles(page(body=ENGLISH + elsewhere + ENGLISH, head=head)) == THREE[:1]
    assert titles(page(body=ENGLISH + elsewhere + ENGLISH)) == []


def test_an_invitation_to_click_is_no_headline() -> None:
    assert is_request("Für Karten und alles über den Hafen hier klicken")
    assert not is_request("Wo Kinder lernen, nicht überall hier klicken zu müssen")


def test_a_footer_of_the_article_may_hold_its_list() -> None:
    def footer(name: str, around: str = "article") -> str:
        inner = f"<footer class='{name}'><div class='related-posts'>{links()}</div></footer>"
        return f"<{around}><p>{'x' * 400}</p>{inner}</{around}>"

    assert titles(page(after=footer("entry-footer"))) == THREE
    assert titles(page(after=footer("entry-footer", around="div"))) == []
    assert titles(page(after=footer("footer"))) == []


def test_more_of_a_section_is_no_topic_whatever_marks_its_letters_have() -> None:
    def under(heading: str, folder: str) -> list[str]:
        return urls(page(body=ENGLISH, after=box(heading)), f"https://wire.example/{folder}/2024/06/03/kites.html")

    assert under("Más de Espectáculos", "espectaculos") == []
    assert len(under("Más de Espectáculos", "noticias")) == 3


def test_what_a_word_is_about_is_no_entry() -> None:
    def at_end(folder: str) -> list[str]:
        return titles(
            page(body=ENGLISH + f"<p><a href='/{folder}/le-vieux-port-de-la-ville'>Le vieux port de la ville</a></p>")
        )

    assert at_end("mot") == []
    assert at_end("articles") == ["Le vieux port de la ville"]


def test_read_more_on_a_card_is_its_button_but_for_cards_in_the_text() -> None:
    def flagged(label: str) -> str:
        return f"<a href='./t20240601_40100.htm'><div><b>{label}</b></div><h3>{HEADLINES[0]}</h3></a>"

    assert titles(page(after=f"<p>{'x' * 400}</p>{flagged('Les mer')}")) == []
    assert titles(page(after=f"<p>{'x' * 400}</p>{flagged('Les også')}")) == THREE[:1]
    assert titles(page(body=ENGLISH + f"<div>{flagged('Les mer')}</div>" + ENGLISH)) == THREE[:1]


def tabs(*names: str, role: str = "tablist") -> str:
    buttons = "".join(f"<button aria-controls='p{n}'>{name}</button>" for n, name in enumerate(names))
    panes = "".join(f"<div id='p{n}'>{links(first=40100 + 100 * n)}</div>" for n in range(len(names)))
    return f"<div><div role='{role}'>{buttons}</div>{panes}</div>"


def test_of_panes_under_buttons_the_related_one_is_the_list() -> None:
    assert [u[-9:-4] for u in urls(page(after=tabs("Latest", "Related")), URL)] == ["40200", "40201", "40202"]
    assert [u[-9:-4] for u in urls(page(after=tabs("Recommended", "Latest")), URL)] == ["40100", "40101", "40102"]
    assert len(urls(page(side=tabs("Related", "Latest")), URL)) == 3
    assert urls(page(side=tabs("Recommended", "Latest")), URL) == []


def test_a_paragraph_of_a_label_and_several_headlines_is_see_also() -> None:
    def paragraph(label: str, after: str = "") -> str:
        return page(body=ENGLISH + f"<p><b>{label}</b><br>{line(0)}<br>{line(1)}{after}</p>" + ENGLISH)

    assert titles(paragraph("In the Wire of old:")) == THREE[:2]
    assert titles(paragraph("In the Wire of old")) == []
    assert titles(paragraph("Photos:")) == []
    assert titles(paragraph("In the Wire of old:", "，整条河岸都热闹起来")) == []


def test_lines_with_an_arrow_to_the_stories_before_and_after_turn_pages() -> None:
    first, second = (f"<a href='./t20240601_4010{n}.htm'>The {n} kites over the old harbour</a>" for n in (2, 3))
    assert titles(page(body=ENGLISH + f"<div>« {first}</div><div>{second} »</div>")) == []
    assert len(titles(page(body=ENGLISH + f"<div>→ {first}</div><div>{second}</div>"))) == 2


def test_a_series_may_be_told_over_the_article() -> None:
    def series(heading: str) -> list[str]:
        return titles(page(before=f"<div class='bar'><h4>{heading}</h4>{links()}</div>"))

    assert series("This article is part of the series <a href='/series/quay'>Quays at risk</a>") == THREE
    assert series("More about <a href='/series/quay'>quays at risk</a>") == []


@pytest.mark.parametrize("label", ["【第{n}回】", "Part {n}: ", "Teil {n} – "])
def test_the_numbered_parts_of_a_series_are_entries(label: str) -> None:
    def parts(label: str) -> str:
        lines = (f"<b>{label.format(n=n)}<a href='./t20240601_4010{n}.htm'>老街の新しい風筝編</a></b>" for n in (1, 2))
        return page(body=ENGLISH + f"<ul><li><b>Bisher</b><br>{'<br>'.join(lines)}</li></ul>" + ENGLISH)

    assert len(urls(parts(label), URL)) == 2
    assert urls(parts("Zum {n}. Mal: "), URL) == []


def test_a_line_of_sharing_buttons_heads_nothing() -> None:
    def under(line: str) -> str:
        return f"<div><p>{line}</p><p>74</p></div><div class='related-banner'>{links(2)}</div>"

    assert titles(page(after=under("分享至："))) == titles(page(after=under("Share this:"))) == THREE[:2]
    assert titles(page(after=under("最新文章"))) == []


def test_what_a_topic_label_links_is_the_topics_page() -> None:
    def under(label: str) -> str:
        head = f"<h3>{label}<a href='/zt/2024061/'>护城河边的整治工程与老街</a></h3>"
        return page(after=f"<div>{head}{links()}</div>")

    assert titles(under("专题：")) == THREE
    assert titles(under("相关阅读：")) == ["护城河边的整治工程与老街"]
