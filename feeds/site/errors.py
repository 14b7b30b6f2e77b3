"""What a request gets that cannot be answered: a page for browsers, JSON for programs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from feeds.site.renderer import Pages
from kitewire.messages import Message

_EXPLAINED = (400, 401, 403, 404, 405, 500, 503)
"""Statuses that pages have words for; others are said as 400 or 500."""
_FOR_PROGRAMS = ("/api/", "/metrics", "/healthz", "/readyz", "/openapi.json")
_FEEDS = (".rss", ".atom", ".json", ".opml", ".xml")


def refusal(pages: Pages, request: Request, status: int, message: str, headers: dict[str, str]) -> Response:
    """An answer with `status` and what is wrong: a page where a person with a browser asks, else `{"error": …}`."""
    if not is_for_people(request):
        return JSONResponse({"error": message}, status, {"Cache-Control": "no-store", **headers})
    if message == "Not Found":
        message = Message("there is no page {path}", path=request.url.path)
    known = status if status in _EXPLAINED else 400 if status < 500 else 500
    page = pages.render("error.html", request, status, known=known, message=message)
    page.headers.update(headers)
    return page


def is_for_people(request: Request) -> bool:
    """Whether a page is wanted: `Accept` names HTML, and the address is not one for programs."""
    path = request.url.path
    return (
        "text/html" in request.headers.get("accept", "")
        and not any(one in path for one in _FOR_PROGRAMS)
        and not path.endswith(_FEEDS)
    )
