"""Saved pages, whatever they were saved in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Protocol

from kitewire.crawl import Fetched
from kitewire.urls import is_http

_HEAD = 200_000
_TAG = re.compile(rb"<(?:link|meta)\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


@dataclass(frozen=True, slots=True)
class Capture:
    """One saved page."""

    place: str
    """File and place in it, for people."""
    url: str
    """The address that answered; empty: not told by the archive."""
    body: bytes
    taken: datetime
    """Aware."""
    requested: str = ""
    """The address that was asked for, where it was another."""
    part_of: str = ""
    """For a further page of an article: the address of the first."""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def address(self) -> str:
        """Where the page is known by: what was asked for, else what answered, else what the page says of itself."""
        return self.requested or self.url or own_address(self.body)

    def fetched(self) -> Fetched:
        """As if it had just come."""
        address = self.address
        return Fetched(
            url=address,
            final_url=self.url or address,
            status=200,
            body=self.body,
            fetched_at=self.taken,
            charset=self.charset,
            etag=self.etag,
            last_modified=self.last_modified,
        )


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in an archive that cannot be read."""

    message: str
    """Names the file, the place in it and how to mend it."""


class Shelf(Protocol):
    """An archive that is open for reading."""

    def captures(self) -> Iterator[Capture | Damage]:
        """Every page in the order of the archive."""

    def find(self, url: str) -> Capture | None:
        """The page of that address, where the archive holds it."""


def own_address(body: bytes) -> str:
    """The address that a page gives as its own (`rel=canonical`, else `og:url`); empty where it gives none."""
    og = ""
    for tag in _TAG.findall(body[:_HEAD]):
        pairs = _ATTRIBUTE.findall(tag)
        attributes = {name.lower(): (a or b or c).decode("utf-8", "replace") for name, a, b, c in pairs}
        if "canonical" in attributes.get(b"rel", "").lower().split():
            found = unescape(attributes.get(b"href", "")).strip()
            if is_http(found):
                return found
        if not og and attributes.get(b"property", attributes.get(b"name", "")).lower() == "og:url":
            found = unescape(attributes.get(b"content", "")).strip()
            og = found if is_http(found) else ""
    return og
