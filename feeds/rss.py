"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the RSS Profile's advice, Atom's links and RFC 5005."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

from feeds import entry, xml
from feeds.feed import Channel, Feed
from feeds.text import line
from feeds.xml import DECLARATION, attributes, escaped, leaf, plain, quoted, uri
from kitewire import __version__
from kitewire.archive_view import ArticleView, ReprintView

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
}
_TYPE = "application/rss+xml"


def write(feed: Feed) -> Iterator[bytes]:
    """The feed as RSS 2.0, one piece an item."""
    head = f'{DECLARATION}<rss version="2.0"{attributes(_NAMESPACES)}><channel>\n'
    yield (head + "".join(_head(feed.channel))).encode()
    for article in feed.articles:
        yield "".join(_item(article, feed, feed.reprints.get(article.id, ()))).encode()
    yield b"</channel></rss>\n"


def _head(channel: Channel) -> Iterator[str]:
    yield plain("title", _text(line(channel.title)))
    yield leaf("link", channel.home_url)
    yield plain("description", _text(line(channel.description)))
    if channel.lang:
        yield leaf("language", channel.lang)
    if channel.updated:
        # The specification: "the last time the content of the channel changed". Not the time of writing,
        # so the same content is the same bytes.
        yield leaf("lastBuildDate", entry.rfc822(channel.updated))
    yield leaf("docs", "https://www.rssboard.org/rss-specification")
    yield leaf("generator", f"Kitewire {__version__}")
    if channel.current_url:
        yield leaf("fh:archive")
    for relation, url in channel.links:
        yield leaf("atom:link", attrib={"rel": relation, "type": _TYPE, "href": url})
    for hub in channel.hubs:
        yield leaf("atom:link", attrib={"rel": "hub", "href": hub})


def _item(article: ArticleView, feed: Feed, reprints: Sequence[ReprintView]) -> Iterator[str]:
    yield "<item>" + plain("title", _text(entry.heading(article)))
    if url := entry.link(article):
        yield f"<link>{uri(url)}</link>\n"
    day = entry.rfc822(article.sorted_by)
    yield f'<guid isPermaLink="false">{entry.entry_id(article)}</guid>\n<pubDate>{day}</pubDate>\n'
    for name in entry.authors(article):
        yield f"<dc:creator>{xml.name(name)}</dc:creator>\n"
    for scheme, term in entry.categories(article):
        yield f'<category domain="{scheme}">{xml.name(term)}</category>\n'
    yield f'<source url="{_source_url(feed.channel.base, article.source)}">{xml.name(entry.outlet(article))}</source>\n'
    yield leaf("description", html.escape(entry.summary(article), quote=False))
    if feed.full:
        yield f"<content:encoded>{escaped(entry.content_html(article))}</content:encoded>\n"
    for attrib in entry.reprint_links(reprints):
        yield leaf("atom:link", attrib=attrib)
    if image := entry.address(article.image):
        yield f'<media:thumbnail url="{uri(image)}"/>\n'
    yield "</item>\n"


def _text(text: str) -> str:
    """RSS does not say whether a title is HTML, and most readers think so: one that looks like HTML is escaped."""
    return html.escape(text, quote=False) if entry.looks_like_html(text) else text


@lru_cache(1000)
def _source_url(base: str, name: str) -> str:
    return quoted(f"{base}/sources/{quote(name, safe='')}.rss")
