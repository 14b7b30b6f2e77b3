"""Adding endpoints."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response


def both(router: APIRouter, path: str, endpoint: Callable[..., Response]) -> None:
    """`endpoint` for GET, and for HEAD, which is the same without a body and needs no second description."""
    router.add_api_route(path, endpoint, methods=["GET"], response_class=Response)
    router.add_api_route(path, endpoint, methods=["HEAD"], response_class=Response, include_in_schema=False)
