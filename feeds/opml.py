"""OPML 2.0 (http://opml.org/spec2.opml) of sources, each with the feed that this service makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote

from feeds.entry import address, language
from feeds.feed import Feed
from feeds.text import line
from feeds.xml import Document, Part, leaf, plain
from kitewire.source import Source, StartKind

NAMESPACE = "https://example.org/kitewire/opml"
"""Of the attributes that OPML has no word for."""
_OWN = f"{{{NAMESPACE}}}"


def write(feed: Feed) -> Iterator[bytes]:
    """All sources, grouped by region. A list of nothing still holds one (empty) group, as OPML asks."""
    document = Document()
    with document.open() as part:
        part.write_declaration()
        with part.element("opml", {"version": "2.0"}, nsmap={"kitewire": NAMESPACE}):
            with part.element("head"):
                plain(part, "title", line(feed.channel.title))
            with part.element("body"):
                _groups(part, list(feed.sources), feed.channel.base)
    yield document.take()


def _groups(part: Part, sources: list[Source], base: str) -> None:
    ordered = sorted(sources, key=lambda source: (source.region, source.name))
    if not ordered:
        leaf(part, "outline", attrib={"text": "Sources"})
    for region, members in groupby(ordered, key=lambda source: source.region):
        with part.element("outline", {"text": line(region) or "Sources"}):
            part.write("\n")
            for source in members:
                leaf(part, "outline", attrib=_outline(source, base))
        part.write("\n")


def _outline(source: Source, base: str) -> dict[str, str]:
    own_feed = next((start.url for start in source.starts if start.kind is StartKind.FEED), "")
    values = {
        "type": "rss",
        "text": line(source.label),
        "title": line(source.label),
        "xmlUrl": f"{base}/sources/{quote(source.name, safe='')}.rss",
        "htmlUrl": address(source.home) or "",
        "language": language(source.lang) or "",
        f"{_OWN}name": source.name,
        f"{_OWN}region": line(source.region),
        f"{_OWN}feed": address(own_feed) or "",
    }
    return {name: value for name, value in values.items() if value}
