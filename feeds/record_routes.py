"""Endpoints: one article or one story as JSON, and the index page."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from feeds.conditional import Rendered, answer
from feeds.index_page import PAGE_POLICY, IndexPage
from feeds.parameters import LARGEST_ID
from feeds.reading import whole_record
from feeds.routing import both
from feeds.service import Service
from feeds.story_record import story_record

_Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def record_router(service: Service) -> APIRouter:
    """The endpoints over `service`."""
    router = APIRouter(tags=["records"])
    page = IndexPage(service.database)

    def article(request: Request, number: _Id) -> Response:
        """An article with its related list, its earlier texts, and the articles that refer to it."""
        return answer(request, _json(whole_record(service.database, number)))

    def story(request: Request, number: _Id) -> Response:
        """A story with its articles, the links between them, and who copied whom."""
        stories = service.database.stories
        found = stories.get(number)
        # Telling compares all its texts, which takes a while; it is the same until an article or a link changes.
        state = (found.lead.id, found.links, tuple((one.id, one.updated, one.origin) for one in found.articles))
        return answer(
            request, service.document(request, lambda: state, lambda: _json(story_record(stories.tell(number))))
        )

    def index(request: Request) -> Response:
        """For people: which feeds there are."""
        response = answer(request, Rendered(page.html().encode(), "text/html; charset=utf-8"))
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        return response

    def style(request: Request) -> Response:
        """The look of the index page."""
        return answer(request, Rendered(page.style, "text/css; charset=utf-8"))

    both(router, "/articles/{number}", article)
    both(router, "/stories/{number}", story)
    both(router, "/", index)
    both(router, "/kitewire.css", style)
    return router


def _json(record: dict[str, Any]) -> Rendered:
    return Rendered(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"), "application/json")
