"""Server-sent events as the HTML standard defines them (https://html.spec.whatwg.org/multipage/server-sent-events.html).

`sse-starlette` would do it too, but it learns of the end of the service by replacing a method of uvicorn's server, and
this service runs under another one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

RETRY = 3000
"""Milliseconds after which a browser that lost the stream asks again."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    event: str
    data: str

    def encode(self) -> bytes:
        """As it travels."""
        lines = "".join(f"data: {line}\n" for line in self.data.splitlines() or [""])
        return f"event: {self.event}\n{lines}\n".encode("utf-8", "replace")


class EventStream(Response):
    """A response that goes on until its messages or its reader end; None among the messages is a sign of life."""

    media_type = "text/event-stream"

    def __init__(self, messages: AsyncIterator[Event | None]) -> None:
        self.status_code = 200
        self.background = None
        self._messages = messages
        # Proxies of nginx's kind would collect the events before they send them on.
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events while somebody reads them."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        done, waiting = await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if sending in done and not isinstance(sending.exception(), OSError):
            sending.result()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await self._body(send, f"retry: {RETRY}\n\n".encode())
        async with aclosing(cast("AsyncGenerator[Event | None]", self._messages)) as messages:
            async for message in messages:
                await self._body(send, message.encode() if message is not None else b": here\n\n")
        await self._body(send, b"", more=False)

    async def _body(self, send: Send, body: bytes, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": more})


async def _left(receive: Receive) -> None:
    """Returns when the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
