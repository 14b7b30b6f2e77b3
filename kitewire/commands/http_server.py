"""The HTTP server of `kitewire serve`: granian, in the main thread.

It answers a 304 from memory at twice the rate of uvicorn with its fastest parts (`bench/feeds/serving.py`).
"""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvloop
from fastapi import FastAPI
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from kitewire.commands.login_link import invitation
from kitewire.commands.running import Stop, Watch
from kitewire.errors import PortTakenError
from kitewire.settings import Settings

LONGEST_ANSWER = 10
"""Seconds that answers under way have at stop."""
_LOOK = 1.0
"""Seconds between two looks at whether all goes on."""
_BACKLOG = 512
_NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""What listens on every address is shown by one that leads to it from this machine."""
# The server's own lines go where all others go; below errors it only tells of its start and end.
_LOGGING: dict[str, Any] = {"handlers": {}, "loggers": {"_granian": {"propagate": True}}}


def listen(loaded: Settings) -> tuple[str, int]:
    """Host and port to listen on, which nobody else does. Raises `PortTakenError` that names the setting to change."""
    family = socket.AF_INET6 if ":" in loaded.listen_addr else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            # The server's own socket could be shared with another process of ours, without a word; this one cannot.
            probe.bind((loaded.listen_addr, loaded.port))
        except OSError as error:
            raise PortTakenError(
                f"cannot listen on {loaded.listen_addr} port {loaded.port} ({error.strerror}); set LISTEN_ADDR or PORT"
            ) from error
        host, port = probe.getsockname()[:2]
        return host, port


def serving(app: FastAPI, host: str, port: int) -> Callable[[Watch, Stop], None]:
    """What answers HTTP in the main thread for as long as all goes on."""

    def stay(watch: Watch, stop: Stop) -> None:
        app.state.stopping = lambda: stop.asked
        if not stop.asked:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_serve(app, (host, port), watch, stop))

    return stay


async def _serve(app: FastAPI, place: tuple[str, int], watch: Watch, stop: Stop) -> None:
    host, port = place
    server = Server(
        app, address=host, port=port, interface=Interfaces.ASGI, backlog=_BACKLOG, websockets=False,
        log_level=LogLevels.error, log_dictconfig=_LOGGING,
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    stop.then(lambda: _wake(loop, asked))
    serve = asyncio.create_task(server.serve())
    await _answering(serve, place)
    named = _NEAR.get(host, host)
    address = f"http://{f'[{named}]' if ':' in named else named}:{port}/"
    sys.stdout.write(f"Kitewire serves on {address}\n")
    sys.stdout.flush()
    sys.stderr.write(invitation(app.state.access, address))
    sys.stderr.flush()
    watch.ready()
    await asyncio.to_thread(_warm, app)
    while watch.goes_on() and not serve.done():
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), _LOOK)
    server.stop()  # type: ignore[no-untyped-call]
    done, _ = await asyncio.wait({serve}, timeout=LONGEST_ANSWER)
    if done:
        serve.result()
    else:
        logging.getLogger(__name__).info("answers that took longer than %s s were cut off", LONGEST_ANSWER)
        serve.cancel()


def _warm(app: FastAPI) -> None:
    """What the first answers need; it stays for as long as the process, so the collector need never look through it
    again, which would make some answers wait for a tenth of a second."""
    app.state.pages.warm()
    gc.collect()
    gc.freeze()


async def _answering(serve: asyncio.Task[None], place: tuple[str, int]) -> None:
    """Returns when it takes connections, or has ended: it binds in a thread, and tells nobody."""
    while not serve.done():
        try:
            _, writer = await asyncio.open_connection(*place)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


def _wake(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with suppress(RuntimeError):  # it has ended already
        loop.call_soon_threadsafe(event.set)
