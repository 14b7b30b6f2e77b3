"""OPML in and out."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kitewire.errors import SourceFileError
from kitewire.source import Source, StartKind, StartPoint
from kitewire.source_opml import read_opml, write_opml

SOURCES = [
    Source(
        "a",
        "http://a.example/",
        "甲 & <Co>",
        "山东",
        "zh",
        "Asia/Shanghai",
        (
            StartPoint(StartKind.FEED, "http://a.example/feed?x=1&y=2"),
            StartPoint(StartKind.FEED, "http://a.example/feed2"),
            StartPoint(StartKind.SITEMAP, "http://a.example/news.xml"),
            StartPoint(StartKind.LIST, "http://a.example/l/"),
        ),
    ),
    Source("b", "http://b.example/", starts=(StartPoint(StartKind.LIST, "http://b.example/"),)),
    Source("c", "http://c.example/"),
]


def test_what_is_written_comes_back() -> None:
    assert read_opml(write_opml(SOURCES), "x.opml") == SOURCES


def test_a_feed_reader_finds_the_feed() -> None:
    outline = ElementTree.fromstring(write_opml(SOURCES)).find("body/outline")
    assert outline is not None
    assert (outline.get("type"), outline.get("xmlUrl")) == ("rss", "http://a.example/feed?x=1&y=2")
    assert outline.get("htmlUrl") == "http://a.example/"


def test_a_feed_readers_file_is_read() -> None:
    raw = b"""<opml version="1.0"><body><outline text="Folder">
    <outline text="One" type="rss" xmlUrl="https://www.paper.example/feed/" htmlUrl="https://www.paper.example/"/>
    <outline text="Two" type="rss" xmlUrl="https://www.paper.example/sport/feed/"/></outline></body></opml>"""
    one, two = read_opml(raw, "x.opml")
    assert (one.name, one.title, one.home) == ("paper.example", "One", "https://www.paper.example/")
    assert (two.name, two.home) == ("paper.example-2", "https://www.paper.example/")
    assert two.starts == (StartPoint(StartKind.FEED, "https://www.paper.example/sport/feed/"),)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "x.opml: is not XML"),
        (b"<opml><body>", "x.opml: is not XML"),
        (b"<rss/>", "x.opml: is <rss>, not <opml>"),
        (b"<opml><body/></opml>", "x.opml: has no outline"),
        (b'<opml><body>\n<outline text="a" xmlUrl="ftp://a.example/f"/></body></opml>', "x.opml: line 2: home: "),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline xmlUrl="&a;"/></body></opml>', "has a document type"),
        (b'<!DOCTYPE opml SYSTEM "file:///etc/hostname"><opml/>', "x.opml: has a document type"),
    ],
)
def test_a_bad_file_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(SourceFileError, match=r"^x\.opml: ") as raised:
        read_opml(raw, "x.opml")
    assert message in str(raised.value)


def test_one_name_stands_once() -> None:
    twice = write_opml([SOURCES[1], SOURCES[1]])
    with pytest.raises(SourceFileError, match="'b' stands twice"):
        read_opml(twice, "x.opml")
