"""Feeds in: every format, odd ones, broken ones, hostile ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.feed_in import read_feed
from kitewire.article import PageLink
from kitewire.source import StartKind

URL = "https://wire.example/feed/all.xml"
RSS = """<?xml version="1.0" encoding="{charset}"?>
<rss version="2.0"><channel><title>城市 &amp; 新闻</title><link>https://wire.example/</link><language>zh-CN</language>
<item><title><![CDATA[新桥 <b>通车</b>]]></title><link>/2026/11/22/bridge.html</link>
<pubDate>Sun, 22 Nov 2026 00:30:00 +0800</pubDate></item>
<item><title>Fair &amp;amp; market</title><guid>https://wire.example/2026/11/21/fair.html</guid></item>
<item><title>no address</title><guid isPermaLink="false">x1</guid></item>
<item><title>again</title><link>https://wire.example/2026/11/22/bridge.html</link></item>
</channel></rss>"""
EXPECTED = (
    PageLink("https://wire.example/2026/11/22/bridge.html", "新桥 通车", "2026-11-22"),
    PageLink("https://wire.example/2026/11/21/fair.html", "Fair & market", None),
)


@pytest.mark.parametrize(
    ("written", "header"),
    [("utf-8", None), ("utf-8", "gb2312"), ("gb2312", None), ("gb2312", "gb2312"), ("utf-8", "iso-8859-1")],
)
def test_rss_with_days_of_the_writers_zone_in_any_charset(written: str, header: str | None) -> None:
    got = read_feed(RSS.format(charset=written).encode(written), URL, header)
    assert got.links == EXPECTED
    assert (got.title, got.lang, got.problem) == ("城市 & 新闻", "zh", "")


def test_a_declared_charset_that_lies() -> None:
    got = read_feed(RSS.format(charset="gb2312").encode(), URL, None)
    assert got.links == EXPECTED


def test_atom_prefers_the_page_to_other_links_and_goes_on() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>County</title>
    <link rel="self" href="https://wire.example/atom.xml"/><link rel="next" href="?page=2"/>
    <entry><title type="html">Fire &amp;lt;out&amp;gt;</title><id>tag:1</id><updated>2026-11-22T01:00:00Z</updated>
    <published>2026-11-20T23:59:59-05:00</published><link rel="enclosure" href="/a.mp3"/>
    <link rel="alternate" href="/news/fire"/></entry></feed>"""
    got = read_feed(atom, "https://wire.example/atom.xml", None)
    assert got.links == (PageLink("https://wire.example/news/fire", "Fire <out>", "2026-11-20"),)
    assert got.more == ((StartKind.FEED, "https://wire.example/atom.xml?page=2"),)


def test_rdf() -> None:
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel>
    <item rdf:about="https://wire.example/1"><title>One</title><link>https://wire.example/1</link>
    <dc:date>2026-11-22T08:00+08:00</dc:date></item></rdf:RDF>"""
    assert read_feed(rdf, URL, None).links == (PageLink("https://wire.example/1", "One", "2026-11-22"),)


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "language": "en-GB",
        "next_url": "https://wire.example/2.json",
        "items": [
            {"id": "1", "url": "/a", "title": "A", "date_published": "2026-11-22T00:00:00+08:00"},
            {"id": "2", "title": "no address"},
            "no item",
        ],
    }
    got = read_feed(json.dumps(feed).encode(), URL, None)
    assert got.links == (PageLink("https://wire.example/a", "A", "2026-11-22"),)
    assert got.more == ((StartKind.FEED, "https://wire.example/2.json"),)
    assert (got.title, got.lang) == ("J", "en")


def test_a_feed_that_breaks_off_gives_what_it_holds() -> None:
    whole = RSS.format(charset="utf-8").encode()
    got = read_feed(whole[: whole.index(b"<title>no address")], URL, None)
    assert got.links == EXPECTED


def test_an_empty_feed_is_a_feed() -> None:
    got = read_feed(b"<rss version='2.0'><channel><title>Quiet</title></channel></rss>", URL, None)
    assert (got.links, got.problem, got.title) == ((), "", "Quiet")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html><body><p>Not here</p></body></html>",
        b"{",
        b"[]",
        b"{}",
        b'{"version": "https://jsonfeed.org/version/1", "items": {}}',
        b"/etc/hostname",
        b"http://127.0.0.1:9/feed",
        b"\x89PNG\r\n\x1a\n\0\0",
    ],
)
def test_what_is_no_feed_has_a_problem(raw: bytes) -> None:
    got = read_feed(raw, URL, None)
    assert got.problem
    assert got.links == ()


def test_entities_reveal_no_file_and_fill_no_memory() -> None:
    hostile = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
    <rss version="2.0"><channel><item><title>x&f;&c;</title><link>https://wire.example/1</link></item></channel></rss>"""
    for link in read_feed(hostile, URL, None).links:
        assert len(link.text) < 50


@given(st.binary(max_size=200) | st.text(alphabet="<>/?!&;[]rsfedAtomitlnk =\"'{}:", max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    read_feed(raw, URL, None)
    read_feed(b"<rss version='2.0'><channel><item><link>" + raw, URL, "gb2312")
