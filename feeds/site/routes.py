"""Endpoints: the pages for people that read, and the files that pages need."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from feeds.routing import both
from feeds.service import Service
from feeds.site.renderer import Pages


def page_router(service: Service, pages: Pages) -> APIRouter:
    """The endpoints over `service`, rendered by `pages`."""
    router = APIRouter(include_in_schema=False)

    def static(request: Request, name: str) -> Response:
        """A style or script file."""
        found = pages.static.respond(request, name)
        if found is None:
            raise HTTPException(404, f"there is no file {name}")
        return found

    both(router, "/static/{name}", static)
    return router
