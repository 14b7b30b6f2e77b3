"""Endpoints: saved feeds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from feeds.api.answering import Answers, changed, read, write
from feeds.api.desk_shapes import FeedToSave, SavedFeeds
from feeds.api.desk_shapes import SavedFeed as SavedFeedShape
from feeds.api.source_records import saved_feed_record
from feeds.saved import save_feed
from kitewire.saved_feed import SavedFeed

FeedName = Annotated[str, Path(max_length=100, description="Name of a saved feed.")]


def add_saved_feeds(router: APIRouter, answers: Answers) -> None:
    """Add the endpoints to `router`."""
    service, saved = answers.service, answers.database.saved_feeds

    def feeds(request: Request) -> Response:
        """Every saved feed."""
        base = service.base(request)
        return answers.give(request, lambda: {"items": [saved_feed_record(one, base) for one in saved.all()]})

    def feed(request: Request, name: FeedName) -> Response:
        """One saved feed."""
        return answers.give(request, lambda: saved_feed_record(saved.get(name), service.base(request)))

    def save(request: Request, name: FeedName, wanted: FeedToSave) -> Response:
        """Save a list of articles under a name, or change what the name stands for; its address stays."""
        made = save_feed(answers.database, service.settings, SavedFeed(name, wanted.parameters, wanted.title))
        return changed(saved_feed_record(made, service.base(request)))

    def remove(request: Request, name: FeedName) -> Response:
        """Forget a saved feed; no article goes with it."""
        saved.remove(name)
        return Response(status_code=204)

    read(router, "/feeds", SavedFeeds, feeds)
    read(router, "/feeds/{name}", SavedFeedShape, feed)
    write(router, "PUT", "/feeds/{name}", {200: SavedFeedShape}, save)
    write(router, "DELETE", "/feeds/{name}", {204: None}, remove)
