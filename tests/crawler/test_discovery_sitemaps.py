"""Sitemaps in: every form, order, bounds, broken and hostile ones."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import sitemaps
from crawler.discovery.sitemaps import read_sitemap
from kitewire.article import PageLink
from kitewire.source import StartKind

URL = "https://wire.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def urlset(inner: str, more: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS} {more}>{inner}</urlset>'.encode()


def test_addresses_newest_first() -> None:
    got = read_sitemap(
        urlset(
            "<url><loc> /a </loc><lastmod>2026-11-20</lastmod></url><url><loc>https://wire.example/c</loc></url>"
            "<url><loc>https://wire.example/b</loc><lastmod>2026-11-22T01:02:03+08:00</lastmod></url>"
        ),
        URL,
        None,
    )
    assert got.links == (
        PageLink("https://wire.example/b", "", "2026-11-22"),
        PageLink("https://wire.example/a", "", "2026-11-20"),
        PageLink("https://wire.example/c", "", None),
    )


def news(prefix: str) -> str:
    return (
        "<url><loc>https://wire.example/n</loc><lastmod>2026-11-25</lastmod><image:image><image:loc>https://wire.example/i.jpg"
        f"</image:loc><image:title>Photo</image:title></image:image><{prefix}news><{prefix}publication><{prefix}name>W"
        f"</{prefix}name></{prefix}publication><{prefix}publication_date>2026-11-22T07:00:00+08:00</{prefix}publication_date>"
        f"<{prefix}title>Fair &amp; market</{prefix}title></{prefix}news></url>"
    )


@pytest.mark.parametrize("declared", [f"{NEWS} {IMAGE}", IMAGE, ""])
def test_news_sitemaps_also_with_undeclared_prefixes(declared: str) -> None:
    got = read_sitemap(urlset(news("news:"), declared), URL, None)
    assert got.links == (PageLink("https://wire.example/n", "Fair & market", "2026-11-22"),)


def test_children_of_an_index_newest_first() -> None:
    children = [("old", "2025-01-01"), ("b", "2026-11-20"), ("news", "2026-11-20"), ("c-2026-11-21", None), ("x", None)]
    inner = "".join(
        f"<sitemap><loc>/{name}.xml</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in children
    )
    got = read_sitemap(f"<sitemapindex {NS}>{inner}</sitemapindex>".encode(), URL, None)
    names = [url.rsplit("/", 1)[1] for kind, url in got.more if kind is StartKind.SITEMAP]
    assert names == ["c-2026-11-21.xml", "news.xml", "b.xml", "old.xml", "x.xml"]
    assert got.links == ()


def test_one_lastmod_for_all_is_no_day_of_the_pages() -> None:
    many = "".join(f"<url><loc>/{n}</loc><lastmod>2026-11-22</lastmod></url>" for n in range(30))
    assert {link.date for link in read_sitemap(urlset(many), URL, None).links} == {None}


def test_gzip_text_and_feeds() -> None:
    inner = "<url><loc>https://wire.example/a</loc></url>"
    assert len(read_sitemap(gzip.compress(urlset(inner)), URL, None).links) == 1
    lines = b"https://wire.example/a\nhttps://wire.example/b\nnonsense\n"
    assert [link.url[-2:] for link in read_sitemap(lines, URL, None).links] == ["/a", "/b"]
    rss = (
        b"<rss version='2.0'><channel><item><title>A</title><link>https://wire.example/a</link></item></channel></rss>"
    )
    assert read_sitemap(rss, URL, None).links == (PageLink("https://wire.example/a", "A", None),)


def test_a_file_cut_off_gives_what_it_holds() -> None:
    whole = urlset("".join(f"<url><loc>https://wire.example/{n}</loc></url>" for n in range(200)))
    assert len(read_sitemap(whole[: len(whole) // 2], URL, None).links) in range(90, 110)
    packed = gzip.compress(whole)
    assert read_sitemap(packed[: len(packed) // 2], URL, None).links


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_URLS", 10)
    many = "".join(f"<url><loc>https://wire.example/{n}</loc></url>" for n in range(50))
    assert len(read_sitemap(urlset(many), URL, None).links) == 10
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 600)
    bomb = gzip.compress(urlset("<url><loc>https://wire.example/1</loc></url>" + "<!-- -->" * 1_000_000))
    assert len(read_sitemap(bomb, URL, None).links) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"plain words",
        b"<html><body>404</body></html>",
        b"<urlse",
        b"\x1f\x8bnot gzip at all",
        b"\x89PNG\r\n",
    ],
)
def test_what_is_no_sitemap_has_a_problem(raw: bytes) -> None:
    got = read_sitemap(raw, URL, None)
    assert got.problem
    assert (got.links, got.more) == ((), ())


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert read_sitemap(urlset(""), URL, None).problem == ""


def test_entities_reveal_no_file_and_fill_no_memory() -> None:
    hostile = b"""<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/hostname">
    <!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
    <urlset><url><loc>https://wire.example/x&f;&c;y</loc></url></urlset>"""
    for link in read_sitemap(hostile, URL, None).links:
        assert len(link.url) < 60


@given(st.binary(max_size=200) | st.text(alphabet='<>/?!&;[]urlsetocmap ="', max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    read_sitemap(raw, URL, None)
    read_sitemap(b"<urlset><url><loc>" + raw, URL, "gb2312")
    read_sitemap(gzip.compress(b"<urlset>") + raw, URL, None)
