"""Endpoints: the runs, one of them, and how those that are open go on (server-sent events)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from feeds.desk.event_stream import Event, EventStream
from feeds.desk.live import MOST_LISTENERS, LiveRuns, News
from feeds.desk.rooms import Room, source_path
from feeds.parameters import LARGEST_ID
from feeds.routing import both
from kitewire.crawl import Outcome, RunStatus, RunView

RUNS_SHOWN = 50
FAILED_SHOWN = 50

_Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def run_router(room: Room, live: LiveRuns) -> APIRouter:
    """The endpoints over `room`, told of open runs by `live`."""
    router = APIRouter(include_in_schema=False)
    database = room.database

    def runs(
        request: Request,
        source: Annotated[str, Query(max_length=200)] = "",
        before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    ) -> Response:
        """The latest runs (of one source; older than the run `before`), and those that are open."""
        history = database.runs.history(source or None, RUNS_SHOWN, before)
        running = [] if source or before else database.runs.running()
        past = [run for run in history if source or before or run.status is not RunStatus.RUNNING]
        return room.render(
            "runs.html", request, runs=shown(past), running=shown(running), source=source, before=before,
            older=history[-1].id if len(history) == RUNS_SHOWN else None, path_of=source_path,
        )  # fmt: skip

    def run(request: Request, number: _Id) -> Response:
        """One run."""
        found = database.runs.get(number)
        return room.render(
            "run.html", request, run=found, measures=database.run_pages.measures(number), parts=parts(found),
            failed=database.run_pages.failed(found.source, FAILED_SHOWN), path=source_path(found.source),
        )  # fmt: skip

    def stream(request: Request, write: Writer) -> Response:
        if live.listeners >= MOST_LISTENERS:
            raise HTTPException(503, "too many pages watch the runs already", {"Retry-After": "30"})
        return EventStream(messages(live, write))

    @router.get("/runs/events")
    async def all_events(request: Request) -> Response:
        """The open runs as a list, whenever it changes; `ended` when one is over."""

        def write(news: News) -> Sequence[Event]:
            html = room.pages.fragment("desk/running.html", request, running=shown(news.running), path_of=source_path)
            return [Event("running", html), *(Event("ended", str(run.id)) for run in news.ended)]

        return stream(request, write)

    @router.get("/runs/{number}/events")
    async def events(request: Request, number: _Id) -> Response:
        """How one run goes on, and its end."""

        def write(news: News) -> Sequence[Event]:
            found = next((run for run in (*news.ended, *news.running) if run.id == number), None)
            if found is None:
                return [Event("end", "")]
            html = room.pages.fragment("desk/progress.html", request, run=found, parts=parts(found))
            over = [] if found.status is RunStatus.RUNNING else [Event("end", "")]
            return [Event("progress", html), *over]

        return stream(request, write)

    both(router, "/runs", runs)
    both(router, "/runs/{number}", run)
    return router


Writer = Callable[[News], Sequence[Event]]


async def messages(live: LiveRuns, write: Writer) -> AsyncIterator[Event | None]:
    """What `write` makes of the news; None as a sign of life. Ends with a message named `end`."""
    async for news in live.listen():
        if news is None:
            yield None
            continue
        for message in write(news):
            yield message
            if message.event == "end":
                return


def shown(runs: Sequence[RunView]) -> list[tuple[RunView, list[tuple[str, str, int, float]]]]:
    """Each run with the parts of its bar."""
    return [(run, parts(run)) for run in runs]


def parts(run: RunView) -> list[tuple[str, str, int, float]]:
    """(Outcome, class, pages, share of all in percent) for each outcome that a run has, in their order."""
    total = sum(run.counts.values())
    counts = [(outcome.value, run.total(outcome)) for outcome in Outcome]
    return [(name, f"is-{name.replace('_', '-')}", n, 100 * n / total) for name, n in counts if n]
