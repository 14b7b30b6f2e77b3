"""Endpoints: what is wrong with the sources, and the page that asks for the token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from feeds.access import same_site_path
from feeds.desk.forms import page_writer
from feeds.desk.rooms import Room, now, source_path
from feeds.routing import both
from feeds.site.paging import part_of
from kitewire.health import Finding, FindingKind
from kitewire.overdue import MANY, overdue

SOURCES_SHOWN, OVER_SHOWN = 20, 20
LOGIN_ERRORS = ("token", "link")


def health_pages(room: Room) -> APIRouter:
    """The endpoints over `room`."""
    router = APIRouter(include_in_schema=False)
    database = room.database

    def health(
        request: Request,
        done: Annotated[str, Query(max_length=20)] = "",
        page: Annotated[int, Query(ge=1, le=2**20)] = 1,
    ) -> Response:
        """The findings that stand, by source, and what is over."""
        states = database.health.states(now())
        paused = {one.source for one in states if one.paused}
        found = database.health.findings(cleared=True)
        standing = [one for one in found if one.cleared is None and one.source not in paused]
        late = overdue(states, now())
        standing += late if len(late) < MANY else []
        over = [one for one in found if one.cleared is not None and one.source not in paused]
        return room.render(
            "health.html", request, findings=part_of(by_source(standing), page, SOURCES_SHOWN),
            over=over[:OVER_SHOWN], sources=len(states),
            well=len(states) - len(paused) - len({one.source for one in (*standing, *late)}), paused=len(paused),
            labels={one.name: one.label for one in database.sources.lines()},
            late=len(late) if len(late) >= MANY else 0,
            done=done if done == "accepted" else "", nobody=room.desk is not None and not room.desk.scheduler(),
        )  # fmt: skip

    def login(request: Request, next: str = "/", error: str = "") -> Response:
        """Asks for the token."""
        wrong = error if error in LOGIN_ERRORS else ""
        return room.render("login.html", request, next=same_site_path(next), error=wrong)

    both(router, "/health", health)
    both(router, "/login", login)

    @router.post("/sources/{name}/accept", dependencies=[Depends(page_writer)])
    def accept(request: Request, name: str) -> Response:
        database.health.accept(name, now())
        return room.back_to(request, source_path(name), done="accepted")

    return router


def by_source(findings: list[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """(Source, path of its page, its findings); the one whose trouble is the oldest first, overdue ones last."""
    grouped: dict[str, list[Finding]] = {}
    for one in findings:
        grouped.setdefault(one.source, []).append(one)

    def first(name: str) -> tuple[bool, object, str]:
        mine = grouped[name]
        return all(one.kind is FindingKind.OVERDUE for one in mine), min(one.since for one in mine), name

    return [(name, source_path(name), grouped[name]) for name in sorted(grouped, key=first)]
