"""One document of a feed: a page of its articles, or an archive document (RFC 5005).

Pages follow each other by cursors, so a client that walks from the newest to the end meets each article once, also
while new ones arrive. Archive documents hold fixed ranges of articles, so a client need not fetch one twice.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from feeds.channels import Place, View, feed_url, make_channel
from feeds.conditional import Rendered
from feeds.feed import Channel, Feed
from feeds.formats import FORMATS
from feeds.parameters import SHOWN, Parameters
from kitewire.archive_view import ArticleQuery, ArticleView
from kitewire.errors import BadQueryError
from storage import Database
from storage.cursors import write_cursor
from storage.feed_pages import IdRange

Ending = Literal["rss", "atom", "json"]
"""The feeds that every list of articles has beside it."""
MOST_ARTICLES = 500
"""In one document."""
_RANGE = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Asked:
    """One document of one feed, as it was asked for."""

    view: View
    ending: Ending
    parameters: Parameters
    """As given, without those that the view itself stands for."""
    query: ArticleQuery
    base: str
    url: str
    hubs: tuple[str, ...] = ()

    @property
    def archive(self) -> IdRange | None:
        """The range of an archive document; None for a page. Raises `BadQueryError`."""
        if self.parameters.archive is None:
            return None
        found = _RANGE.fullmatch(self.parameters.archive)
        if not found or int(found[1]) >= int(found[2]):
            raise BadQueryError(f"archive: {self.parameters.archive!r} is no range: use the links that feeds hold")
        return IdRange(int(found[1]), int(found[2]))

    @property
    def filters(self) -> dict[str, str]:
        """What narrows beyond the view itself."""
        given = self.parameters.filters()
        return {name: value for name, value in given.items() if name not in self.view.fixed or name in SHOWN}

    @property
    def is_newest(self) -> bool:
        """Whether it is the document that readers and hubs subscribe to."""
        return self.archive is None and not self.query.offset and self.query.after is None

    def at(self, **place: str) -> str:
        """The address of another document of the same feed."""
        limit = {"limit": str(self.parameters.limit)} if self.parameters.limit else {}
        return feed_url(self.base, self.view.path, self.ending, self.filters | limit | place)


def check_size(limit: int | None) -> None:
    """Raises `BadQueryError` for a page that is too long."""
    if (limit or 0) > MOST_ARTICLES:
        raise BadQueryError(f"limit: at most {MOST_ARTICLES} articles a page; the others are on the next pages")


def state(database: Database, asked: Asked) -> Hashable:
    """What tells a document from what it was before; cheap."""
    query = asked.query
    if asked.archive is not None:
        return database.feed_pages.state(query, asked.archive)
    # With the first one behind the page, which tells whether there is a next page.
    return database.feed_pages.state(replace(query, limit=None if query.limit is None else query.limit + 1))


def render(database: Database, asked: Asked) -> Rendered:
    """The document. Raises as `Articles.find`."""
    form = FORMATS[asked.ending]
    query = replace(asked.query, with_related=form.related)
    place, articles = _archive(database, asked, query) if asked.archive else _page(database, asked, query)
    updated = max((one.updated for one in articles), default=None)
    reprints = database.feed_pages.reprints([one.id for one in articles]) if query.fold_reprints else {}
    channel = make_channel(asked.view, place, updated)
    feed = Feed(channel, articles, reprints=reprints, full=asked.parameters.full)
    links = (("link", _link_header(channel)),) if asked.hubs else ()
    return Rendered(b"".join(form.write(feed)), form.media_type, updated, links)


def _page(database: Database, asked: Asked, query: ArticleQuery) -> tuple[Place, Sequence[ArticleView]]:
    page = database.articles.page(query)
    offset, limit = query.offset, query.limit or 0
    place = replace(
        _own_place(asked),
        next_url=asked.at(after=write_cursor(page.next)) if page.next else None,
        previous_url=asked.at(**_skipping(offset - limit)) if offset else None,
        first_url=None if asked.is_newest else asked.at(),
    )
    if not asked.is_newest:
        return place, page.articles
    newest = database.feed_pages.newest_range(query) if page.next else None
    # A list that one document would hold needs no archives.
    archive = _range_url(asked, newest) if newest and newest.above else None
    return replace(place, older_archive_url=archive, hubs=asked.hubs), page.articles


def _archive(database: Database, asked: Asked, query: ArticleQuery) -> tuple[Place, Sequence[ArticleView]]:
    assert asked.archive is not None
    pages = database.feed_pages
    older = pages.older_range(query, asked.archive)
    # RFC 5005 needs one of both; the newer one may have another address tomorrow, so only the oldest names it.
    newer = None if older else pages.newer_range(query, asked.archive)
    place = replace(
        _own_place(asked),
        current_url=asked.at(),
        older_archive_url=_range_url(asked, older),
        newer_archive_url=_range_url(asked, newer),
    )
    return place, pages.in_range(query, asked.archive, MOST_ARTICLES)


def _own_place(asked: Asked) -> Place:
    feed_id = feed_url(asked.base, asked.view.identity or asked.view.path, asked.ending, asked.filters)
    return Place(base=asked.base, self_url=asked.url, feed_id=feed_id)


def _range_url(asked: Asked, place: IdRange | None) -> str | None:
    return asked.at(archive=f"{place.above}-{place.last}") if place else None


def _skipping(articles: int) -> Mapping[str, str]:
    return {"offset": str(articles)} if articles > 0 else {}


def _link_header(channel: Channel) -> str:
    """As WebSub asks (section 4): hubs and the feed's own address."""
    named = [*(("hub", hub) for hub in channel.hubs), ("self", channel.self_url)]
    return ", ".join(f'<{url}>; rel="{relation}"' for relation, url in named)
