"""Endpoints: the pages for people that read, and the files that pages need."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from feeds.parameters import LARGEST_ID
from feeds.routing import both
from feeds.service import Service
from feeds.site.article import article_page, changes
from feeds.site.renderer import Pages
from feeds.site.story import story_page
from feeds.site.story_drawing import fit

_Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def page_router(service: Service, pages: Pages) -> APIRouter:
    """The endpoints over `service`, rendered by `pages`."""
    router = APIRouter(include_in_schema=False)
    database, zone = service.database, service.settings.zone

    def article(request: Request, number: _Id, reading: Annotated[str, Query(max_length=20)] = "") -> Response:
        """One article: `reading=published` shows a damaged one as it was."""
        page = article_page(database, number, reading, zone)
        shown = {name: getattr(page, name) for name in page.__slots__}
        return pages.render("article.html", request, **shown)

    def history(request: Request, number: _Id) -> Response:
        """How an article's text has changed."""
        found = database.articles.get(number)
        made = changes(found, database.articles.revisions(number))
        return pages.render("history.html", request, article=found, changes=made)

    def story(request: Request, number: _Id) -> Response:
        """How a story travelled: drawn, and as a tree."""
        page = story_page(database.stories.tell(number), zone)
        shown = {name: getattr(page, name) for name in page.__slots__}
        return pages.render("story.html", request, fit=fit, **shown)

    def static(request: Request, name: str) -> Response:
        """A style or script file."""
        found = pages.static.respond(request, name)
        if found is None:
            raise HTTPException(404, f"there is no file {name}")
        return found

    both(router, "/articles/{number}", article)
    both(router, "/articles/{number}/history", history)
    both(router, "/stories/{number}", story)
    both(router, "/static/{name}", static)
    return router
