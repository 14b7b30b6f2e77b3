"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); what is ours stands under `_kitewire`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from feeds import entry
from feeds.feed import Channel, Feed
from feeds.record import related_record
from feeds.text import clean, line
from kitewire.archive_view import ArticleView, ReprintView


def write(feed: Feed) -> Iterator[bytes]:
    """The feed as JSON Feed 1.1, one piece an item."""
    head = _dump(_head(feed.channel))
    yield head[:-1] + b', "items": ['
    comma = b""
    for article in feed.articles:
        yield comma + b"\n" + _dump(_item(article, feed))
        comma = b","
    yield b"\n]}\n"


def _dump(value: Any) -> bytes:
    # Stored text holds no lone surrogates; a view made by hand may, and must not break the whole feed.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: the specification asks to leave such keys out."""
    return {name: one for name, one in value.items() if one not in (None, "", [], {})}


def _head(channel: Channel) -> dict[str, Any]:
    own = {
        "about": f"{channel.base}/",
        "first_url": channel.first_url,
        "previous_url": channel.previous_url,
        "archive_of": channel.current_url,
        "prev_archive_url": channel.older_archive_url,
        "next_archive_url": channel.newer_archive_url,
    }
    return _filled(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": line(channel.title),
            "description": line(channel.description),
            "home_page_url": channel.home_url,
            "feed_url": channel.self_url,
            "next_url": channel.older_archive_url if channel.current_url else channel.next_url,
            "language": channel.lang,
            "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
            "_kitewire": _filled(own),
        }
    )


def _item(article: ArticleView, feed: Feed) -> dict[str, Any]:
    item = {
        "id": entry.entry_id(article),
        "url": entry.link(article),
        "title": entry.heading(article),
        "summary": entry.summary(article),
        "image": entry.address(article.image),
        "date_published": article.published and entry.rfc3339(article.published),
        "date_modified": entry.rfc3339(article.updated),
        "authors": [{"name": name} for name in entry.authors(article)],
        "tags": [term for _, term in entry.categories(article)],
        "language": entry.language(article.lang),
        "_kitewire": _own(article, feed.reprints.get(article.id, ())),
    }
    # One of the two is required, also where it is empty.
    if feed.full:
        return _filled(item) | {"content_html": entry.content_html(article)}
    return _filled(item) | {"content_text": entry.summary(article)}


def _own(article: ArticleView, reprints: Sequence[ReprintView]) -> dict[str, Any]:
    return {
        "article": article.id,
        "source": article.source,
        "source_title": article.source_title,
        "region": article.region,
        "origin": article.origin,
        "dateline": article.dateline,
        "bylines": article.bylines.by_role(),
        "published_precision": article.published_precision and article.published_precision.value,
        "story": article.story_id,
        "reprints": [_reprint(one) for one in reprints],
        "gone": article.gone and entry.rfc3339(article.gone),
        "related": [
            {name: clean(value) if isinstance(value, str) else value for name, value in related_record(one).items()}
            for one in article.related
        ],
    }


def _reprint(one: ReprintView) -> dict[str, Any]:
    return {
        "article": one.id,
        "source": one.source,
        "source_title": clean(one.source_title),
        "url": entry.address(one.url),
        "title": line(one.title),
        "date": entry.rfc3339(one.sorted_by),
    }
