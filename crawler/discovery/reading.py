"""Reads a start point of any kind."""

from __future__ import annotations

from crawler.discovery.feed_in import read_feed
from crawler.discovery.records import StartRead
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.texts import short_lang
from extraction import read_list
from kitewire.source import StartKind


def read_start(kind: StartKind, raw: bytes, url: str, charset: str | None) -> StartRead:
    """What stands at the start point `url`, whose bytes are `raw`; never raises for broken content.

    `charset` is the Content-Type header's. A sitemap may be gzipped, and may be a feed (sitemaps.org allows that).
    """
    if kind is StartKind.FEED:
        return read_feed(raw, url, charset)
    if kind is StartKind.SITEMAP:
        return read_sitemap(raw, url, charset)
    page = read_list(raw, url, charset)
    more = tuple((StartKind.LIST, next_page) for next_page in page.next_pages)
    return StartRead(tuple(page.links), more, title=page.title or "", lang=short_lang(page.lang))
