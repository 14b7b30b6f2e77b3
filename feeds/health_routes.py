"""Endpoints for machines that watch: is the process there, is the service ready, how do the sources fare."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from feeds.access import Access
from feeds.metrics import ArchiveCollector
from feeds.routing import both
from feeds.service import Service
from kitewire import __version__
from kitewire.errors import DatabaseError
from kitewire.health_words import advice
from kitewire.overdue import overdue
from kitewire.service_state import ServiceState

TICKS_WITHIN = 60.0
"""Seconds since the scheduler last came round after which it is not ready: it comes round each second, and waits half a
minute for a locked database."""
_FRESH = {"Cache-Control": "no-store"}


def health_router(service: Service) -> APIRouter:
    """The endpoints over `service`. Where a scheduler runs in this process, `app.state.scheduler()` tells its state."""
    router = APIRouter(tags=["health"])
    database = service.database

    def healthz() -> Response:
        """The process answers; nothing else is asked."""
        return Response(f"ok {__version__}\n", media_type="text/plain", headers=_FRESH)

    def readyz(request: Request) -> Response:
        """The database answers, and the scheduler comes round if there is one here; 503 where not.

        Which of them does not, and why, is told to those who may read.
        """
        checks = {"database": _database(service), "scheduler": scheduler_check(_state(request))}
        ready = all(one in ("ok", "none") for one in checks.values())
        access: Access = request.app.state.access
        told = checks if access.may_read(request.scope) else {}
        return _json({"ready": ready, **told}, 200 if ready else 503)

    def metrics(request: Request) -> Response:
        """Prometheus text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(ArchiveCollector(database, _state(request)))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers=_FRESH)

    def health(source: str = "") -> Response:
        """The findings that stand (of one source); `ok` where there are none. Those of paused sources are left out."""
        return _json(health_record(service, source))

    both(router, "/healthz", healthz)
    both(router, "/readyz", readyz)
    both(router, "/metrics", metrics)
    both(router, "/health.json", health)
    return router


def health_record(service: Service, source: str = "") -> dict[str, Any]:
    """What `/health.json` gives. Raises `UnknownSourceError`."""
    now = datetime.now(UTC)
    states = service.database.health.states(now)
    paused = {one.source for one in states if one.paused}
    standing = [one for one in service.database.health.findings(source or None) if one.source not in paused]
    late = [one for one in overdue(states, now) if one.source == source or not source]
    found = [{**one.to_dict(), "advice": advice(one.kind)} for one in (*standing, *late)]
    return {"ok": not found, "findings": found}


def scheduler_check(state: ServiceState | None) -> str:
    """`ok`, `none` where no scheduler runs in this process, or what is wrong with it."""
    if state is None:
        return "none"
    age = state.seconds_since_tick
    if age is None:
        return "it has not come round yet"
    return "ok" if age <= TICKS_WITHIN else f"it has not come round for {age:.0f} seconds"


def _state(request: Request) -> ServiceState | None:
    tell = getattr(request.app.state, "scheduler", None)
    state = tell() if tell is not None else None
    return state if isinstance(state, ServiceState) else None


def _database(service: Service) -> str:
    try:
        service.database.health.answers()
    except DatabaseError as error:
        return str(error)
    return "ok"


def _json(record: dict[str, Any], status: int = 200) -> Response:
    body = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, media_type="application/json", headers=_FRESH)
