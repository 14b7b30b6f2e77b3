"""What the demo world printed is what is read from its pages: every field of every article, in both rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from demo_world import courier, xiuan, yuanwang
from demo_world.articles import ZONE, Article, last_round
from demo_world.edition import Edition
from demo_world.server import Resource
from extraction import Hints, extract, join_pages
from kitewire.article import ArticlePage, PageKind

SEEN = datetime(2026, 11, 22, 11, tzinfo=UTC)
ADDRESSES = {"yuanwang": "http://127.0.0.1:8971", "xiuan": "http://127.0.0.2:8971", "courier": "http://127.0.0.3:8971"}
PAGES = {"yuanwang": yuanwang.pages, "xiuan": xiuan.pages, "courier": courier.pages}
LISTS = {"yuanwang": (10, 3), "xiuan": (5, 2), "courier": (4, 2)}
"""Outlet → entries of its related lists, and how many of them are its own newer articles at most."""


def read(edition: Edition, pages: dict[str, Resource], article: Article) -> ArticlePage:
    """The article as a crawl would get it, all its pages joined."""
    at, lang = ADDRESSES[article.outlet], "en" if article.outlet == "courier" else "zh"
    parts: list[ArticlePage] = []
    url: str | None = edition.url(article)
    while url:
        page = pages[url.removeprefix(at)]
        charset = "utf-8" if "charset" in page.content_type else None
        hints = Hints(charset=charset, seen=SEEN, lang=lang, zone="Asia/Shanghai")
        parts.append(extract(page.body, url, hints))
        url = parts[-1].next_page
    return join_pages(parts) if len(parts) > 1 else parts[0]


def told(edition: Edition, article: Article) -> dict[str, Any]:
    """What the article's page says."""
    most, own = LISTS[article.outlet]
    dated = article.outlet == "yuanwang" or article.section in xiuan.DATED_SECTIONS
    return {
        "kind": PageKind.ARTICLE,
        "title": article.title,
        "body": article.body,
        # The bare layout prints the day alone, in its dateline.
        "published": f"{article.at:%Y-%m-%d}" if article.quirk == "bare" else f"{article.at:%Y-%m-%d %H:%M}",
        "people": set(article.reporters),
        "correspondents": article.correspondents,
        "editors": (article.editor,) if article.editor else (),
        "dateline": article.dateline,
        "related": [(e.title, e.url, e.day if dated else None) for e in edition.related(article, most, own)],
    }


def found(page: ArticlePage, article: Article) -> dict[str, Any]:
    """The same fields as they were read. An outlet may sign where no person does."""
    when = page.published.when.astimezone(ZONE) if page.published and page.published.when else None
    names = {*page.bylines.reporters, *page.bylines.authors} - {article.origin, xiuan.TITLE}
    return {
        "kind": page.kind,
        "title": page.title,
        "body": page.body,
        "published": when and (f"{when:%Y-%m-%d}" if article.quirk == "bare" else f"{when:%Y-%m-%d %H:%M}"),
        "people": names,
        "correspondents": page.bylines.correspondents,
        "editors": page.bylines.editors,
        "dateline": page.dateline or "",
        "related": [(e.title, e.url, e.date) for e in page.related],
    }


@pytest.mark.parametrize("outlet", list(ADDRESSES))
@pytest.mark.parametrize("round_number", range(1, last_round() + 1))
def test_every_article_reads_as_printed(outlet: str, round_number: int) -> None:
    edition = Edition(round_number, ADDRESSES)
    pages = PAGES[outlet](edition)
    wrong: dict[str, dict[str, tuple[Any, Any]]] = {}
    for article in edition.of(outlet):
        expected, got = told(edition, article), found(read(edition, pages, article), article)
        if differences := {name: (expected[name], got[name]) for name in expected if expected[name] != got[name]}:
            wrong[article.key] = differences
    assert wrong == {}
