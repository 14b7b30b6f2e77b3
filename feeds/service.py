"""What every endpoint shares: the archive, the settings, kept documents, and where we are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import quote

from starlette.requests import Request

from feeds.channels import Place, View, feed_url, make_channel, service_address
from feeds.conditional import Rendered
from feeds.entry import address
from feeds.feed import Feed
from feeds.formats import FORMATS
from feeds.front_door import request_key
from feeds.kept import Kept, Wanted
from feeds.parameters import Parameters
from feeds.reading import find_page
from kitewire.archive_view import ArticleQuery
from kitewire.errors import BadQueryError
from kitewire.settings import Settings
from storage import Database

Ending = Literal["rss", "atom", "json"]
"""The feeds that every list of articles has beside it."""
MOST_ARTICLES = 500
"""In one page of a feed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of one feed, as it was asked for."""

    view: View
    ending: Ending
    parameters: Parameters
    query: ArticleQuery
    base: str
    url: str


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that the endpoints work with."""

    database: Database
    settings: Settings
    kept: Kept = field(default_factory=Kept)

    def base(self, request: Request) -> str:
        """Our address, without a slash at its end: the setting, else as the client asked for it."""
        if self.settings.base_url:
            return service_address(self.settings)
        asked = str(request.base_url).rstrip("/")
        return asked if asked == address(asked) else service_address(self.settings)

    def requested(self, request: Request) -> str:
        """The address of this request, to the last parameter, as an absolute URI."""
        raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
        query: bytes = request.scope["query_string"]
        raw = raw_path.partition(b"?")[0] + (b"?" + query if query else b"")
        return self.base(request) + quote(raw, safe="/?:@!$&'()*+,;=~%")

    def query(self, parameters: Parameters) -> ArticleQuery:
        """What to ask storage for. Raises `BadQueryError` for a page that is too long or a date that is none."""
        if (parameters.limit or 0) > MOST_ARTICLES:
            raise BadQueryError(f"limit: at most {MOST_ARTICLES} articles a page; go on with page or offset")
        return replace(parameters.query(self.settings.zone, FORMATS["rss"].limit), latest_first=True)

    def feed(self, request: Request, view: View, ending: Ending, parameters: Parameters) -> Rendered:
        """A page of the feed of `view`, from memory where nothing has changed. Raises as `query` does."""
        asked = Asked(view, ending, parameters, self.query(parameters), self.base(request), self.requested(request))
        articles = self.database.articles
        return self.document(
            request,
            lambda: (articles.last_change(asked.query), articles.count(asked.query)),
            lambda: self._render(asked),
        )

    def document(self, request: Request, state: Callable[[], Hashable], render: Callable[[], Rendered]) -> Rendered:
        """The answer to this request: from memory while nothing was committed, or while `state` is the same.

        `state` is of what it shows. Kept ones are answered by `feeds.front_door` from then on.
        """
        stamp = self.database.changes.stamp()
        return self.kept.get(Wanted(request_key(request.scope), stamp, state, render))

    def _render(self, asked: Asked) -> Rendered:
        form = FORMATS[asked.ending]
        updated = self.database.articles.last_change(asked.query)
        articles, more = find_page(self.database, replace(asked.query, with_related=form.related))
        channel = make_channel(asked.view, _place(asked, more), updated)
        return Rendered(b"".join(form.write(Feed(channel, articles))), form.media_type, updated)


def _place(asked: Asked, more: bool) -> Place:
    filters = asked.parameters.filters()
    if not asked.view.path.startswith("/articles"):
        filters = {name: value for name, value in filters.items() if name not in ("source", "story")}

    def at(offset: int) -> str:
        paging = {"limit": str(asked.parameters.limit)} if asked.parameters.limit else {}
        if offset:
            paging["offset"] = str(offset)
        return feed_url(asked.base, asked.view.path, asked.ending, filters | paging)

    limit, offset = asked.query.limit or 0, asked.query.offset
    return Place(
        base=asked.base,
        self_url=asked.url,
        feed_id=feed_url(asked.base, asked.view.path, asked.ending, filters),
        next_url=at(offset + limit) if more else None,
        previous_url=at(max(0, offset - limit)) if offset else None,
    )
