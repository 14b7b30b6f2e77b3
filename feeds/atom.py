"""Atom (RFC 4287), with the paging links of RFC 5005."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime

from feeds import entry
from feeds.feed import Channel, Feed
from feeds.text import line
from feeds.xml import Document, Part, leaf, plain
from kitewire import __version__
from kitewire.archive_view import ArticleView

_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = "http://search.yahoo.com/mrss/"
_XML = "http://www.w3.org/XML/1998/namespace"
_LANG = f"{{{_XML}}}lang"
# xmlfile takes the prefix of a namespace only from here, also of the one that needs no declaration.
_NAMESPACES: dict[str | None, str] = {None: _ATOM, "media": _MEDIA, "xml": _XML}
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""`updated` of a feed in which nothing ever happened, from before there was any; required, and validators take the
epoch for a mistake."""


def write(feed: Feed) -> Iterator[bytes]:
    """The feed as Atom, one piece an entry."""
    document = Document()
    channel = feed.channel
    with document.open() as part:
        part.write_declaration()
        with part.element(_tag("feed"), {_LANG: channel.lang} if channel.lang else {}, nsmap=_NAMESPACES):
            part.write("\n")
            _head(part, channel)
            for article in feed.articles:
                _entry(part, article, channel.base)
                part.flush()
                yield document.take()
    yield document.take()


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _head(part: Part, channel: Channel) -> None:
    leaf(part, _tag("id"), channel.feed_id)
    _text(part, "title", line(channel.title))
    _text(part, "subtitle", line(channel.description))
    leaf(part, _tag("updated"), entry.rfc3339(channel.updated or _NEVER))
    leaf(part, _tag("generator"), "Kitewire", {"version": __version__})
    leaf(part, _tag("link"), attrib={"rel": "alternate", "type": "text/html", "href": channel.home_url})
    links = (("self", channel.self_url), ("next", channel.next_url), ("previous", channel.previous_url))
    for rel, url in links:
        if url:
            leaf(part, _tag("link"), attrib={"rel": rel, "type": "application/atom+xml", "href": url})


def _entry(part: Part, article: ArticleView, base: str) -> None:
    lang = entry.language(article.lang)
    with part.element(_tag("entry"), {_LANG: lang} if lang else {}):
        leaf(part, _tag("id"), entry.entry_id(article))
        _text(part, "title", entry.heading(article))
        leaf(part, _tag("updated"), entry.distinct_update(article))
        if article.published:
            leaf(part, _tag("published"), entry.rfc3339(article.published))
        if url := entry.link(article):
            leaf(part, _tag("link"), attrib={"rel": "alternate", "type": "text/html", "href": url})
        _people(part, article)
        for scheme, term in entry.categories(article):
            leaf(part, _tag("category"), attrib={"term": term, "scheme": f"{base}/#{scheme}"})
        _text(part, "summary", entry.summary(article) or entry.heading(article))
        if content := entry.content_html(article):
            leaf(part, _tag("content"), content, {"type": "html"})
        if image := entry.address(article.image):
            leaf(part, f"{{{_MEDIA}}}thumbnail", attrib={"url": image})
    part.write("\n")


def _text(part: Part, name: str, text: str) -> None:
    """A text that shows as it is: one that looks like HTML is declared as HTML and escaped, for readers that guess."""
    if entry.looks_like_html(text):
        leaf(part, _tag(name), html.escape(text, quote=False), {"type": "html"})
    else:
        plain(part, _tag(name), text, {"type": "text"})


def _people(part: Part, article: ArticleView) -> None:
    # An entry needs an author; where the page names none, the outlet stands for it.
    for name in entry.authors(article) or [entry.outlet(article)]:
        with part.element(_tag("author")):
            plain(part, _tag("name"), name)
    for name in dict.fromkeys(filter(None, map(line, article.bylines.editors))):
        with part.element(_tag("contributor")):
            plain(part, _tag("name"), name)
