"""All endpoints of the desk."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from feeds.desk.adding import adding_router
from feeds.desk.health_pages import health_pages
from feeds.desk.live import LiveRuns
from feeds.desk.rooms import Room
from feeds.desk.run_pages import run_router
from feeds.desk.source_pages import source_router
from feeds.service import Service
from feeds.site.renderer import Pages
from kitewire.desk import Desk


def desk_router(service: Service, pages: Pages, desk: Desk | None, stopping: Callable[[], bool]) -> APIRouter:
    """The pages for running the service. To be included before the feeds: names of sources have dots in them.

    `stopping`: whether the process is about to end; streams of events end then.
    """
    room = Room(service, pages, desk)
    router = APIRouter()
    # `/sources/add` before `/sources/{name}`.
    router.include_router(adding_router(room))
    router.include_router(source_router(room))
    router.include_router(health_pages(room))
    router.include_router(run_router(room, LiveRuns(room.database, stopping=stopping)))
    return router
