"""Endpoints: the pages for people that read, and the files that pages need."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from feeds.conditional import Rendered, answer
from feeds.markdown import article_markdown, file_name
from feeds.parameters import LARGEST_ID, Parameters
from feeds.record import MARK_CLOSE, MARK_OPEN
from feeds.routing import both
from feeds.service import Service
from feeds.site.article import article_page, changes
from feeds.site.body import marked_pieces
from feeds.site.listing import EXCERPT, read_listing
from feeds.site.paging import part_of
from feeds.site.renderer import Pages
from feeds.site.story import ROWS_SHOWN, StoryPages
from feeds.site.story_drawing import fit
from kitewire.errors import BadQueryError
from kitewire.messages import Message, message_of

_Asked = Annotated[Parameters, Query()]
_Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_Page = Annotated[int, Query(ge=1, le=2**20)]

_MARKDOWN = "text/markdown; charset=utf-8"
"""RFC 7763."""
_LISTING: dict[str, Any] = {
    "excerpt": EXCERPT,
    "marked_pieces": partial(marked_pieces, opening=MARK_OPEN, closing=MARK_CLOSE),
}


def page_router(service: Service, pages: Pages) -> APIRouter:
    """The endpoints over `service`, rendered by `pages`."""
    router = APIRouter(include_in_schema=False)
    _lists(router, service, pages)
    _articles(router, service, pages)
    _stories(router, service, pages)

    def static(request: Request, name: str) -> Response:
        """A style or script file."""
        found = pages.static.respond(request, name)
        if found is None:
            raise HTTPException(404, Message("there is no file {name}", name=name))
        return found

    both(router, "/static/{name}", static)
    return router


def _lists(router: APIRouter, service: Service, pages: Pages) -> None:
    def river(request: Request, asked: _Asked) -> Response:
        """The stories of all sources, latest first."""
        if asked.q:
            return RedirectResponse(f"{pages.prefix(request)}/search?{request.url.query}", 303)
        listing = read_listing(service, asked, by_relevance=False)
        return pages.render("river.html", request, listing=listing, by_relevance=False, **_LISTING,
                            empty_archive=listing.empty and listing.whole_archive and not asked.after)  # fmt: skip

    def search(request: Request, asked: _Asked) -> Response:
        """What is looked for; a search that cannot be understood is explained beside it."""
        by_relevance, listing, problem = asked.sort != "latest", None, ""
        try:
            listing = read_listing(service, asked, by_relevance and bool(asked.q)) if asked.filters() else None
        except BadQueryError as error:
            problem = message_of(error)
        return pages.render("search.html", request, 400 if problem else 200, listing=listing, problem=problem,
                            asked_q=asked.q or "", by_relevance=by_relevance and bool(asked.q), **_LISTING)  # fmt: skip

    both(router, "/", river)
    both(router, "/search", search)


def _articles(router: APIRouter, service: Service, pages: Pages) -> None:
    database, zone = service.database, service.settings.zone

    def article(request: Request, number: _Id, reading: Annotated[str, Query(max_length=20)] = "") -> Response:
        """One article: `reading=published` shows a damaged one as it was."""
        page = article_page(database, number, reading, zone)
        shown = {name: getattr(page, name) for name in page.__slots__}
        return pages.render("article.html", request, **shown)

    def markdown(request: Request, number: _Id) -> Response:
        """One article as Markdown, as `kitewire export` writes it."""
        found = database.articles.get(number)
        answered = answer(request, Rendered(article_markdown(found).encode("utf-8", "replace"), _MARKDOWN))
        answered.headers["Content-Disposition"] = f'inline; filename="{file_name(found)}"'
        return answered

    def history(request: Request, number: _Id, page: _Page = 1) -> Response:
        """How an article's text has changed."""
        found = database.articles.get(number)
        made = changes(found, database.articles.revisions(number), page)
        return pages.render("history.html", request, article=found, changes=made)

    both(router, "/articles/{number}.md", markdown)
    both(router, "/articles/{number}", article)
    both(router, "/articles/{number}/history", history)


def _stories(router: APIRouter, service: Service, pages: Pages) -> None:
    kept = StoryPages(service.database, service.settings.zone)

    def story(request: Request, number: _Id, page: _Page = 1) -> Response:
        """How a story travelled: drawn, and as a tree, which is in pages."""
        whole = kept.get(number)
        shown = {name: getattr(whole, name) for name in whole.__slots__}
        shown["rows"] = part_of(whole.rows, page, ROWS_SHOWN)
        return pages.render("story.html", request, fit=fit, **shown)

    both(router, "/stories/{number}", story)
