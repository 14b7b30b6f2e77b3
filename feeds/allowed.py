"""Which methods an address takes: what a 405 must say in `Allow` (RFC 9110, section 15.5.6)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.routing import Match

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def allowed_methods(request: Request) -> str:
    """The methods of every endpoint at the address of `request`; Starlette names those of the first one alone."""
    # A matching route writes into the scope that it is given.
    return ", ".join(method for method in _METHODS if _is_taken(request, {**request.scope, "method": method}))


def _is_taken(request: Request, scope: dict[str, object]) -> bool:
    return any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)
