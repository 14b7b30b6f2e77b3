"""OPML 2.0 (http://opml.org/spec2.opml) of sources, each with the feed that this service makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from feeds.entry import address, language
from feeds.feed import Feed
from feeds.text import line
from feeds.xml import DECLARATION, attributes, leaf, plain
from kitewire.saved_feed import SavedFeed
from kitewire.source import Source, StartKind

NAMESPACE = "https://example.org/kitewire/opml"
"""Of the attributes that OPML has no word for."""
_NAMESPACES = {"xmlns:kitewire": NAMESPACE}
_OWN = "kitewire:"


def write(feed: Feed) -> Iterator[bytes]:
    """Saved feeds, and sources by region. A list of nothing still holds one (empty) group, as OPML asks."""
    base = feed.channel.base
    head = plain("title", line(feed.channel.title))
    yield f'{DECLARATION}<opml version="2.0"{attributes(_NAMESPACES)}><head>{head}</head><body>\n'.encode()
    written = _group("Saved feeds", [_saved(one, base) for one in feed.saved]) + _regions(feed.sources, base)
    yield (written or leaf("outline", attrib={"text": "Sources"})).encode()
    yield b"</body></opml>\n"


def _regions(sources: Iterable[Source], base: str) -> str:
    ordered = sorted(sources, key=lambda source: (source.region, source.name))
    return "".join(
        _group(line(region) or "Sources", [_outline(source, base) for source in members])
        for region, members in groupby(ordered, key=lambda source: source.region)
    )


def _group(text: str, outlines: list[dict[str, str]]) -> str:
    if not outlines:
        return ""
    members = "".join(leaf("outline", attrib=one) for one in outlines)
    return f"<outline{attributes({'text': text})}>\n{members}</outline>\n"


def _saved(feed: SavedFeed, base: str) -> dict[str, str]:
    label = line(feed.title) or feed.name
    address = f"{base}/feeds/{quote(feed.name, safe='')}.rss"
    return {"type": "rss", "text": label, "title": label, "xmlUrl": address, f"{_OWN}name": feed.name}


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
