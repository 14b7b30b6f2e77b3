"""Routing of the desk."""

from __future__ import annotations

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from feeds.desk.rooms import FEED_ENDINGS


class NoFeedRoute(APIRoute):
    """A route that leaves `/sources/NAME.rss` and its like to the feeds: names of sources have dots in them."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any route, but never for a feed."""
        if scope["type"] == "http" and scope["path"].endswith(FEED_ENDINGS):
            return Match.NONE, {}
        return super().matches(scope)
