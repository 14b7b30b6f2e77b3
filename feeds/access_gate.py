"""The gate before every endpoint: who may not read, or writes from another site, does not reach it. Pure ASGI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.access import COOKIE, SESSION_SECONDS, TOKEN_NEEDED, Access, Level, challenge, login_address, same_site_path

_OPEN = frozenset({"/healthz", "/readyz", "/login", "/logout", "/favicon.ico", "/robots.txt"})
"""What anyone may ask: signs of life, the way in, and what browsers and robots ask without being told to."""
_OPEN_FOLDER = "/static/"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_SNIFFING = (b"x-content-type-options", b"nosniff")
FROM_ELSEWHERE = "this was sent by a page of another site: send it from a page of this service"

Refuse = Callable[[Request, int, str, dict[str, str]], Response]
"""The answer to a request: its status, what is wrong, and headers."""


class Gate:
    """ASGI middleware over an `Access`; `refuse` makes the answer that says no, in the shape of all errors."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Refuse) -> None:
        self._app = app
        self._access = access
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded(send, self._access.open_to_all))

    def _refusal(self, scope: Scope) -> Response | None:
        access, path = self._access, scope["path"]
        if scope["method"] not in _SAFE_METHODS and not self._may_change(scope):
            return self._refuse(Request(scope), 403, FROM_ELSEWHERE, {})
        if path == "/login" and scope["method"] == "GET" and b"token=" in scope["query_string"]:
            return by_ticket(scope, access)
        if path in _OPEN or path.startswith(_OPEN_FOLDER) or access.may_read(scope):
            return None
        if _is_navigation(scope):
            return RedirectResponse(login_address(access, path, scope["query_string"].decode("latin-1")), 303)
        return self._refuse(Request(scope), 401, TOKEN_NEEDED, challenge(scope, access))

    def _may_change(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        # A page of another site cannot send this header without asking first, and we never say yes.
        bearer = headers.get(b"authorization", b"")[:7].lower() == b"bearer "
        return bearer or self._access.comes_from_us(headers)


def guarded(send: Send, open_to_all: bool) -> Send:
    """`send` that forbids guessing at content types, and shared caches where not everybody may read."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = guarded_headers(message.get("headers", ()), open_to_all)
        await send(message)

    return sending


def guarded_headers(headers: Iterable[tuple[bytes, bytes]], open_to_all: bool) -> list[tuple[bytes, bytes]]:
    """`headers` as `guarded` lets them out."""
    every = [*headers, _SNIFFING]
    return every if open_to_all else [_private(name, value) for name, value in every]


def _private(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return (name, value.replace(b"public", b"private")) if name == b"cache-control" else (name, value)


def by_ticket(scope: Scope, access: Access) -> Response:
    """The answer to the link that `kitewire serve` printed: a session, or the login page where it was used before."""
    given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=100)
    if not access.take_ticket(given["token"][0] if "token" in given else ""):
        return RedirectResponse(f"{access.prefix}/login?error=link", 303)
    return logged_in(access, Level.WRITE, given.get("next", ["/"])[0], scope["scheme"] == "https")


def logged_in(access: Access, level: Level, back: str, https: bool) -> Response:
    """Leads to `back`, where that is a path of ours, with a session."""
    response = RedirectResponse(access.prefix + same_site_path(back), 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE, access.session(level), max_age=SESSION_SECONDS, secure=access.secure or https, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


def _is_navigation(scope: Scope) -> bool:
    """Whether somebody looks at a page in a browser, rather than a program or a feed reader asking for a document."""
    headers = dict(scope["headers"])
    if scope["method"] != "GET" or b"hx-request" in headers or scope["path"].startswith("/api/"):
        return False
    mode = headers.get(b"sec-fetch-mode")
    return mode == b"navigate" if mode is not None else b"text/html" in headers.get(b"accept", b"")
