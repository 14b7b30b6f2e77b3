"""Rules of the related list that came from random pages nobody had labelled, each on a small invented page."""

from __future__ import annotations

import pytest

from extraction.related.links import is_more, is_request, leads_to_article, looks_like_article
from extraction.related.words import Says, heading_says
from tests.extraction.test_related import ENGLISH, HEADLINES, PARAGRAPHS, URL, links, page, titles

LINKS = links()
THREE = list(HEADLINES[:3])


def test_a_list_after_the_body_may_have_its_heading_deep_inside() -> None:
    def column(heading: str) -> str:
        head = f"<div class='c'><div><p class='ct'>{heading}</p></div></div>"
        return f"<div class='d2'><section>{head}{LINKS}</section></div>"

    assert titles(page(after=column("Lo más leído"))) == titles(page(after=column("点击排行"))) == []
    assert titles(page(after=column("Municipio"))) == THREE


def test_lines_that_come_with_each_entry_head_no_list() -> None:
    entries = "".join(f"<li><a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a> <p>评论</p></li>" for n in range(3))
    assert titles(page(after=f"<div><ul>{entries}</ul></div>")) == THREE


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Find out more on how to help the people of the harbour town", True),
        ("Check out our public reports and financials of this year", True),
        ("The whole report on the harbour road can be read here.", True),
        ("点击查看全市风筝大赛报名办法和日程", True),
        ("Find the harbour: how three towns grew together", False),
        ("What the council knew of the harbour road in the U.S.", False),
        ("The harbour road will be rebuilt, but when …", False),
    ],
)
def test_a_request_or_a_sentence_is_no_headline_in_the_text(line: str, is_one: bool) -> None:
    assert is_request(line) is is_one
    seen = f"<p class='text'><a href='/news/harbour-road-plan-goes-ahead-40107'>{line}</a></p>"
    assert titles(page(body=ENGLISH + seen + ENGLISH)) == ([] if is_one else [line])


def test_labelled_lines_may_leave_a_letter_out_of_the_link() -> None:
    def line(n: int, label: str) -> str:
        return f"<li><b>{label}</b>: <a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a>。</li>"

    both = f"<ul>{line(0, 'Newsblog')}{line(1, 'Tankers')}</ul>"
    assert titles(page(body=PARAGRAPHS + both + PARAGRAPHS)) == list(HEADLINES[:2])


def test_ids_of_categories_are_no_articles() -> None:
    assert not looks_like_article("https://example.cn/list.php?catid=40112&userid=7")
    assert looks_like_article("https://example.cn/show.php?catid=12&id=40112")


def test_the_page_with_a_query_is_the_page() -> None:
    again = "".join(f"<li><a href='{URL}?category={n}'>{HEADLINES[n]}</a></li>" for n in range(3))
    assert titles(page(after=f"<div><h3>相关新闻</h3><ul>{again}</ul></div>")) == []


def test_the_parts_of_a_named_box_headed_otherwise_are_none() -> None:
    row = "<div class='related-row'><a href='./t20240601_401{0:02}.htm'>{1}</a></div>"
    rows = "".join(row.format(n, title) for n, title in enumerate(HEADLINES))
    assert titles(page(after=f"<h3>Most read</h3><div class='related-box'>{rows}</div>")) == []


def test_a_named_box_may_hold_headlines_at_short_addresses() -> None:
    def box(heads: tuple[str, ...]) -> str:
        entries = "".join(f"<div><a href='/{n}-road/'>{head}</a></div>" for n, head in enumerate(heads))
        return f"<p>{'x' * 400}</p><div class='post-related'><h4>Kites and more</h4>{entries}</div>"

    assert (
        len(
            titles(
                page(after=box(("Can one fly a kite at night?", "How old does a kite grow?", "What a kite costs now")))
            )
        )
        == 3
    )
    assert titles(page(after=box(("Can one fly a kite at night?", "Kites", "Boats")))) == []


def test_a_related_box_within_a_feed_is_tied_to_the_story_there() -> None:
    def item(n: int, inner: str = "") -> str:
        story = f"<a href='./t20240601_402{n:02}.htm'>{HEADLINES[n % 4]}，{HEADLINES[(n + 1) % 4]}</a>"
        return f"<div class='feed-item'><p>云岫市</p>{story}{inner}</div>"

    own = f"<div class='feed-item-related'><a href='./t20240601_40107.htm'>{HEADLINES[3]}</a></div>"
    feed = "<h2>The feed</h2>" + item(0) + item(1, own) + "".join(item(n) for n in range(2, 6))
    assert titles(page(after=f"<p>{'x' * 400}</p><div class='feed'>{feed}</div>")) == []
    assert titles(page(after=f"<p>{'x' * 400}</p><div class='feed-item'>{own}</div>")) == [HEADLINES[3]]


@pytest.mark.parametrize(
    "heading",
    ["Noticia relacionada", "Beliebte Beiträge zum Thema:", "Interessante Themen", "Artikel und Videos zum Thema"],
)
def test_headings_of_unseen_pages(heading: str) -> None:
    assert titles(page(after=f"<div class='box'><h3>{heading}</h3>{LINKS}</div>")) == THREE


