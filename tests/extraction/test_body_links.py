"""Links within the text are told apart from everything else that is linked on a page."""

from __future__ import annotations

from extraction import extract, join_pages
from extraction.body_links import MOST

URL = "https://harbour.example/news/2026/bridge.html"
NAV = "".join(f'<li><a href="/s{n}/">Section {n}</a></li>' for n in range(8))
RELATED = "".join(
    f'<li><a href="/news/2026/other-{n}.html">A quite different thing happened at the mill number {n}</a></li>'
    for n in range(4)
)
LONG = "The crews worked through the night and the stones were laid back one by one, said the master of the works. "


def page(*paragraphs: str, head: str = "") -> bytes:
    text = "".join(f"<p>{LONG}{paragraph} {LONG}</p>" for paragraph in paragraphs)
    return (
        f"<html lang=en><head><title>Stone bridge opens early</title>{head}</head><body><nav><ul>{NAV}</ul></nav>"
        f"<article><h1>Stone bridge opens early</h1>{text}</article>"
        f"<aside><h3>Related news</h3><ul>{RELATED}</ul></aside></body></html>"
    ).encode()


def links(*paragraphs: str, head: str = "") -> list[tuple[str, str]]:
    read = extract(page(*paragraphs, head=head), URL)
    assert read.outcome == "article"
    return [(link.text, link.url) for link in read.body_links]


def test_links_of_the_text_in_its_order_made_absolute() -> None:
    assert links(
        'As <a href="plan.html">we wrote in <b>May</b></a>, it took long.',
        'See <a href="//hill.example/n/7?utm_source=x">Hill</a> and <a href="http://river.example/a">the river</a>.',
    ) == [
        ("we wrote in May", "https://harbour.example/news/2026/plan.html"),
        ("Hill", "https://hill.example/n/7?utm_source=x"),
        ("the river", "http://river.example/a"),
    ]


def test_what_is_no_link_to_another_page_is_left_out() -> None:
    assert (
        links(
            '<a href="mailto:desk@harbour.example">desk</a> <a href="javascript:share()">share it</a> <a>none</a>',
            f'<a href="#top">up</a> <a href="{URL}#map">map</a> <a href="?utm_source=rss">again</a> <a href="">x</a>',
            '<a href="/img/bridge.JPG">the picture</a> <a href="/news/pic.html"><img src="/p.png"></a>',
            '<a href="https://harbour.example/b">this page under its own name</a>',
            head='<link rel="canonical" href="https://harbour.example/b">',
        )
        == []
    )


def test_each_address_once_and_no_related_entry() -> None:
    """Two spellings of one address are one; what the related list names is there already."""
    entry = "/news/2026/other-2.html"
    read = extract(page('<a href="/a/">one</a> <a href="http://www.harbour.example/a">two</a>', LONG), URL)
    assert [link.text for link in read.body_links] == ["one"]
    assert f"https://harbour.example{entry}" in {one.url for one in read.related}
    assert links(f'<a href="{entry}">the mill</a>') == []


def test_a_teaser_is_no_link_of_the_text_and_a_link_among_line_breaks_is() -> None:
    whole = f'<a href="/teaser.html"><p>{LONG}{LONG}</p></a>'
    broken = f'<div>{LONG}<br>{LONG} <a href="/line.html">this line</a><br>{LONG}</div>'
    raw = page("x").replace(b"</article>", f"{whole}{broken}</article>".encode())
    assert [link.url for link in extract(raw, URL).body_links] == ["https://harbour.example/line.html"]


def test_a_directory_of_links_is_cut() -> None:
    many = [f'{LONG}<a href="/n{n}">number {n}</a> {LONG}' for n in range(MOST + 5)]
    assert len(links(*many)) == MOST


def test_a_page_that_is_no_article_has_none() -> None:
    raw = f"<html><title>News</title><body><ul>{RELATED * 9}</ul></body></html>".encode()
    assert extract(raw, "https://harbour.example/").body_links == ()


def test_pages_of_one_article_have_the_links_of_all() -> None:
    first = extract(page('<a href="/a">a</a> <a href="/b">b</a>'), URL)
    second = extract(page('<a href="/c">c</a> <a href="/a">a</a>'), URL + "?page=2")
    assert [link.text for link in join_pages([first, second]).body_links] == ["a", "b", "c"]
