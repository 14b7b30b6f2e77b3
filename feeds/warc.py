"""WARC (ISO 28500): the archived raw pages of articles. What keeps them gives the records; here they are passed on."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.feed import Feed
from kitewire.errors import ArchiveError


def write(feed: Feed) -> Iterator[bytes]:
    """The records of the articles' pages. Raises `ArchiveError` where no pages are kept."""
    if feed.pages is None:
        raise ArchiveError("no pages are kept: set KITEWIRE_ARCHIVE to a folder before crawling, or name one")
    yield from feed.pages(feed.articles)