def test_a_box_that_asks_for_money_is_no_see_also() -> None:
    link = "<a href='/spenden/'>A harbour without cars? Support us with your gift today!</a>"
    ask = f"<div class='wp-block-button'>{link}</div>"
    assert titles(page(body=ENGLISH + ask + ENGLISH)) == []
    assert len(titles(page(body=ENGLISH + ask.replace("wp-block-button", "wp-block-box") + ENGLISH))) == 1


def test_a_colon_makes_a_label_of_words_that_only_say_more() -> None:
    line = f"<p><i><a href='./t20240601_40107.htm'>{HEADLINES[0]}，{HEADLINES[1]}</a></i></p>"
    credits = "<p>Photo: the town archive, the harbour office and the readers of this paper</p>" * 8
    for label, found in (("Weiterlesen:", 1), ("Weiterlesen", 0)):
        assert len(titles(page(after=f"{credits}<div class='c'><p><b>{label}</b></p>{line}</div>"))) == found


def test_a_frame_named_after_a_list_may_hold_one() -> None:
    frame = f"<nav id='{{}}'><div><div class='t'>Empfohlene Beiträge</div>{LINKS}</div></nav>"
    assert titles(page(after=frame.format("recommendedArticles"))) == THREE
    assert titles(page(after=frame.format("pages"))) == []


def test_the_lines_over_a_named_box_in_the_text_head_it() -> None:
    box = f"<div class='c'><p>{{}}</p></div><div class='recommendations'>{LINKS}</div>"
    assert titles(page(body=PARAGRAPHS + box.format("More videos") + PARAGRAPHS)) == []
    assert titles(page(body=PARAGRAPHS + box.format("Kites") + PARAGRAPHS)) == THREE


def test_paid_lines_between_the_entries_are_none() -> None:
    link = "<a href='https://paid.example/offer-2024'>All races live: book your seat in the harbour</a>"
    paid = f"<li class='spons'>{link}</li>"
    box = f"<ul class='rel'><span>Artikel und Videos zum Thema</span>{LINKS[4:-5]}{paid}</ul>"
    assert titles(page(after=f"<div>{box}</div>")) == THREE


def test_an_address_may_end_in_a_number_of_all_letters() -> None:
    assert looks_like_article("https://news.example.cn/c/8ZQM9Gr9AlO")
    assert not looks_like_article("https://news.example.cn/c/Innenpolitik")


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("Diese Artikel könnten dich ebenfalls interessieren:", Says.RELATED),
        ("You may also want to check these out:", Says.RECOMMENDED),
        ("Aktuelle Nachrichten zum Hafenausbau", Says.TOPIC),
        ("Aktuelle Nachrichten aus Hafen", Says.OTHER),
        ("Latest news on the harbour road", Says.TOPIC),
        ("Latest news", Says.OTHER),
        ("More stories about harbours", Says.TOPIC),
        ("More stories", Says.OTHER),
        ("About us", Says.OTHER),
    ],
)
def test_news_on_a_subject_is_of_its_topic(heading: str, says: Says) -> None:
    assert heading_says(heading) is says


def test_a_link_of_a_campaign_of_advertisements_is_no_entry() -> None:
    address = "https://www.example.cn/news/harbour-road-plan-40107"
    assert not leads_to_article(f"{address}?utm_medium=teaser&utm_campaign=Inline-Ad")
    assert leads_to_article(f"{address}?utm_campaign=adventure&utm_source=ad")


def test_the_categories_of_the_first_entry_head_no_list() -> None:
    kinds = "<div class='cats above-title'><a href='/c/latest/'>Aktuelles</a><a href='/c/all/'>Allgemein</a></div>"
    rows = "".join(
        f"<div class='i'><div>{kinds}<h3><a href='./t20240601_401{n:02}.htm'>{HEADLINES[n]}</a></h3></div></div>"
        for n in range(3)
    )
    box = f"<div><div class='bar'><h2>Auch interessant</h2></div><div class='items'>{rows}</div></div>"
    assert titles(page(after=f"<aside>{box}</aside>")) == THREE


def test_a_linked_heading_before_a_named_box_makes_it_the_feed_of_that_section() -> None:
    def feed(heading: str) -> str:
        hot = f"<div class='hot'><h4>Most read</h4>{LINKS}</div>"
        return f"{hot}<div><div class='s'>{heading}<section class='x-related'>{LINKS}</section></div></div>"

    assert titles(page(after=feed("<a href='/city/'><h4>Cotidiano</h4></a>"))) == []
    assert titles(page(after=feed("<h4>Cotidiano</h4>"))) == THREE


@pytest.mark.parametrize("text", ["Alle News im Überblick", "More stories", "查看更多新闻>>", "全部文章"])
def test_links_to_all_news_are_no_headlines(text: str) -> None:
    assert is_more(text)
    assert not is_more(f"{text} Hafen")
