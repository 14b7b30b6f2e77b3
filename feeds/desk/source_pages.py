"""Endpoints: all sources, one of them, and what can be done to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.exceptions import HTTPException

from feeds.desk.drawing import first_day, heat_map, months_of, week
from feeds.desk.forms import Form, page_writer, read_form
from feeds.desk.rooms import Room, now, source_path
from feeds.desk.routing import NoFeedRoute
from feeds.desk.run_pages import shown
from feeds.desk.source_list import SPARK_DAYS, Asked, source_list
from feeds.routing import both
from kitewire.archive_view import SourceState
from kitewire.messages import Message
from kitewire.overdue import overdue
from kitewire.source_files import dump_source
from kitewire.source_state import marks

RUNS_SHOWN = 12
FAILED_SHOWN = 30
DONE = ("run", "paused", "resumed", "removed", "added", "changed", "accepted", "unmended")
"""What a page can say has been done."""

_Form = Annotated[Form, Depends(read_form)]
_Done = Annotated[str, Query(max_length=20)]
_Narrow = Annotated[str, Query(max_length=200)]
_Page = Annotated[int, Query(ge=1, le=2**20)]


def source_router(room: Room) -> APIRouter:
    """The endpoints over `room`; those that change something take `page_writer`."""
    router = APIRouter(include_in_schema=False, route_class=NoFeedRoute)
    database = room.database

    def sources(
        request: Request, about: _Narrow = "", region: _Narrow = "", state: _Narrow = "", page: _Page = 1,
        done: _Done = "",
    ) -> Response:  # fmt: skip
        """The sources with their states and the articles of thirty days."""
        asked = Asked(" ".join(about.split()), region, state, page)
        return room.render("sources.html", request, listed=source_list(room, asked), narrowed=asked,
                           spark_days=SPARK_DAYS, done=_said(done))  # fmt: skip

    def one(request: Request, name: str, done: _Done = "") -> Response:
        """One source."""
        return room.render("source.html", request, 200, **{"done": _said(done)} | _whole(room, name))

    both(router, "/sources", sources)
    both(router, "/sources/{name}", one)

    @router.post("/sources/{name}/run", dependencies=[Depends(page_writer)])
    def run(request: Request, name: str) -> Response:
        state = _state(room, name)
        if state.paused:
            database.sources.pause(name, False)
        database.schedule.set_due(name, None)
        return room.back_to(request, source_path(name), done="run")

    @router.post("/sources/{name}/pause", dependencies=[Depends(page_writer)])
    def pause(request: Request, name: str) -> Response:
        database.sources.pause(name, True)
        return room.back_to(request, source_path(name), done="paused")

    @router.post("/sources/{name}/resume", dependencies=[Depends(page_writer)])
    def resume(request: Request, name: str) -> Response:
        database.sources.pause(name, False)
        return room.back_to(request, source_path(name), done="resumed")

    @router.post("/sources/{name}/remove", dependencies=[Depends(page_writer)])
    def remove(request: Request, name: str, form: _Form) -> Response:
        if form.text("name") != name:
            template = "to remove it with all its articles, write its name: {name}"
            raise HTTPException(400, Message(template, name=name))
        database.sources.remove(name)
        return room.back_to(request, "/sources", done="removed")

    return router


def _said(done: str) -> str:
    return done if done in DONE else ""


def _state(room: Room, name: str) -> SourceState:
    """Raises `UnknownSourceError`."""
    room.database.sources.get(name)
    return room.database.sources.states(name)[0]


def _whole(room: Room, name: str) -> dict[str, object]:
    """All that the page of a source shows. Raises `UnknownSourceError`."""
    database, today = room.database, room.today
    state, source = _state(room, name), database.sources.get(name)
    days = database.calendar.of(name, first_day(today), today, room.service.settings.zone)
    waits = room.desk.waits(source, now()) if room.desk is not None else ()
    findings = database.health.findings(name, cleared=True)
    late = [] if state.paused else [one for one in overdue(database.health.states(now()), now()) if one.source == name]
    return {
        "source": source, "state": state, "marks": marks(source, state), "path": source_path(name),
        "map": heat_map(days, today), "months": months_of(days, today), "week": week(waits), "waits": waits,
        "findings": [one for one in findings if one.cleared is None] + late,
        "over": [one for one in findings if one.cleared is not None][:5],
        "runs": shown(database.runs.history(name, RUNS_SHOWN)), "failed": database.run_pages.failed(name, FAILED_SHOWN),
        "memory": database.memories.load(name), "definition": dump_source(source),
        "scheduler": room.desk.scheduler() if room.desk is not None else "",
    }  # fmt: skip
