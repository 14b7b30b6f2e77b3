"""CSV (RFC 4180) in UTF-8, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from feeds.entry import entry_id, rfc3339
from feeds.feed import Feed
from feeds.text import clean
from kitewire.archive_view import ArticleView

# OWASP, "CSV Injection": a cell that begins with one of these may be run as a formula; so may, in East Asian
# spreadsheets, their full-width twins.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _time(when: datetime | None) -> str:
    return rfc3339(when) if when else ""


COLUMNS: dict[str, Callable[[ArticleView], str]] = {
    "id": lambda article: str(article.id),
    "uid": entry_id,
    "source": lambda article: article.source,
    "source_title": lambda article: article.source_title,
    "region": lambda article: article.region,
    "url": lambda article: article.canonical_url,
    "title": lambda article: article.title,
    "published": lambda article: _time(article.published),
    "published_precision": lambda article: article.published_precision.value if article.published_precision else "",
    "first_seen": lambda article: _time(article.first_seen),
    "updated": lambda article: _time(article.updated),
    "lang": lambda article: article.lang or "",
    "origin": lambda article: article.origin or "",
    "dateline": lambda article: article.dateline or "",
    "reporters": lambda article: "; ".join(article.bylines.reporters),
    "correspondents": lambda article: "; ".join(article.bylines.correspondents),
    "editors": lambda article: "; ".join(article.bylines.editors),
    "authors": lambda article: "; ".join(article.bylines.authors),
    "section": lambda article: article.section or "",
    "keywords": lambda article: "; ".join(article.keywords),
    "image": lambda article: article.image or "",
    "story": lambda article: str(article.story_id or ""),
    "gone": lambda article: _time(article.gone),
    "body": lambda article: article.body,
}


def write(feed: Feed) -> Iterator[bytes]:
    """A head line, then one record an article; several names or keywords are joined by `; `."""
    yield _line(COLUMNS)
    for article in feed.articles:
        yield _line(_safe(cell(article)) for cell in COLUMNS.values())


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()


def _safe(cell: str) -> str:
    """`cell` with an apostrophe before it where a spreadsheet could take it for a formula."""
    text = clean(cell)
    return "'" + text if text.startswith(_FORMULA) else text
