"""Endpoints: sources, and changing them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from feeds.api.answering import PREFIX, Answers, Name, changed, read, write
from feeds.api.desk_shapes import Definition, Sources, WholeSource
from feeds.api.desk_shapes import Source as SourceShape
from feeds.api.source_records import source_record
from feeds.health_routes import health_record
from kitewire.archive_view import SourceState
from kitewire.errors import UnknownSourceError, UsageError
from kitewire.source import Source
from kitewire.source_files import source_from_dict, source_to_dict


def add_sources(router: APIRouter, answers: Answers) -> None:
    """Add the endpoints to `router`."""
    database = answers.database

    def sources(request: Request) -> Response:
        """Every source and how it stands."""

        def make() -> dict[str, Any]:
            states = _states(answers)
            known = [source for source in database.sources.all() if source.name in states]
            return {"items": [source_record(source, states[source.name]) for source in known]}

        return answers.give(request, make)

    def source(request: Request, name: Name) -> Response:
        """A source with its definition and what is wrong with it."""
        return answers.give_now(request, _whole(answers, name))

    def create(request: Request, definition: Definition) -> Response:
        """Add a source: crawled at its next turn, without being looked at first (the page `/sources/add` does that)."""
        wanted = _defined(definition)
        if any(known.name == wanted.name for known in database.sources.all()):
            raise HTTPException(409, f"there is a source {wanted.name!r} already: change it with PUT")
        database.sources.save(wanted)
        location = f"{answers.service.base(request)}{PREFIX}/sources/{quote(wanted.name, safe='')}"
        return changed(_one(answers, wanted.name), 201, {"Location": location})

    def replace(request: Request, name: Name, definition: Definition) -> Response:
        """Change a source to be as `definition` says; what it brought stays, and so do its schedule and its name."""
        database.sources.get(name)
        wanted = _defined(definition)
        if wanted.name != name:
            raise UsageError(f"name: the source is {name!r} and cannot be renamed to {wanted.name!r}")
        database.sources.save(wanted)
        return changed(_one(answers, name))

    def remove(request: Request, name: Name) -> Response:
        """Delete a source with its pages, runs and articles."""
        database.sources.remove(name)
        return Response(status_code=204)

    read(router, "/sources", Sources, sources)
    read(router, "/sources/{name}", WholeSource, source)
    write(router, "POST", "/sources", {201: SourceShape}, create)
    write(router, "PUT", "/sources/{name}", {200: SourceShape}, replace)
    write(router, "DELETE", "/sources/{name}", {204: None}, remove)


def add_source_actions(router: APIRouter, answers: Answers) -> None:
    """Add what can be done with a source to `router`."""
    database = answers.database

    def pause(request: Request, name: Name) -> Response:
        """Take a source out of the schedule; what it brought stays."""
        database.sources.pause(name, True)
        return changed(_one(answers, name))

    def resume(request: Request, name: Name) -> Response:
        """Put a paused source back into the schedule."""
        database.sources.pause(name, False)
        return changed(_one(answers, name))

    def run(request: Request, name: Name) -> Response:
        """Have a source crawled now by the service that runs; its schedule goes on from there."""
        database.sources.get(name)
        if _states(answers)[name].paused:
            raise HTTPException(409, f"{name} is paused: resume it first")
        database.schedule.set_due(name, None)
        return changed(_one(answers, name), 202)

    write(router, "POST", "/sources/{name}/pause", {200: SourceShape}, pause)
    write(router, "POST", "/sources/{name}/resume", {200: SourceShape}, resume)
    write(router, "POST", "/sources/{name}/run", {202: SourceShape}, run)


def _states(answers: Answers) -> dict[str, SourceState]:
    return {state.name: state for state in answers.database.sources.states()}


def _one(answers: Answers, name: str) -> dict[str, Any]:
    source = answers.database.sources.get(name)
    state = _states(answers).get(name)
    if state is None:  # it was removed in between
        raise UnknownSourceError(f"there is no source {name!r}")
    return source_record(source, state)


def _whole(answers: Answers, name: str) -> dict[str, Any]:
    return _one(answers, name) | {
        "definition": source_to_dict(answers.database.sources.get(name)),
        "health": health_record(answers.service, name)["findings"],
    }


def _defined(definition: Definition) -> Source:
    return source_from_dict(definition.model_dump(mode="json", exclude_unset=True), "source")
