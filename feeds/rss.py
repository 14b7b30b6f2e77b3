"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the RSS Profile's advice."""

from __future__ import annotations

import html
from collections.abc import Iterator
from urllib.parse import quote

from feeds import entry
from feeds.feed import Channel, Feed
from feeds.text import line
from feeds.xml import Document, Part, leaf, plain
from kitewire import __version__
from kitewire.archive_view import ArticleView

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_NAMESPACES: dict[str | None, str] = {"atom": _ATOM, "content": _CONTENT, "dc": _DC, "media": _MEDIA}


def write(feed: Feed) -> Iterator[bytes]:
    """The feed as RSS 2.0, one piece an item."""
    document = Document()
    with document.open() as part:
        part.write_declaration()
        with part.element("rss", {"version": "2.0"}, nsmap=_NAMESPACES), part.element("channel"):
            _head(part, feed.channel)
            for article in feed.articles:
                _item(part, article, feed.channel.base)
                part.flush()
                yield document.take()
    yield document.take()


def _head(part: Part, channel: Channel) -> None:
    part.write("\n")
    plain(part, "title", _text(line(channel.title)))
    leaf(part, "link", channel.home_url)
    plain(part, "description", _text(line(channel.description)))
    if channel.lang:
        leaf(part, "language", channel.lang)
    if channel.updated:
        # The specification: "the last time the content of the channel changed". Not the time of writing,
        # so the same content is the same bytes.
        leaf(part, "lastBuildDate", entry.rfc822(channel.updated))
    leaf(part, "docs", "https://www.rssboard.org/rss-specification")
    leaf(part, "generator", f"Kitewire {__version__}")
    links = (("self", channel.self_url), ("next", channel.next_url), ("previous", channel.previous_url))
    for rel, url in links:
        if url:
            leaf(part, f"{{{_ATOM}}}link", attrib={"rel": rel, "type": "application/rss+xml", "href": url})


def _item(part: Part, article: ArticleView, base: str) -> None:
    with part.element("item"):
        plain(part, "title", _text(entry.heading(article)))
        if url := entry.link(article):
            leaf(part, "link", url)
        leaf(part, "guid", entry.entry_id(article), {"isPermaLink": "false"})
        leaf(part, "pubDate", entry.rfc822(article.sorted_by))
        for name in entry.authors(article):
            plain(part, f"{{{_DC}}}creator", name)
        for scheme, term in entry.categories(article):
            plain(part, "category", term, {"domain": scheme})
        plain(part, "source", entry.outlet(article), {"url": _source_url(base, article.source)})
        leaf(part, "description", html.escape(entry.summary(article), quote=False))
        leaf(part, f"{{{_CONTENT}}}encoded", entry.content_html(article))
        if image := entry.address(article.image):
            leaf(part, f"{{{_MEDIA}}}thumbnail", attrib={"url": image})
    part.write("\n")


def _text(text: str) -> str:
    """RSS does not say whether a title is HTML, and most readers think so: one that looks like HTML is escaped."""
    return html.escape(text, quote=False) if entry.looks_like_html(text) else text


def _source_url(base: str, name: str) -> str:
    return f"{base}/sources/{quote(name, safe='')}.rss"
