"""Feeds: RSS, Atom and RDF through feedparser, and JSON Feed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import feedparser

from crawler.discovery.records import StartRead
from crawler.discovery.texts import iso_day, plain, short_lang, true_charset
from kitewire.article import PageLink
from kitewire.source import StartKind
from kitewire.urls import join

# More entries than any feed for readers holds; what comes after is an archive, which a sitemap tells better.
MOST_ENTRIES = 5000


def read_feed(raw: bytes, url: str, charset: str | None) -> StartRead:
    """The entries of a feed with title and day. Not a feed: a `StartRead` with a problem."""
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(raw, url)
    parsed = _parse(raw, charset)
    if not parsed.get("version") and not parsed.entries:
        return StartRead(problem=f"no feed stands there{_reason(parsed)}")
    links = tuple(_unique(_entry(entry, url) for entry in parsed.entries[:MOST_ENTRIES]))
    problem = "the feed has entries, but none with an address" if parsed.entries and not links else ""
    if not parsed.entries and parsed.bozo:
        problem = f"the feed is broken{_reason(parsed)}"
    return StartRead(
        links,
        _next_pages(parsed.feed.get("links", ()), url),
        problem,
        plain(parsed.feed.get("title")),
        short_lang(parsed.feed.get("language")),
    )


def _parse(raw: bytes, charset: str | None) -> Any:
    # A stream, because feedparser takes a bare string for a file name or an address if it looks like one.
    true = true_charset(raw, charset)
    headers = {"content-type": f"application/xml; charset={true}"} if true else {"content-type": "application/xml"}
    try:
        return feedparser.parse(io.BytesIO(raw), response_headers=headers, sanitize_html=False)
    except Exception as error:
        # Its loose parser raises all sorts of things on hostile markup; none of them is worth a traceback.
        return feedparser.FeedParserDict(version="", entries=[], feed={}, bozo=True, bozo_exception=error)


def _reason(parsed: Any) -> str:
    error = parsed.get("bozo_exception")
    return f": {' '.join(str(error).split())[:120]}" if error else ""


def _entry(entry: Any, base: str) -> PageLink | None:
    address = entry.get("feedburner_origlink") or entry.get("link") or ""
    if not address and entry.get("guidislink"):
        address = entry.get("id", "")
    url = join(base, address) if address else None
    # `dict.get`, because its own `get` passes other dates off as `updated`.
    days = (iso_day(dict.get(entry, key)) for key in ("published", "created", "updated"))
    day = next(filter(None, days), None)
    return PageLink(url, plain(entry.get("title")), day or _parsed_day(entry)) if url else None


def _parsed_day(entry: Any) -> str | None:
    # feedparser knows date forms that ours does not; it gives them in UTC.
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return f"{moment.tm_year:04d}-{moment.tm_mon:02d}-{moment.tm_mday:02d}" if moment else None


def _next_pages(links: Iterable[Any], base: str) -> tuple[tuple[StartKind, str], ...]:
    """RFC 5005: a paged feed names its next page."""
    found = (join(base, link.get("href", "")) for link in links if link.get("rel") == "next")
    return tuple((StartKind.FEED, url) for url in found if url)


def _read_json(raw: bytes, url: str) -> StartRead:
    try:
        data = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return StartRead(problem=f"the JSON is broken: {error}")
    if "jsonfeed.org/version/" not in str(data.get("version", "")) or not isinstance(data.get("items"), list):
        return StartRead(problem="the JSON there is no JSON Feed")
    items = [item for item in data["items"][:MOST_ENTRIES] if isinstance(item, dict)]
    following = join(url, str(data["next_url"])) if data.get("next_url") else None
    return StartRead(
        tuple(_unique(_item(item, url) for item in items)),
        ((StartKind.FEED, following),) if following else (),
        title=plain(str(data.get("title") or "")),
        lang=short_lang(str(data.get("language") or "")),
    )


def _item(item: dict[str, Any], base: str) -> PageLink | None:
    address = item.get("url") or item.get("external_url") or item.get("id") or ""
    url = join(base, str(address)) if "/" in str(address) else None
    day = iso_day(str(item.get("date_published") or item.get("date_modified") or ""))
    return PageLink(url, plain(str(item.get("title") or "")), day) if url else None


def _unique(links: Iterable[PageLink | None]) -> Iterator[PageLink]:
    seen: set[str] = set()
    for link in links:
        if link and link.url not in seen:
            seen.add(link.url)
            yield link
