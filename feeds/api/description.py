"""The OpenAPI description: what FastAPI makes of the endpoints, with how to authenticate and how we say no."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from feeds.api.shapes import Failure
from kitewire import __version__

_ABOUT = """Reading is open to programs on this machine. Elsewhere, and for everything that changes something, send the
token (KITEWIRE_TOKEN) as `Authorization: Bearer …`. Lists are read page by page at the address in `next`. Every answer
to GET has an ETag; every refusal is `{"error": "…"}`. docs/api.md tells more."""
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "password": {"type": "http", "scheme": "basic", "description": "Any user; the token as password."},
}
_METHODS = ("get", "put", "post", "delete")


def describe(app: FastAPI) -> None:
    """Have `/openapi.json` tell of `app` what follows."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title="Kitewire", version=__version__, description=_ABOUT, routes=app.routes)
            app.openapi_schema = _as_it_is(made)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _as_it_is(made: dict[str, Any]) -> dict[str, Any]:
    """Wrong parameters get 400 here, not the 422 that FastAPI tells of."""
    parts = made.setdefault("components", {})
    shapes = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    shapes.setdefault("Failure", Failure.model_json_schema())
    parts["securitySchemes"] = _SCHEMES
    for endpoints in made["paths"].values():
        for method in _METHODS:
            if method in endpoints:
                _mend(endpoints[method], method)
    return made


def _mend(endpoint: dict[str, Any], method: str) -> None:
    responses = endpoint["responses"]
    responses.pop("422", None)
    refusal = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}}
    for status, meaning in _REFUSALS.items():
        responses.setdefault(status, {"description": meaning, **refusal})
    endpoint["security"] = [{"token": []}, {"password": []}] + ([{}] if method == "get" else [])


_REFUSALS = {
    "400": "A parameter is wrong; the message names it.",
    "401": "It takes the token.",
    "404": "It does not exist.",
    "503": "The database does not answer; try again.",
}
