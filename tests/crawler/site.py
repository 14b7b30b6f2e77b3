"""A small web site on loopback whose pages a test makes up, with a record of what was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOWNS = ("Ashford", "Bramley", "Calder", "Dunmore", "Elsham", "Fenwick", "Garston", "Hexley", "Ilford", "Jarrow")


@dataclass
class Page:
    """An answer."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Hit:
    path: str
    status: int
    headers: dict[str, str]
    at: float


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # With the usual five a busy machine leaves callers waiting for a second, and then for three.
    request_queue_size = 128


class Site:
    """Serves `pages` (path → `Page`, or a function of the path's n-th request that gives one) until closed."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page | Callable[[int], Page]] = {}
        self.hits: list[Hit] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self._server = _Server((host, 0), Handler)
        self.host = host
        self.url = f"http://{host}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def asked(self, path: str) -> list[Hit]:
        """The requests for a path, in order."""
        return [hit for hit in self.hits if hit.path == path]

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        at = time.monotonic()
        page = self.pages.get(request.path, Page("<html><title>404</title></html>", 404))
        if callable(page):
            page = page(len(self.asked(request.path)))
        status, body = page.status, page.body.encode() if isinstance(page.body, str) else page.body
        tag = page.headers.get("ETag")
        if tag and request.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.hits.append(Hit(request.path, status, {k.lower(): v for k, v in request.headers.items()}, at))
        try:
            request.send_response(status)
            for name, value in {"Content-Type": page.kind, **page.headers, "Content-Length": str(len(body))}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            pass  # the crawl was killed, or wanted no more of it


def text(subject: str, number: int = 4) -> list[str]:
    """Invented paragraphs about `subject`."""
    return [
        f"The council of {TOWNS[n % 10]} met on Tuesday to talk about {subject}, and the members agreed that part "
        f"{n + 1} of the plan should begin before the end of the winter. Residents of {TOWNS[(n + 3) % 10]} had asked "
        f"for it for years, said the chair of the committee on {subject}, who thanked all who had written to her."
        for n in range(number)
    ]


def article(title: str, subject: str = "", onward: str = "", number: int = 4) -> Page:
    """An article page; `onward`: a link to its next page."""
    paragraphs = "".join(f"<p>{line}</p>" for line in text(subject or title.lower(), number))
    turn = f'<div class="pages"><a rel="next" href="{onward}">Next page</a></div>' if onward else ""
    return Page(
        f'<html lang="en"><head><title>{title} - The Test Gazette</title></head><body><div id="main"><article>'
        f"<h1>{title}</h1><div class='date'><time datetime='2026-11-20T08:00:00+00:00'>20 November 2026</time></div>"
        f"<div class='content'>{paragraphs}</div>{turn}</article></div></body></html>"
    )


def path_of(number: int) -> str:
    return f"/news/2026/11/20/a-story-from-the-town-of-{TOWNS[number % 10].lower()}-{number}.html"


def listing(paths: list[str], onward: str = "") -> Page:
    """A list page with a headline for each path; `onward`: a link to the next list page."""
    items = "".join(
        f'<li><a href="{path}">A long headline about the story number {n} of the county</a> 2026-11-20</li>'
        for n, path in enumerate(paths)
    )
    turn = f'<div class="pagination"><a rel="next" href="{onward}">Next page</a></div>' if onward else ""
    return Page(f"<html lang='en'><head><title>News</title></head><body><ul>{items}</ul>{turn}</body></html>")
