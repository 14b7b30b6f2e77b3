"""Forms that pages send, and who may send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from feeds.access import Access, login_address, writer
from kitewire.messages import Message

LONGEST_FORM = 65_536
"""Bytes; selectors, names and addresses have room in it."""
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form."""

    fields: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """One line of text, trimmed; empty where the field is missing."""
        return " ".join(self.fields.get(name, [""])[0].split())

    def number(self, name: str) -> int:
        """A whole number from 0 on. Raises 400 for anything else."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise HTTPException(400, Message("{name}: {text!r} is not a number", name=name, text=text[:40]))
        return int(text)

    def texts(self, name: str) -> list[str]:
        """Every value of a field that may stand several times."""
        return self.fields.get(name, [])


async def read_form(request: Request) -> Form:
    """A dependency: the form as browsers send it. Raises 413 for one that is too long, 400 for another kind."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, "the form is too long")
    try:
        return Form(parse_qs(body.decode(), max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError as error:
        raise HTTPException(400, "the form cannot be read: send application/x-www-form-urlencoded") from error


def page_writer(request: Request) -> None:
    """As `feeds.access.writer`, but leads somebody with a browser to the login page, and from there back."""
    try:
        writer(request)
    except HTTPException as refused:
        by_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
        if refused.status_code != 401 or not by_page:
            raise
        access: Access = request.app.state.access
        path = request.url.path.removeprefix(access.prefix)
        # What was sent cannot be sent again by a link: back to the page with the form.
        back = path if request.method == "GET" else path.rpartition("/")[0]
        raise HTTPException(303, "log in first", {"Location": login_address(access, back)}) from refused
