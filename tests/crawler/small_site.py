"""A small news site on loopback, page by page as a test writes it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Pages = dict[str, tuple[int, str, bytes]]
"""Path with query → (status, content type, body); of a 302 the body is the new address."""

PARAGRAPH = (
    "The town council voted on Friday evening to repair the old harbour wall before the winter storms arrive, and set "
    "aside the money for it in next year's plan. Work is to begin within the month, the harbour master said. "
)


def page(body: str, head: str = "", title: str = "The Harbour Post") -> tuple[int, str, bytes]:
    """An HTML page."""
    text = f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return 200, "text/html; charset=utf-8", text.encode()


def article(headline: str, day: str, byline: str = "By Anna Keller") -> tuple[int, str, bytes]:
    """An article page with everything that extraction asks for."""
    head = (
        f"<meta property='og:type' content='article'><meta property='article:published_time' content='{day}T08:00:00Z'>"
    )
    paragraphs = "".join(f"<p>{PARAGRAPH}</p>" for _ in range(4))
    top = f"<h1>{headline}</h1><p class='byline'>{byline}</p><time datetime='{day}'>{day}</time>"
    return page(f"<article>{top}{paragraphs}</article>", head, f"{headline} - The Harbour Post")


@contextmanager
def serve(pages: Pages) -> Iterator[tuple[str, list[str]]]:
    """Serves `pages` on 127.0.0.1; gives its address without a slash, and the list of paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, kind, body = pages.get(self.path, (404, "text/plain", b"not here"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
