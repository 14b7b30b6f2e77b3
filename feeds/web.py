"""The HTTP service, wired here and nowhere else."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from feeds.access import Access
from feeds.access_gate import Gate
from feeds.access_routes import access_router
from feeds.allowed import allowed_methods
from feeds.api.description import describe
from feeds.api.router import api_router
from feeds.desk.routes import desk_router
from feeds.feed_routes import feed_router
from feeds.front_door import Application, FrontDoor
from feeds.health_routes import health_router
from feeds.parameters import complaint
from feeds.service import Service
from feeds.site.errors import refusal
from feeds.site.renderer import Pages
from feeds.site.routes import page_router
from feeds.site.saved_routes import saved_router
from kitewire import __version__
from kitewire.desk import Desk
from kitewire.errors import (
    DatabaseError,
    KitewireError,
    MissingPartError,
    UnknownFeedError,
    UnknownIdError,
    UnknownSourceError,
    UsageError,
)
from kitewire.messages import as_message, message_of
from kitewire.settings import Settings
from storage import Database


def create_app(database: Database, settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The service over an open archive. What it cannot answer, it answers with a page for browsers and
    with `{"error": …}` for programs: 400 for parameters that are wrong, 404 for what does not exist, 503 while the
    database does not answer. `desk`: what adding sources needs; without it the pages only read.
    """
    # The interactive documentation loads scripts from elsewhere; /openapi.json is enough.
    app = Application(title="Kitewire", version=__version__, docs_url=None, redoc_url=None)
    service = Service(database, settings)
    access = app.state.access = Access(settings)
    pages = app.state.pages = Pages(settings)
    # Whether the process is about to end; whoever serves the application puts in how to tell.
    app.state.stopping = lambda: False
    app.include_router(access_router(access))
    app.include_router(desk_router(service, pages, desk, lambda: app.state.stopping()))
    for router in (feed_router(service), health_router(service), api_router(service)):
        app.include_router(router)
    for build in (page_router, saved_router):
        app.include_router(build(service, pages))
    describe(app)
    app.door = FrontDoor(service.kept, database.changes, access)
    # Last, so that nothing but the door is before it, which asks by itself who may read.
    app.add_middleware(Gate, access=access, refuse=partial(refusal, pages))
    app.add_exception_handler(KitewireError, _kitewire_error)
    app.add_exception_handler(RequestValidationError, _bad_parameters)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _bug)
    return app


def _refuse(request: Request, status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return refusal(request.app.state.pages, request, status, message, headers or {})


def _kitewire_error(request: Request, error: Exception) -> Response:
    if isinstance(error, UnknownIdError | UnknownSourceError | UnknownFeedError):
        return _refuse(request, 404, message_of(error))
    if isinstance(error, MissingPartError):
        return _refuse(request, 501, message_of(error))
    if isinstance(error, UsageError):
        return _refuse(request, 400, message_of(error))
    if isinstance(error, DatabaseError):
        return _refuse(request, 503, message_of(error), {"Retry-After": "10"})
    return _refuse(request, 500, message_of(error))


def _bad_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    # A word where an ending or number belongs is an address that leads nowhere.
    return _refuse(request, 404 if first["loc"][0] == "path" else 400, complaint(first))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = allowed_methods(request)
    return _refuse(request, error.status_code, as_message(error.detail), headers)


def _bug(request: Request, error: Exception) -> Response:
    # The server logs it with its traceback; what it says may hold what nobody else should read.
    return _refuse(request, 500, "an error of Kitewire itself; the log of the service tells more")
