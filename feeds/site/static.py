"""Style and scripts of the pages: named by their content, so that a browser keeps them for as long as it likes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from feeds.conditional import Rendered, answer

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"
# htmx comes out of the package django-htmx, which is only its files' carrier: Django is never imported.
_CARRIED = {"htmx.js": "htmx-2.min.js", "sse.js": "ext/hx-sse-2.min.js"}


class Static:
    """The static files, read once. They are asked for as `NAME.HASH.ENDING`; the bare name works too, unkept."""

    def __init__(self) -> None:
        self._files: Mapping[str, Rendered] = _read()

    def path(self, name: str) -> str:
        """The address of a file, with its content's hash in it. Raises `KeyError` for one that does not exist."""
        stem, _, ending = name.rpartition(".")
        return f"/static/{stem}.{self._files[name].tag[:12]}.{ending}"

    def size(self, name: str) -> int:
        """Bytes that travel for it."""
        return len(self._files[name].gzipped or self._files[name].body)

    def respond(self, request: Request, name: str) -> Response | None:
        """The file; None: there is none of that name. An old hash gets the present file, but is not kept."""
        parts = name.split(".")
        plain = f"{parts[0]}.{parts[-1]}" if len(parts) == 3 else name
        found = self._files.get(plain)
        if found is None:
            return None
        response = answer(request, found)
        exact = len(parts) == 3 and found.tag.startswith(parts[1]) and len(parts[1]) == 12
        response.headers["Cache-Control"] = _FOREVER if exact else "no-cache"
        return response


def _read() -> dict[str, Rendered]:
    own = files("feeds").joinpath("pages", "static")
    found = {one.name: one.read_bytes() for one in own.iterdir() if Path(one.name).suffix in _TYPES}
    spec = find_spec("django_htmx")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "static" / "django_htmx"
        found |= {name: (folder / path).read_bytes() for name, path in _CARRIED.items()}
    return {name: Rendered(body, _TYPES[Path(name).suffix]) for name, body in found.items()}
