"""How the endpoints of the API answer: kept JSON with validators, pages with a `next` link, declared failures."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request, Response

from feeds.access import writer
from feeds.api.shapes import Failure
from feeds.conditional import Rendered, answer
from feeds.parameters import LARGEST_ID, Parameters
from feeds.service import Service
from kitewire.archive_view import ArticleQuery, Cursor
from kitewire.errors import BadQueryError
from storage.cursors import write_cursor

PREFIX = "/api/v1"
USUAL_PAGE = 50
MOST_ITEMS = 500
"""On one page of a list."""
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Name = Annotated[str, Path(max_length=200, description="Name of a source.")]
Endpoint = Callable[..., Response]
JsonShape = type[Any]
Shapes = Mapping[int, JsonShape | None]
"""Status → what is answered with it; the first is the usual one."""
_ASK_AGAIN = ("cache-control", "no-cache")
"""Programs see what they have changed at once; asking again costs no look at the archive."""


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the description says of answers that refuse."""
    return {status: {"model": Failure, "description": HTTPStatus(status).phrase} for status in statuses}


READ_FAILURES = failures(400, 401, 404, 503)
WRITE_FAILURES = failures(400, 401, 403, 404, 409, 503)


def read(router: APIRouter, path: str, shape: JsonShape, endpoint: Endpoint) -> None:
    """`endpoint` for GET, answering with `shape`; and for HEAD."""
    responses = READ_FAILURES | {200: {"model": shape}, 304: {"description": "The client has it."}}
    router.add_api_route(path, endpoint, methods=["GET"], response_class=Response, responses=responses)
    router.add_api_route(path, endpoint, methods=["HEAD"], response_class=Response, include_in_schema=False)


def write(
    router: APIRouter, method: str, path: str, shapes: Mapping[int, JsonShape | None], endpoint: Endpoint
) -> None:
    """`endpoint` for a method that changes something, which takes the token; `shapes`: status → what is answered."""
    told: dict[int | str, dict[str, Any]] = {
        status: {"model": shape} if shape else {"description": "Done."} for status, shape in shapes.items()
    }
    router.add_api_route(
        path, endpoint, methods=[method], status_code=next(iter(shapes)), response_class=Response,
        responses=WRITE_FAILURES | told, dependencies=[Depends(writer)],
    )  # fmt: skip


def to_json(record: Any) -> bytes:
    """`record` as it goes out; lone surrogates are replaced."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


def changed(record: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to an action."""
    told = {"Cache-Control": "no-store", **(headers or {})}
    return Response(to_json(record), status, told, media_type="application/json")


class Answers:
    """Answers to reading, over a `service`: kept until anything is committed, with a tag over their bytes."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.database = service.database

    def give(
        self, request: Request, make: Callable[[], Mapping[str, Any]], state: Callable[[], Hashable] | None = None
    ) -> Response:
        """What `make` gives, as JSON. A `next` in it that is not null is told in a `Link` header too (RFC 8288).

        `state`, where `make` takes long: of what it shows; while it is the same, a kept answer is good although
        something else was committed.
        """
        state = state or self.database.changes.stamp
        return answer(request, self.service.document(request, state, lambda: _render(make())))

    def give_now(self, request: Request, record: Mapping[str, Any]) -> Response:
        """`record` as JSON, of what changes with the clock as well: nothing is kept."""
        return answer(request, _render(record))

    def query(self, asked: Parameters, latest_first: bool = True, fold: bool = False) -> ArticleQuery:
        """What to ask storage for. Raises `BadQueryError`."""
        limit = asked.limit or USUAL_PAGE
        if limit > MOST_ITEMS:
            raise BadQueryError(f"limit: at most {MOST_ITEMS} a page; go on with the address in `next`")
        latest = asked.sort == "latest" if asked.sort else latest_first
        return replace(asked.query(self.service.settings.zone, USUAL_PAGE, fold), latest_first=latest)

    def next_url(self, request: Request, after: Cursor | None) -> str | None:
        """The address of the page behind this one."""
        return None if after is None else self.onward(request, write_cursor(after))

    def onward(self, request: Request, after: str) -> str:
        """This address with another place to begin."""
        kept = [(key, value) for key, value in request.query_params.multi_items() if key not in _PLACES]
        return f"{self.service.base(request)}{request.url.path}?{urlencode([*kept, ('after', after)])}"


def _render(record: Mapping[str, Any]) -> Rendered:
    onward = record.get("next")
    links = (("link", f'<{onward}>; rel="next"'),) if onward else ()
    return Rendered(to_json(record), "application/json", more_headers=(_ASK_AGAIN, *links))


_PLACES = ("after", "offset", "page")
