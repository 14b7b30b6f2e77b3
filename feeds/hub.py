"""Which feeds hubs are told of (WebSub): those that somebody asked for while a hub was named in them."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.feed_page import Asked
from storage import Database
from storage.hub_topics import Topic


def note_topic(database: Database, asked: Asked) -> None:
    """Remember that somebody asked for a feed that names a hub. To be called before the feed is written, so that what
    comes in between is seen as a change."""
    if asked.hubs and asked.is_newest:
        database.hub_topics.note(Topic(asked.url, asked.query, asked.view.saved), datetime.now(UTC))
