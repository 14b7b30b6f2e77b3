"""What the endpoints of the desk share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feeds.service import Service
from feeds.site.renderer import Pages, with_query
from kitewire.desk import Desk
from kitewire.errors import UsageError
from storage import Database

FEED_ENDINGS = (".rss", ".atom", ".json")


@dataclass(frozen=True, slots=True)
class Room:
    """The archive, the renderer, and the parts that `feeds` may not import."""

    service: Service
    pages: Pages
    desk: Desk | None
    """None: this process only serves what is stored."""

    @property
    def database(self) -> Database:
        """The archive."""
        return self.service.database

    @property
    def today(self) -> date:
        """The day in the zone of the setting `TZ`."""
        return datetime.now(self.service.settings.zone).date()

    def equipped(self) -> Desk:
        """The desk. Raises `UsageError` where there is none."""
        if self.desk is None:
            raise UsageError("this process only reads the archive: open the pages of `kitewire serve`")
        return self.desk

    def render(self, template: str, request: Request, status: int = 200, **values: object) -> Response:
        """A page of the desk."""
        return self.pages.render(f"desk/{template}", request, status, **({"has_desk": self.desk is not None} | values))

    def back_to(self, request: Request, path: str, **query: object) -> Response:
        """Leads a browser on after a form was taken in (post, redirect, get)."""
        place = self.pages.prefix(request) + with_query(path, list(query.items()))
        return RedirectResponse(place, 303, {"Cache-Control": "no-store"})


def now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def source_path(name: str) -> str:
    """The page of a source."""
    return f"/sources/{quote(name, safe='')}"
