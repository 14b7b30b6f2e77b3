"""Sitemaps: urlset, sitemapindex, news sitemaps, lists of addresses; gzipped or not.

The formats are those of sitemaps.org (0.9) and of Google's news schema (0.9).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable
from typing import Any

from lxml import etree

from crawler.discovery.feed_in import read_feed
from crawler.discovery.records import StartRead
from crawler.discovery.texts import iso_day, plain, true_charset
from kitewire.article import PageLink
from kitewire.source import StartKind
from kitewire.urls import is_http, join

# The protocol's own bounds: 50 MiB unpacked and 50,000 addresses a file.
MOST_BYTES = 52_428_800
MOST_URLS = 50_000
# From this many entries on, one and the same lastmod for all of them tells when the file was made, not the pages.
_SAME_DAY_IS_NO_NEWS = 20
_FEED_ROOTS = {"rss", "feed", "RDF"}
_NAME_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./]?(0[1-9]|1[0-2])?[-_./]?(0[1-9]|[12]\d|3[01])?(?!\d)")


def read_sitemap(raw: bytes, url: str, charset: str | None) -> StartRead:
    """The addresses of a sitemap, newest first, or the children of an index, newest first. Never raises.

    The day of an address is the news sitemap's publication date, else `lastmod`. What lies beyond the protocol's
    bounds is not read. Entities are not resolved, and nothing is loaded from elsewhere.
    """
    try:
        raw = _unpacked(raw)
    except zlib.error as error:
        return StartRead(problem=f"the gzipped sitemap is broken: {error}")
    start = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:4].lower() == b"http":
        return _read_lines(raw)
    if not start.startswith(b"<"):
        return StartRead(problem="no sitemap stands there")
    return _read_xml(raw, url, charset)


def _unpacked(raw: bytes) -> bytes:
    # Bounded, so that a small file cannot fill the memory; a file that is cut off gives what it holds.
    if raw[:2] != b"\x1f\x8b":
        return raw[:MOST_BYTES]
    return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, MOST_BYTES)


def _read_lines(raw: bytes) -> StartRead:
    lines = raw.decode("utf-8-sig", "replace").split()
    found = dict.fromkeys(filter(is_http, lines[:MOST_URLS]))
    beyond = sum(map(is_http, lines[MOST_URLS:]))
    return StartRead(tuple(PageLink(address, "") for address in found), left_out=beyond)


def _read_xml(raw: bytes, url: str, charset: str | None) -> StartRead:
    pages: dict[str, PageLink] = {}
    children: dict[str, str] = {}
    beyond = 0
    try:
        root = _root(raw, charset)
        if root in _FEED_ROOTS:
            return read_feed(raw, url, charset)
        for _, element in _elements(raw, charset, ("end",), ("{*}url", "{*}sitemap")):
            if len(pages) + len(children) >= MOST_URLS:
                beyond += 1
                _forget(element)
                continue
            address = _address(element, url)
            if address and _local(element) == "url":
                pages.setdefault(address, _page(element, address))
            elif address:
                children.setdefault(address, iso_day(_text(element, "lastmod")) or _day_in_name(address))
            _forget(element)
    except etree.XMLSyntaxError as error:
        if not pages and not children:
            return StartRead(problem=f"the sitemap is broken: {error.msg}")
    if root not in ("urlset", "sitemapindex") and not pages and not children:
        return StartRead(problem=f"no sitemap stands there, but <{root}>")
    return StartRead(_newest_first(pages.values()), _children(children), left_out=beyond)


def _root(raw: bytes, charset: str | None) -> str:
    return next((_local(element) for _, element in _elements(raw, charset, ("start",))), "")


def _elements(raw: bytes, charset: str | None, events: tuple[str, ...], tags: tuple[str, ...] | None = None) -> Any:
    true = true_charset(raw, charset)
    return etree.iterparse(
        io.BytesIO(raw),
        events=events,
        tag=tags,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding=true if true == "utf-8" else None,
    )


def _local(element: Any) -> str:
    # Prefixes are declared wrongly or not at all often enough; the local name is what counts.
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if _local(child) == name), None)


def _text(element: Any, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else "".join(child.itertext()).strip()


def _address(element: Any, base: str) -> str | None:
    text = _text(element, "loc")
    if is_http(text) and "#" not in text:
        return text
    return join(base, text) if text else None


def _page(element: Any, address: str) -> PageLink:
    news = _child(element, "news")
    title = "" if news is None else plain(_text(news, "title"))
    published = None if news is None else iso_day(_text(news, "publication_date"))
    return PageLink(address, title, published or iso_day(_text(element, "lastmod")))


def _forget(element: Any) -> None:
    # Keeps memory flat: what was read is dropped from the tree while the file is still being parsed.
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _newest_first(pages: Iterable[PageLink]) -> tuple[PageLink, ...]:
    links = list(pages)
    days = {link.date for link in links}
    if len(links) >= _SAME_DAY_IS_NO_NEWS and len(days) == 1 and not any(link.text for link in links):
        links = [PageLink(link.url, link.text) for link in links]
    return tuple(sorted(links, key=lambda link: link.date or "", reverse=True))


def _children(children: dict[str, str]) -> tuple[tuple[StartKind, str], ...]:
    """Newest first; of equals the one that calls itself news, then in the order of the file."""
    ordered = sorted(children, key=lambda url: (children[url], "news" in url.lower()), reverse=True)
    return tuple((StartKind.SITEMAP, url) for url in ordered)


def _day_in_name(url: str) -> str:
    """`sitemap-2026-11.xml` → `2026-11`: sorts like a day."""
    match = _NAME_DAY.search(url.rsplit("/", 1)[-1])
    return "-".join(part for part in match.groups() if part) if match else ""
