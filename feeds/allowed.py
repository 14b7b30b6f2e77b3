"""Which methods an address takes: what a 405 must say in `Allow` (RFC 9110, section 15.5.6)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Match, Route


def allowed_methods(request: Request) -> str:
    """The methods of every endpoint at the address of `request`; Starlette names those of the first one alone."""
    scope = {**request.scope, "method": "NONE"}
    there = [
        route for route in request.app.routes if isinstance(route, Route) and route.matches(scope)[0] != Match.NONE
    ]
    return ", ".join(sorted({method for route in there for method in route.methods or ()}))
