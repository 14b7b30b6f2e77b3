"""Answers that a client may already have: validators, 304, HEAD and gzip (RFC 9110, sections 8.8 and 13)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property, lru_cache
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

RawHeaders = list[tuple[bytes, bytes]]
MAX_AGE = 60
"""Seconds for which a client, and we, may show an answer without looking again."""
_LEAST_TO_COMPRESS = 500
_GZIP_LEVEL = 6
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_GZIP_SUFFIX = "-gzip"


@dataclass(frozen=True)
class Rendered:
    """A document as it goes out, with what tells it from another."""

    body: bytes
    media_type: str
    last_modified: datetime | None = None
    more_headers: tuple[tuple[str, str], ...] = ()
    """(name in lower case, value) of other headers, a `link`, say."""

    @cached_property
    def tag(self) -> str:
        """Of the bytes: a strong validator. Nothing in our documents tells the time of writing."""
        return blake2b(self.body, digest_size=16).hexdigest()

    @cached_property
    def gzipped(self) -> bytes | None:
        """Compressed once; None where that gains nothing."""
        packed = gzip.compress(self.body, _GZIP_LEVEL, mtime=0) if len(self.body) >= _LEAST_TO_COMPRESS else self.body
        return packed if len(packed) < len(self.body) else None

    @cached_property
    def headers(self) -> tuple[RawHeaders, RawHeaders]:
        """What goes with every answer, a 304 too; as it is, and compressed."""
        return self._headers(""), self._headers(_GZIP_SUFFIX)

    def _headers(self, suffix: str) -> RawHeaders:
        headers = {
            "etag": f'"{self.tag}{suffix}"',
            "cache-control": f"public, max-age={MAX_AGE}",
            "vary": "Accept-Encoding",
            **dict(self.more_headers),
        }
        if self.last_modified:
            headers["last-modified"] = format_datetime(self.last_modified.astimezone(UTC), usegmt=True)
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def answer(request: Request, rendered: Rendered) -> Response:
    """`rendered` for this client: 304 where it has it, compressed where it can read that, headers only for HEAD.

    The compressed form has its own strong tag; either tag in `If-None-Match` stands for the same content.
    """
    status, body, headers = reply(request.headers, rendered)
    response = Response(b"" if request.method == "HEAD" else body, status)
    response.raw_headers = headers
    return response


def reply(headers: Mapping[str, str], rendered: Rendered) -> tuple[int, bytes, RawHeaders]:
    """Status, body and headers for a client that sent `headers`."""
    packed = rendered.gzipped if accepts_gzip(headers.get("accept-encoding", "")) else None
    validators = rendered.headers[packed is not None]
    if is_fresh(headers, rendered):
        return 304, b"", [*validators]
    body = packed or rendered.body
    encoding = [(b"content-encoding", b"gzip")] if packed else []
    length = (b"content-length", b"%d" % len(body))
    return 200, body, [*validators, *encoding, length, (b"content-type", rendered.media_type.encode("latin-1"))]


def is_fresh(headers: Mapping[str, str], rendered: Rendered) -> bool:
    """Whether the client has this one. `If-Modified-Since` counts only without `If-None-Match` (section 13.2.2)."""
    if (tags := headers.get("if-none-match")) is not None:
        known = {tag.removesuffix(_GZIP_SUFFIX) for tag in _TAG.findall(tags)}
        return tags.strip() == "*" or rendered.tag in known
    since = _http_date(headers.get("if-modified-since", ""))
    return (
        since is not None
        and rendered.last_modified is not None
        and rendered.last_modified.replace(microsecond=0) <= since
    )


@lru_cache(256)
def accepts_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` header allows gzip (`gzip;q=0` forbids it, `*` stands for any)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        found = re.search(r"q\s*=\s*([0-9.]+)", parameters)
        try:
            weights[name.strip()] = float(found[1]) if found else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _http_date(text: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
