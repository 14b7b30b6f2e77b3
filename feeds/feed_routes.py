"""Endpoints: the feeds of all articles, searches, sources, regions, stories and saved feeds; all of them as OPML."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from feeds.channels import Place, View, articles_view, make_channel, region_view, saved_view, source_view, story_view
from feeds.conditional import Rendered, answer
from feeds.feed import Feed
from feeds.feed_page import Ending
from feeds.formats import FORMATS
from feeds.hub import note_topic
from feeds.parameters import LARGEST_ID, Parameters
from feeds.routing import both
from feeds.service import Service
from kitewire.errors import UnknownRegionError

_Asked = Annotated[Parameters, Query()]
_Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def feed_router(service: Service) -> APIRouter:
    """The endpoints over `service`. They are plain functions, so that the server runs them in its threads."""
    router = APIRouter(tags=["feeds"])

    def articles(request: Request, ending: Ending, asked: _Asked) -> Response:
        """Articles of the archive, latest first; every parameter narrows."""
        return _feed(service, request, _chosen(service, asked, "/articles"), ending, asked)

    def search(request: Request, ending: Ending, asked: _Asked) -> Response:
        """As `/articles`: the feed beside the search page, with the same parameters, latest first."""
        return _feed(service, request, _chosen(service, asked, "/search"), ending, asked)

    def source(request: Request, name: str, ending: Ending, asked: _Asked) -> Response:
        """Articles of one source."""
        return _feed(service, request, source_view(service.database.sources.get(name)), ending, asked)

    def region(request: Request, name: str, ending: Ending, asked: _Asked) -> Response:
        """Articles of all sources of a region."""
        return _feed(service, request, _region(service, name), ending, asked)

    def story(request: Request, number: _Id, ending: Ending, asked: _Asked) -> Response:
        """Articles of one story, each that tells it, unless `reprints=fold`."""
        return _feed(service, request, story_view(service.database.stories.get(number)), ending, asked)

    def saved(request: Request, name: str, ending: Ending, asked: _Asked) -> Response:
        """Articles of a saved feed; parameters narrow it further."""
        return _feed(service, request, _saved(service, name), ending, asked)

    both(router, "/articles.{ending}", articles)
    both(router, "/search.{ending}", search)
    both(router, "/sources/{name}.{ending}", source)
    both(router, "/regions/{name:path}.{ending}", region)
    both(router, "/stories/{number}.{ending}", story)
    both(router, "/feeds/{name}.{ending}", saved)
    _lists(router, service)
    return router


def _lists(router: APIRouter, service: Service) -> None:
    database = service.database

    def sources(request: Request) -> Response:
        """All sources as OPML, each with its feed here."""
        view = View("/sources", "Kitewire sources", "Sources of this archive.")
        return _opml(service, request, view, with_saved=False)

    def feeds(request: Request) -> Response:
        """Saved feeds and all sources as OPML: to subscribe to everything at once."""
        view = View("/feeds", "Kitewire feeds", "Saved feeds and sources of this archive.")
        return _opml(service, request, view, with_saved=True)

    def _opml(service: Service, request: Request, view: View, with_saved: bool) -> Response:
        url = service.requested(request)
        channel = make_channel(view, Place(service.base(request), url, url), None)
        form = FORMATS["opml"]
        saved = database.saved_feeds.all() if with_saved else ()
        written = b"".join(form.write(Feed(channel, sources=database.sources.all(), saved=saved)))
        return answer(request, Rendered(written, form.media_type))

    both(router, "/sources.opml", sources)
    both(router, "/feeds.opml", feeds)


def _feed(service: Service, request: Request, view: View, ending: Ending, asked: Parameters) -> Response:
    document = service.asked(request, view, ending, asked)
    note_topic(service.database, document)
    return answer(request, service.feed(request, document))


def _chosen(service: Service, asked: Parameters, path: str) -> View:
    source = service.database.sources.get(asked.source) if asked.source else None
    if asked.story:
        service.database.stories.get(asked.story)
    return articles_view(asked, source, path)


def _region(service: Service, name: str) -> View:
    sources = service.database.sources.all()
    of_region = [source for source in sources if source.region == name]
    if not of_region:
        known = ", ".join(sorted({source.region for source in sources if source.region})[:20]) or "none"
        raise UnknownRegionError(f"no source is of the region {name!r}; those there are: {known}")
    return region_view(name, of_region)


def _saved(service: Service, name: str) -> View:
    found = service.database.saved_feeds.get(name)
    own = Parameters().within(found.parameters)
    return saved_view(found, own, service.database.sources.get(own.source) if own.source else None)
