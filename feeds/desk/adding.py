"""Endpoints: adding a source, or mending the rules of one, step by step.

An address ─▶ what was found there ─▶ three articles with the blocks of their pages ─▶ rules, tried ─▶ saved.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from feeds.desk.forms import Form, page_writer, read_form
from feeds.desk.rooms import Room, source_path
from feeds.desk.study_view import as_saved, study_values
from feeds.routing import both
from kitewire.desk import Looking, NotSeen, Pointed, Study
from kitewire.errors import BadUrlError, UnknownIdError, UsageError
from kitewire.messages import Message, message_of
from kitewire.source import Field, Limits, Source
from kitewire.source_values import check_name, check_url, name_from
from kitewire.urls import require_http

PATH = "/sources/add"
_Key = Annotated[str, Path(max_length=40)]
_Form = Annotated[Form, Depends(read_form)]
_WRITER = [Depends(page_writer)]


def adding_router(room: Room) -> APIRouter:
    """The endpoints over `room`. To look at a site is to send it requests: that takes `page_writer` as saving does."""
    router = APIRouter(include_in_schema=False)

    def ask(request: Request, url: Annotated[str, Query(max_length=2000)] = "") -> Response:
        """The form for an address."""
        return room.render("add.html", request, url_given=url, problem="")

    both(router, PATH, ask)

    @router.post(PATH, dependencies=_WRITER)
    def begin(request: Request, form: _Form) -> Response:
        try:
            source = asked_source(room, form)
            key = room.equipped().studies.begin(source, stored=False)
        except UsageError as error:
            values = {"url_given": form.text("url"), "problem": message_of(error)}
            return room.render("add.html", request, problem_status(request), **values)
        return room.back_to(request, f"{PATH}/{key}")

    @router.post("/sources/{name}/mend", dependencies=_WRITER)
    def mend(request: Request, name: str) -> Response:
        """The rules of a stored source."""
        source = room.database.sources.get(name)
        key = room.equipped().studies.begin(source, stored=True)
        return room.back_to(request, f"{PATH}/{key}")

    _study_routes(router, room)
    return router


def _study_routes(router: APIRouter, room: Room) -> None:
    @router.get(PATH + "/{key}", dependencies=_WRITER)
    def look(
        request: Request, key: _Key, page: Annotated[int, Query(ge=0, le=9)] = 0, field: Field = Field.BODY
    ) -> Response:
        try:
            return _show(room, request, key, (page, field))
        except UnknownIdError:
            if "hx-request" not in request.headers:
                raise
            # A page that asks again each second would go on for ever.
            return Response(status_code=204, headers={"HX-Redirect": room.pages.prefix(request) + PATH})

    @router.post(PATH + "/{key}/point", dependencies=_WRITER)
    def point(request: Request, key: _Key, form: _Form) -> Response:
        place = (form.number("page"), _field(form))
        pointed = Pointed(place[0], form.number("element"), place[1], form.number("turn"))
        try:
            room.equipped().studies.point(key, pointed)
        except UsageError as error:
            return _show(room, request, key, place, message_of(error))
        return room.back_to(request, f"{PATH}/{key}", page=place[0], field=place[1].value)

    @router.post(PATH + "/{key}/rules", dependencies=_WRITER)
    def rules(request: Request, key: _Key, form: _Form) -> Response:
        studies, place = room.equipped().studies, (form.number("page"), _field(form))
        try:
            if form.text("drop"):
                studies.drop_rule(key, form.number("drop"))
            else:
                studies.add_rule(key, place[1], form.text("rule"))
        except UsageError as error:
            return _show(room, request, key, place, message_of(error))
        return room.back_to(request, f"{PATH}/{key}", page=place[0], field=place[1].value)

    @router.post(PATH + "/{key}/save", dependencies=_WRITER)
    def save(request: Request, key: _Key, form: _Form) -> Response:
        studies = room.equipped().studies
        study = studies.look(key)
        if not isinstance(study, Study):
            raise HTTPException(400, "this site has not been seen yet")
        try:
            source = as_saved(study, form)
            if not study.stored:
                refuse_taken(room, source.name)
        except UsageError as error:
            return _show(room, request, key, (0, Field.BODY), message_of(error))
        room.database.sources.save(source)
        if form.text("then") == "pause":
            room.database.sources.pause(source.name, True)
        else:
            room.database.schedule.set_due(source.name, None)
        studies.end(key)
        return room.back_to(request, source_path(source.name), done="changed" if study.stored else "added")

    @router.post(PATH + "/{key}/end", dependencies=_WRITER)
    def end(request: Request, key: _Key) -> Response:
        room.equipped().studies.end(key)
        return room.back_to(request, "/sources")


def _show(room: Room, request: Request, key: str, place: tuple[int, Field], problem: str = "") -> Response:
    """How the study stands."""
    stands = room.equipped().studies.look(key)
    status = problem_status(request) if problem else 200
    if isinstance(stands, Looking):
        return room.render("looking.html", request, stands=stands, action=f"{PATH}/{key}")
    if isinstance(stands, NotSeen):
        return room.render("add.html", request, url_given=stands.address, problem=stands.problem)
    values = study_values(stands, place[0], place[1])
    return room.render("study.html", request, status, **values, problem=problem, action=f"{PATH}/{key}")


def problem_status(request: Request) -> int:
    """The status of a page that says what is wrong with a form; htmx shows no answer but a good one."""
    return 200 if "hx-request" in request.headers else 400


def asked_source(room: Room, form: Form) -> Source:
    """The source that the first form describes. Raises `UsageError`, `BadUrlError`."""
    typed = form.text("url")
    try:
        url = check_url(require_http(typed if "://" in typed else f"https://{typed}"))
    except (BadUrlError, ValueError) as error:
        template = "{typed!r} is not a web address such as https://news.example.com/"
        raise UsageError(Message(template, typed=typed)) from error
    name = form.text("name") or free_name(room, name_from(url))
    try:
        check_name(name)
    except ValueError as error:
        raise UsageError(message_of(error)) from error
    refuse_taken(room, name)
    return Source(name, url, limits=Limits())


def refuse_taken(room: Room, name: str) -> None:
    """Raises `UsageError` where there is a source of that name, or the name is one of our own addresses."""
    if name == "add" or any(source.name == name for source in room.database.sources.all()):
        raise UsageError(Message("there is a source {name!r} already: give this one another name", name=name))


def free_name(room: Room, name: str) -> str:
    """`name`, or with a number behind it where that is taken."""
    taken = {source.name for source in room.database.sources.all()} | {"add"}
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def _field(form: Form) -> Field:
    try:
        return Field(form.text("field"))
    except ValueError:
        raise HTTPException(400, Message("field: {text!r} is none", text=form.text("field")[:40])) from None
