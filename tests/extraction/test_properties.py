"""What holds of every page that is read, whole or broken; and the work grows with the page, no faster."""

from __future__ import annotations

import gzip
import random
import re
import sys
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction import extract, read_list
from kitewire.article import ArticlePage, PageKind
from tests.extraction.kind_pages import PAGES

TOP = Path(__file__).resolve().parents[2]
REAL = TOP.parent / "shared" / "data" / "extraction"
URL = "https://news.example/town/202610/hall.html"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
WHOLE = [page.encode() for page in PAGES.values()]
WHOLE += [path.read_bytes() for path in sorted((TOP / "tests" / "extraction" / "golden").glob("*.html"))]
BITS = [
    b"\x00",
    b"<",
    b">",
    b"</p>",
    b"<div>",
    b"\xff\xfe",
    b"<!--",
    b"&#0;",
    b"&#xD800;",
    b"]]>",
    b"'",
    b'"',
    b"<table><tr>",
]
BITS += [
    b'<a href="http://[">',
    b"<base href=//>",
    b'<meta charset="utf-7">',
    b'<meta name="date" content="0000-99-99">',
    b"<script>",
]


def check(page: ArticlePage) -> None:
    """The record is one that the other stages can rely on."""
    assert page.kind is PageKind.ARTICLE or page.reason
    for text in (page.title, page.dateline or "", page.origin or "", page.section or "", *page.keywords):
        assert not CONTROL.search(text) and "\n" not in text
    assert not CONTROL.search(page.body)
    assert all(line == line.strip() != "" for line in page.body.split("\n") if page.body)
    for address in (page.canonical_url, page.image, page.next_page, *(entry.url for entry in page.related)):
        assert not address or (urlsplit(address).scheme in ("http", "https") and urlsplit(address).netloc)
    assert all(entry.title.strip() for entry in page.related)
    assert all(re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", entry.date) for entry in page.related if entry.date)
    times = [page.published.when if page.published else None, page.modified]
    assert all(when is None or when.tzinfo is not None for when in times)
    assert all(name.strip() for names in page.bylines.by_role().values() for name in names)


def mutated(page: bytes, dice: random.Random) -> bytes:
    raw = bytearray(page)
    for _ in range(dice.randint(1, 10)):
        at = dice.randrange(len(raw) + 1)
        kind = dice.randrange(4)
        if kind == 0:
            raw[at : at + 1] = bytes([dice.randrange(256)])
        elif kind == 1:
            del raw[at : at + dice.randint(1, 400)]
        elif kind == 2:
            raw[at:at] = raw[at : at + dice.randint(1, 400)]
        else:
            raw[at:at] = dice.choice(BITS)
    return bytes(raw)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WHOLE), st.randoms(use_true_random=False))
def test_mutated_pages_are_read_validly(page: bytes, dice: random.Random) -> None:
    raw = mutated(page, dice)
    check(extract(raw, URL))
    assert all(urlsplit(link.url).netloc for link in read_list(raw, URL).links)


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared, which is there only for developers and CI")
def test_mutated_real_pages_are_read_validly() -> None:
    paths = sorted(REAL.glob("*/html/*"))
    dice = random.Random(7)
    for path in dice.sample(paths, 25):
        raw = path.read_bytes()
        check(extract(mutated(gzip.decompress(raw) if path.suffix == ".gz" else raw, dice), URL))


def calls(raw: bytes) -> int:
    """How many Python functions reading the page calls."""
    count = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        extract(raw, URL)
    finally:
        sys.setprofile(None)
    return count


PIECES = {
    "paragraphs": "<p>The market hall will open in June, the council said after a repair of three years.</p>",
    "links": "<a href=/n/1.html>A headline of another story</a> ",
    "dated entries": "<li><a href=/n/1.html>A headline of another story</a> 2024-01-01</li>",
    "lists with headings": "<h3>Related news</h3><ul><li><a href=/n/1.html>A headline of another story</a></li></ul>",
    "open elements": "<div><span>words of it ",
    "credits": "<p>（记者 王小明 通讯员 李四）来源：河湾报 2024年1月1日</p>",
    "captions": "<figure><figcaption>Fish is sold from the boats before the sun is up.</figcaption></figure>",
    "times": "<h3>12:30</h3><p>The ferry company has said that boats will run every forty minutes.</p>",
    "data": '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>',
    "metas": '<meta property="article:tag" content="harbour">',
}


@pytest.mark.parametrize("url", ["", "::", "http://[bad", "//[", "news.example/x", "http://a.example:x/"])
def test_any_address_of_a_page(url: str) -> None:
    for page in WHOLE:
        extract(page, url)
        read_list(page, url)


@pytest.mark.parametrize("name", PIECES)
def test_the_work_grows_with_the_page_and_no_faster(name: str) -> None:
    piece = PIECES[name]
    head = "<meta charset=utf-8><title>Live: the market hall</title><body><h1>Live: the market hall</h1>"
    extract((head + piece).encode(), URL)
    once, twice = (calls((head + piece * times).encode()) for times in (300, 600))
    assert twice <= 2.5 * once
