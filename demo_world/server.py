"""A small web server for one outlet: conditional requests, failures on purpose, and a record of all requests."""

from __future__ import annotations

import hashlib
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Resource:
    """What stands at one path."""

    body: bytes
    content_type: str
    status: int = 200
    location: str = ""
    """Of a redirect."""
    last_modified: datetime | None = None
    """Aware; None: no Last-Modified header."""
    tagged: bool = False
    """Whether an ETag is sent."""
    failures: int = 0
    """How many requests are answered with a 500 before it heals."""

    @property
    def etag(self) -> str:
        """A strong ETag over the body; empty where none is sent."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.tagged else ""

    def headers(self) -> dict[str, str]:
        """The headers that a 200 and a 304 share."""
        return {
            **({"ETag": self.etag} if self.tagged else {}),
            **({"Last-Modified": _http_date(self.last_modified)} if self.last_modified else {}),
            **({"Location": self.location} if self.location else {}),
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that an outlet answered."""

    outlet: str
    method: str
    path: str
    """With its query."""
    status: int
    user_agent: str
    conditional: bool
    """Whether it carried If-None-Match or If-Modified-Since."""
    started: float
    ended: float
    """Both by `time.monotonic`: overlapping hits were under way at once."""


Answer = Callable[[str], Resource]
NOT_FOUND = Resource(b"<html><head><title>404 Not Found</title></head></html>", "text/html", status=404)
BROKEN = Resource(b"<html><head><title>500</title></head></html>", "text/html", status=500)


class OutletServer(ThreadingHTTPServer):
    """Serves one outlet until it is closed; then its port is free, and its threads have ended."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, outlet: str, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.outlet = outlet
        self.answer: Answer = lambda path: NOT_FOUND
        self.record: Callable[[Hit], None] = lambda hit: None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name=outlet)

    @property
    def address(self) -> str:
        """`http://host:port`."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def start(self) -> None:
        """Begin to answer, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more: connections kept alive are cut, or their threads would wait for ever."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Apache/2.4"
    sys_version = ""
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: OutletServer

    def do_GET(self) -> None:
        started = time.monotonic()
        resource = self.server.answer(self.path)
        status = 304 if self._is_fresh(resource) else resource.status
        self._send(resource, status)
        conditional = bool(self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since"))
        agent = self.headers.get("User-Agent", "")
        self.server.record(
            Hit(
                self.server.outlet,
                self.command,
                self.path,
                status,
                agent,
                conditional,
                started,
                time.monotonic(),
            )
        )

    do_HEAD = do_GET

    def _is_fresh(self, resource: Resource) -> bool:
        """Whether the client's copy is the current one (RFC 9110, 13.1: an ETag stands above a date)."""
        if resource.status != HTTPStatus.OK:
            return False
        tags = self.headers.get("If-None-Match")
        if tags:
            return bool(resource.etag) and resource.etag in tags
        since = self.headers.get("If-Modified-Since")
        if not since or resource.last_modified is None:
            return False
        try:
            return resource.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, resource: Resource, status: int) -> None:
        body = b"" if status == HTTPStatus.NOT_MODIFIED else resource.body
        self.send_response(status)
        for name, value in resource.headers().items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the hits tell."""


def _http_date(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC), usegmt=True)
