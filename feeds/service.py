"""What every endpoint shares: the archive, the settings, kept documents, and where we are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from starlette.requests import Request

from feeds.channels import View, service_address
from feeds.conditional import Rendered
from feeds.entry import address
from feeds.feed_page import MOST_ARTICLES as MOST_ARTICLES
from feeds.feed_page import Asked, Ending, check_size, render, state
from feeds.formats import FORMATS
from feeds.front_door import request_key
from feeds.kept import Kept, Wanted
from feeds.parameters import Parameters
from kitewire.archive_view import ArticleQuery
from kitewire.settings import Settings
from storage import Database


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
        check_size(parameters.limit)
        return replace(parameters.query(self.settings.zone, FORMATS["rss"].limit, fold=True), latest_first=True)

    def asked(self, request: Request, view: View, ending: Ending, parameters: Parameters) -> Asked:
        """The document of the feed of `view` that this request asks for. Raises as `query` does."""
        query = self.query(parameters.within(view.fixed))
        hubs = self.settings.websub_hubs
        return Asked(view, ending, parameters, query, self.base(request), self.requested(request), hubs)

    def feed(self, request: Request, asked: Asked) -> Rendered:
        """A document of a feed, from memory where nothing has changed. Raises as `Articles.find` does."""
        database = self.database
        return self.document(request, lambda: state(database, asked), lambda: render(database, asked))

    def document(self, request: Request, state: Callable[[], Hashable], render: Callable[[], Rendered]) -> Rendered:
        """The answer to this request: from memory while nothing was committed, or while `state` is the same.

        `state` is of what it shows. Kept ones are answered by `feeds.front_door` from then on.
        """
        stamp = self.database.changes.stamp()
        return self.kept.get(Wanted(request_key(request.scope), stamp, state, render))
