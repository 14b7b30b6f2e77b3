"""Endpoints: runs and health."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from feeds.api.answering import MOST_ITEMS, Answers, Id, read
from feeds.api.desk_shapes import Health, Run, Runs
from feeds.api.source_records import run_record
from feeds.health_routes import health_record
from feeds.parameters import LARGEST_ID

OfSource = Annotated[str, Query(max_length=200, description="Only of this source.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="Runs a page.")]
After = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Only runs before the one of this number.")]


def add_runs(router: APIRouter, answers: Answers) -> None:
    """Add the endpoints to `router`."""
    database = answers.database

    def runs(request: Request, source: OfSource = "", limit: Limit = 20, after: After = None) -> Response:
        """Runs and how their pages ended, newest first."""

        def make() -> dict[str, Any]:
            found = database.runs.history(source or None, limit + 1, after)
            onward = answers.onward(request, str(found[limit - 1].id)) if len(found) > limit else None
            return {"items": [run_record(one) for one in found[:limit]], "next": onward}

        return answers.give(request, make)

    def run(request: Request, number: Id) -> Response:
        """One run."""
        return answers.give(request, lambda: run_record(database.runs.get(number)))

    def health(request: Request, source: OfSource = "") -> Response:
        """What is wrong with the sources now, and what to do about it; paused ones are left out."""
        # By the clock, not by the archive's state alone: a source is overdue although nothing was committed.
        return answers.give_now(request, health_record(answers.service, source))

    read(router, "/runs", Runs, runs)
    read(router, "/runs/{number}", Run, run)
    read(router, "/health", Health, health)
