"""Whatever bytes come, one outcome comes out: never an exception, nothing unbounded."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction import extract, read_list
from kitewire.article import ArticlePage, PageKind

PAGES = [p.read_bytes() for p in sorted((Path(__file__).parent / "golden").glob("*.html"))]
URL = "https://news.example/town/hall.html"
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def check(raw: bytes, url: str = URL) -> ArticlePage:
    page = extract(raw, url)
    assert page.kind in PageKind
    assert bool(page.reason) == (page.kind is not PageKind.ARTICLE)
    assert "\x00" not in page.title + page.body
    page.body.encode()
    assert all(line == line.strip() and line for line in page.body.split("\n") if page.body)
    assert page.published is None or page.published.when is None or page.published.when.tzinfo is not None
    return page


@FEW
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    check(raw)
    check(b"<html><body>" + raw)


@FEW
@given(st.sampled_from(PAGES), st.randoms(use_true_random=False))
def test_mutated_pages(page: bytes, rng: random.Random) -> None:
    raw = bytearray(page)
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(raw))
        kind = rng.randrange(4)
        if kind == 0:
            raw[at] = rng.randrange(256)
        elif kind == 1:
            del raw[at : at + rng.randint(1, 200)]
        elif kind == 2:
            raw[at:at] = raw[at : at + rng.randint(1, 300)]
        else:
            raw[at:at] = rng.choice(
                [b"\x00", b"<", b">", b"<div>", b"</p>", b"\xff\xfe", b"<!--", b"&#xD800;", b"<table><tr>", b"]]>"]
            )
        raw = raw or bytearray(b"x")
    check(bytes(raw))
    read_list(bytes(raw), URL)


@FEW
@given(st.text(max_size=60))
def test_any_address(url: str) -> None:
    check(PAGES[0], url)


@pytest.mark.parametrize(
    "raw",
    [
        b"<html><body>" + b"<div>" * 100_000 + b"<p>deep</p>",
        b"<html><body>" + b"<b>" * 50_000 + b"text",
        b"<html><body>" + b'<a href="/x">link text here</a> ' * 30_000,
        b"<html><body><p>" + b"word " * 400_000,
        b"<html><body>" + b"<p>a</p>" * 100_000,
        b"<html><body>" + b"<table><tr><td>" * 3_000 + b"x",
        b'<html><script type="application/ld+json">' + b"[" * 50_000 + b"</script><body><p>x</p>",
        (
            b'<html><script type="application/ld+json">'
            b'{"@type":"NewsArticle","author":{"name":{"name":[[1]]}},"headline":7,"datePublished":[null]}</scr'
            b"ipt>"
        ),
        b"<html><body><p>" + b"&#0;&#xD800;&#x110000;" * 100,
        "<html><body><p>\ud800 lone</p>".encode("utf-8", "surrogatepass"),
        b'<html><base href="http://[bad"><body><a href="http://[::1">x</a><p>y</p>',
        b"<html><body>" + b"2024-01-01 " * 50_000,
        ("<html><body><p>" + "记者" * 100_000).encode(),
        ("<html><body><p>" + "（通讯员 " * 50_000).encode(),
    ],
    ids=range(14),
)
def test_extremes(raw: bytes) -> None:
    check(raw)


def test_deep_pages_keep_their_text() -> None:
    text = b"The market hall will reopen in June after a repair of three years, the council said on Tuesday evening. "
    raw = b"<html><body><h1>Hall</h1>" + b"<div>" * 600 + b"<p>" + text * 4 + b"</p>" + b"</div>" * 600
    assert "market hall will reopen" in check(raw).body
