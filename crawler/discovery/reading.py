"""Reads a start point of any kind."""

from __future__ import annotations

import re
from itertools import islice

from crawler.discovery.feed_in import read_feed
from crawler.discovery.records import StartRead
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.texts import short_lang
from extraction import read_list
from kitewire.source import StartKind

MOST_TAGS = 100_000
"""Of a list page, closing ones among them: some 25,000 links, which take five seconds."""
_LINK = re.compile(rb"<a\s", re.IGNORECASE)


def read_start(kind: StartKind, raw: bytes, url: str, charset: str | None) -> StartRead:
    """What stands at the start point `url`, whose bytes are `raw`; never raises for broken content.

    `charset` is the Content-Type header's. A sitemap may be gzipped, and may be a feed (sitemaps.org allows that).
    """
    if kind is StartKind.FEED:
        return read_feed(raw, url, charset)
    if kind is StartKind.SITEMAP:
        return read_sitemap(raw, url, charset)
    raw, left_out = _bounded(raw)
    page = read_list(raw, url, charset)
    more = tuple((StartKind.LIST, next_page) for next_page in page.next_pages)
    links = tuple(page.links)
    return StartRead(links, more, title=page.title or "", lang=short_lang(page.lang), left_out=left_out)


def _bounded(raw: bytes) -> tuple[bytes, int]:
    """A list page as far as it can be read in seconds, and how many links stand behind that."""
    if raw.count(b"<") <= MOST_TAGS:
        return raw, 0
    end = next(islice(re.finditer(b"<", raw), MOST_TAGS, None)).start()
    return raw[:end], len(_LINK.findall(raw, end))
