"""Atom (RFC 4287), with the paging and archive links of RFC 5005."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from feeds import entry, xml
from feeds.feed import Channel, Feed
from feeds.text import clean, line
from feeds.xml import DECLARATION, attributes, escaped, leaf, quoted, unmarked, uri
from kitewire import __version__
from kitewire.archive_view import ArticleView, ReprintView

_NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:media": "http://search.yahoo.com/mrss/",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
}
_TYPE = "application/atom+xml"
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""`updated` of a feed in which nothing ever happened, from before there was any; required, and validators take the
epoch for a mistake."""


def write(feed: Feed) -> Iterator[bytes]:
    """The feed as Atom, one piece an entry."""
    head = f"{DECLARATION}<feed{attributes(_NAMESPACES)}{_lang(feed.channel.lang)}>\n"
    yield (head + "".join(_head(feed.channel))).encode()
    for article in feed.articles:
        yield "".join(_entry(article, feed, feed.reprints.get(article.id, ()))).encode()
    yield b"</feed>\n"


def _lang(lang: str | None) -> str:
    return attributes({"xml:lang": lang}) if lang else ""


def _head(channel: Channel) -> Iterator[str]:
    yield leaf("id", channel.feed_id)
    yield _text("title", line(channel.title))
    yield _text("subtitle", line(channel.description))
    yield leaf("updated", entry.rfc3339(channel.updated or _NEVER))
    yield leaf("generator", "Kitewire", {"version": __version__})
    if channel.current_url:
        yield leaf("fh:archive")
    yield leaf("link", attrib={"rel": "alternate", "type": "text/html", "href": channel.home_url})
    for relation, url in channel.links:
        yield leaf("link", attrib={"rel": relation, "type": _TYPE, "href": url})
    for hub in channel.hubs:
        yield leaf("link", attrib={"rel": "hub", "href": hub})


def _entry(article: ArticleView, feed: Feed, reprints: Sequence[ReprintView]) -> Iterator[str]:
    yield f"<entry{_lang(entry.language(article.lang))}><id>{entry.entry_id(article)}</id>\n"
    yield _text("title", entry.heading(article))
    yield f"<updated>{entry.distinct_update(article)}</updated>\n"
    if article.published:
        yield f"<published>{entry.rfc3339(article.published)}</published>\n"
    if url := entry.link(article):
        yield f'<link rel="alternate" type="text/html" href="{uri(url)}"/>\n'
    for attrib in entry.reprint_links(reprints):
        yield leaf("link", attrib=attrib)
    yield from _people(article)
    for scheme, term in entry.categories(article):
        yield f'<category term="{quoted(term)}" scheme="{quoted(feed.channel.base)}/#{scheme}"/>\n'
    yield _text("summary", entry.summary(article) or entry.heading(article))
    if feed.full and (content := entry.content_html(article)):
        yield f'<content type="html">{escaped(content)}</content>\n'
    if image := entry.address(article.image):
        yield f'<media:thumbnail url="{uri(image)}"/>\n'
    yield "</entry>\n"


def _text(name: str, text: str) -> str:
    """A text that shows as it is: one that looks like HTML is declared as HTML and escaped, for readers that guess."""
    if entry.looks_like_html(text):
        return f'<{name} type="html">{escaped(html.escape(clean(text), quote=False))}</{name}>\n'
    return f'<{name} type="text">{unmarked(text)}</{name}>\n'


def _people(article: ArticleView) -> Iterator[str]:
    # An entry needs an author; where the page names none, the outlet stands for it.
    for name in entry.authors(article) or [entry.outlet(article)]:
        yield f"<author><name>{xml.name(name)}</name></author>\n"
    for name in dict.fromkeys(filter(None, map(line, article.bylines.editors))):
        yield f"<contributor><name>{xml.name(name)}</name></contributor>\n"
