"""Endpoints: the feeds of all articles, of a search, of a source and of a story, and the list of sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from feeds.channels import Place, View, articles_view, make_channel, source_view, story_view
from feeds.conditional import Rendered, answer
from feeds.feed import Feed
from feeds.formats import FORMATS
from feeds.parameters import LARGEST_ID, Parameters
from feeds.routing import both
from feeds.service import Ending, Service

_Asked = Annotated[Parameters, Query()]
_Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def feed_router(service: Service) -> APIRouter:
    """The endpoints over `service`. They are plain functions, so that the server runs them in its threads."""
    router = APIRouter(tags=["feeds"])
    database = service.database

    def articles(request: Request, ending: Ending, asked: _Asked) -> Response:
        """Articles of the archive, latest first; every parameter narrows."""
        source = database.sources.get(asked.source) if asked.source else None
        if asked.story:
            database.stories.get(asked.story)
        return answer(request, service.feed(request, articles_view(asked, source), ending, asked))

    def source(request: Request, name: str, ending: Ending, asked: _Asked) -> Response:
        """Articles of one source."""
        view = source_view(database.sources.get(name))
        return answer(request, service.feed(request, view, ending, asked.model_copy(update={"source": name})))

    def story(request: Request, number: _Id, ending: Ending, asked: _Asked) -> Response:
        """Articles of one story."""
        view = story_view(database.stories.get(number))
        return answer(request, service.feed(request, view, ending, asked.model_copy(update={"story": number})))

    def sources(request: Request) -> Response:
        """All sources as OPML, each with its feed here."""
        url = service.requested(request)
        view = View("/sources", "Kitewire sources", "Sources of this archive.")
        channel = make_channel(view, Place(service.base(request), url, url), None)
        form = FORMATS["opml"]
        written = b"".join(form.write(Feed(channel, sources=database.sources.all())))
        return answer(request, Rendered(written, form.media_type))

    both(router, "/articles.{ending}", articles)
    both(router, "/sources.opml", sources)
    both(router, "/sources/{name}.{ending}", source)
    both(router, "/stories/{number}.{ending}", story)
    return router
