"""What answers first: documents that are kept and known to be good, before anything is routed, parsed or asked."""

from __future__ import annotations

from collections.abc import Hashable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.conditional import reply
from feeds.kept import Kept
from storage.changes import Changes

_METHODS = ("GET", "HEAD")


def request_key(scope: Scope) -> Hashable:
    """All of a request that an answer to it may depend on, but for its method and validators."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return (
        scope["scheme"],
        host,
        scope.get("root_path", ""),
        scope.get("raw_path") or scope["path"],
        scope["query_string"],
    )


class FrontDoor:
    """Pure ASGI: it takes a fifth of the time that the way through the application takes for the same 304."""

    def __init__(self, app: ASGIApp, kept: Kept, changes: Changes) -> None:
        self._app = app
        self._kept = kept
        self._changes = changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application do it."""
        if scope["type"] == "http" and scope["method"] in _METHODS:
            stamp = self._changes.peek()
            rendered = self._kept.known(request_key(scope), stamp) if stamp is not None else None
            if rendered is not None:
                status, body, headers = reply(Headers(scope=scope), rendered)
                await send({"type": "http.response.start", "status": status, "headers": headers})
                await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
                return
        await self._app(scope, receive, send)
