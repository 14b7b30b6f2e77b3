"""The HTTP server of `kitewire serve`."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from kitewire.commands.login_link import invitation
from kitewire.commands.running import Stop, Watch
from kitewire.errors import PortTakenError
from kitewire.settings import Settings

LONGEST_ANSWER = 10
"""Seconds that answers under way have at stop."""


def listen(loaded: Settings) -> socket.socket:
    """A listening socket. Raises `PortTakenError` that names the address and the setting to change."""
    family = socket.AF_INET6 if ":" in loaded.listen_addr else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((loaded.listen_addr, loaded.port))
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"cannot listen on {loaded.listen_addr} port {loaded.port} ({error.strerror}); set LISTEN_ADDR or PORT"
        ) from error
    listener.listen(128)
    return listener


class _Server(uvicorn.Server):
    """Leaves the signals to us: its own way would kill the process before the crawls have saved what they hold."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


def serving(app: FastAPI, loaded: Settings, listener: socket.socket) -> Callable[[Watch, Stop], None]:
    """What answers HTTP in the main thread for as long as all goes on."""

    def stay(watch: Watch, stop: Stop) -> None:
        async def look() -> None:
            if not watch.goes_on():
                server.should_exit = True

        config = uvicorn.Config(
            app, log_level=loaded.log_level.lower(), access_log=False, timeout_graceful_shutdown=LONGEST_ANSWER,
            callback_notify=look, timeout_notify=1,
        )  # fmt: skip
        server = _Server(config)
        stop.then(lambda: setattr(server, "should_exit", True))
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        sys.stdout.write(f"Kitewire serves on {address}\n")
        sys.stdout.flush()
        sys.stderr.write(invitation(app.state.access, address))
        sys.stderr.flush()
        watch.ready()
        if not stop.asked:
            server.run(sockets=[listener])

    return stay
