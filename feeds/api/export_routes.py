"""Endpoint: exports of any size, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from feeds.api.answering import READ_FAILURES, Answers
from feeds.channels import Place, articles_view, make_channel
from feeds.feed import Feed
from feeds.formats import FORMATS
from feeds.parameters import Parameters
from feeds.streaming import in_batches, in_chunks

Table = Literal["jsonl", "csv", "parquet", "markdown", "warc"]
"""What grows with the archive; a feed does not."""
_FILE_ENDINGS = {"markdown": "md", "warc": "warc.gz"}


def add_exports(router: APIRouter, answers: Answers) -> None:
    """Add the endpoint to `router`."""

    def export(request: Request, form: Table, asked: Annotated[Parameters, Query()]) -> Response:
        """Every article that the parameters leave, latest first, as one file; all of them without `limit`. `warc` gives
        their pages as they were fetched, where KITEWIRE_ARCHIVE keeps them.

        It is written while it is sent, in constant memory. Where it breaks off (chunked transfer without an end),
        something went wrong on the way.
        """
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="kitewire.{_FILE_ENDINGS.get(form, form)}"',
        }
        media_type = FORMATS[form].media_type
        # The first chunk is written before the answer begins, so that what is wrong can still be told.
        chunks = in_chunks(FORMATS[form].write(_feed(answers, request, form, asked)))
        first = next(chunks, b"")
        if request.method == "HEAD":
            return Response(headers=headers | {"Content-Type": media_type})
        whole: Iterator[bytes] = chain((first,), chunks)
        return StreamingResponse(whole, headers=headers, media_type=media_type)

    documents: dict[str, dict[str, object]] = {
        FORMATS[form].media_type.partition(";")[0]: {} for form in get_args(Table)
    }
    told = READ_FAILURES | {200: {"description": "The file.", "content": documents}}
    path = "/export.{form}"
    router.add_api_route(path, export, methods=["GET"], response_class=Response, responses=told)
    router.add_api_route(path, export, methods=["HEAD"], response_class=Response, include_in_schema=False)


def _feed(answers: Answers, request: Request, form: Table, asked: Parameters) -> Feed:
    database, service = answers.database, answers.service
    source = database.sources.get(asked.source) if asked.source else None
    if asked.story:
        database.stories.get(asked.story)
    query = replace(asked.query(service.settings.zone, FORMATS[form].limit), with_related=FORMATS[form].related)
    url = service.requested(request)
    channel = make_channel(articles_view(asked, source), Place(service.base(request), url, url), None)
    pages = getattr(request.app.state, "archived_pages", None)
    if form == "warc" and pages is None:
        raise HTTPException(404, "no pages are kept: set KITEWIRE_ARCHIVE to a folder before crawling")
    return Feed(channel, in_batches(database, query), pages=pages)
