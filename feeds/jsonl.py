"""JSON Lines: one article a line, every stored field as it is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator

from feeds.feed import Feed
from feeds.record import article_record


def write(feed: Feed) -> Iterator[bytes]:
    """One line an article, in the shape of `feeds.record.article_record`."""
    for article in feed.articles:
        yield json.dumps(article_record(article), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
