"""Endpoints: logging in and out. The page that asks for the token is the desk's."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from feeds.access import COOKIE, Access, Level, login_address
from feeds.access_gate import logged_in

_LONGEST_FORM = 16_384
"""Bytes of a login form; a token and a path have room in it."""
_PAUSE = 0.5
"""Seconds before a wrong token is answered."""


def access_router(access: Access) -> APIRouter:
    """`POST /login` takes the form fields `token` and `next`; `POST /logout` ends the session.

    A wrong token leads back to `/login?error=token&next=…`; a program (no `text/html` in `Accept`) gets 401.
    """
    router = APIRouter(include_in_schema=False)

    @router.post("/login")
    async def login(request: Request) -> Response:
        form = await _form(request)
        token, back = form.get("token", "").strip(), form.get("next", "/")
        level = access.level_of_token(token)
        if level is Level.NOTHING:
            await asyncio.sleep(_PAUSE)
            if "text/html" not in request.headers.get("accept", ""):
                raise HTTPException(401, "this is not the token")
            again = login_address(access, back)
            return RedirectResponse(again + ("&" if "?" in again else "?") + "error=token", 303)
        return logged_in(access, level, back, request.url.scheme == "https")

    @router.post("/logout")
    async def logout() -> Response:
        response = RedirectResponse(f"{access.prefix}/login", 303)
        response.delete_cookie(COOKIE, secure=access.secure, httponly=True, samesite="lax")
        return response

    return router


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form as browsers send it by default. Raises 413 for one that is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            raise HTTPException(413, "the form is too long")
    try:
        fields = parse_qs(body.decode(), max_num_fields=100, errors="strict")
    except ValueError as error:
        raise HTTPException(400, "the form cannot be read: send application/x-www-form-urlencoded") from error
    return {name: values[0] for name, values in fields.items()}
