"""Endpoints: the page of all feeds, and saving and removing those that have names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from feeds.desk.forms import Form, page_writer, read_form
from feeds.routing import both
from feeds.saved import save_feed
from feeds.service import Service
from feeds.site.paging import part_of
from feeds.site.renderer import Pages
from kitewire.errors import UsageError
from kitewire.messages import message_of
from kitewire.saved_feed import SavedFeed

SOURCES_SHOWN, REGIONS_SHOWN = 60, 30
MOST_CHOICES = 100
"""Sources to choose from in a form; more are written."""
_NARROWING = ("q", "source", "region", "since", "until", "lang", "story", "reprints", "content")
_BLANK = dict.fromkeys((*_NARROWING, "name", "title"), "")


def saved_router(service: Service, pages: Pages) -> APIRouter:
    """The endpoints over `service`, rendered by `pages`."""
    router = APIRouter(include_in_schema=False)
    database = service.database

    def shown(
        request: Request, form: Mapping[str, str] = _BLANK, problem: str = "", where: tuple[str, int] = ("", 1)
    ) -> Response:
        about, number = where
        sources = sorted(database.sources.lines(about), key=lambda one: (one.region, one.label))
        regions = sorted(Counter(one.region for one in sources if one.region).items())
        return pages.render(
            "feeds.html", request, 400 if problem else 200, problem=problem, form=form, about=about,
            sources=part_of(sources, number, SOURCES_SHOWN), saved=database.saved_feeds.all(),
            regions=dict(regions[:REGIONS_SHOWN]), more_regions=len(regions) - REGIONS_SHOWN,
            choices=sources if len(sources) <= MOST_CHOICES and not about else (),
            counts={state.name: state.articles for state in database.sources.states()},
        )  # fmt: skip

    def feeds(
        request: Request,
        about: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=2**20)] = 1,
    ) -> Response:
        """Every feed there is; those of sources in pages, and those that `about` names."""
        return shown(request, where=(" ".join(about.split()), page))

    def save(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        """Save what a list is narrowed to under a name."""
        given = {name: form.text(name) for name in _BLANK}
        parameters = {name: given[name] for name in _NARROWING if given[name]}
        try:
            save_feed(database, service.settings, SavedFeed(given["name"], parameters, given["title"]))
        except UsageError as error:
            return shown(request, given, message_of(error))
        return RedirectResponse(f"{pages.prefix(request)}/feeds", 303)

    def remove(request: Request, name: str) -> Response:
        """Forget a name; no article goes with it."""
        database.saved_feeds.remove(name)
        return RedirectResponse(f"{pages.prefix(request)}/feeds", 303)

    both(router, "/feeds", feeds)
    router.add_api_route("/feeds", save, methods=["POST"], dependencies=[Depends(page_writer)])
    router.add_api_route("/feeds/{name}/remove", remove, methods=["POST"], dependencies=[Depends(page_writer)])
    return router
