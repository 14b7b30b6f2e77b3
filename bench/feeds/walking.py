"""Following a feed as a reader does: each document from the address that the one before names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from starlette.testclient import TestClient

ENDINGS = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as a reader gets it."""

    address: str
    media_type: str
    """`Content-Type`, as it was sent."""
    content: bytes


def fetched(client: TestClient, address: str) -> Document:
    """The document at an address."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text[:500]}"
    return Document(address, answer.headers["content-type"], answer.content)


def pages(client: TestClient, address: str) -> Iterator[Document]:
    """Every page of a feed, from the newest at `address` to the end."""
    return _follow(client, address, "next")


def archives(client: TestClient, address: str) -> Iterator[Document]:
    """Every archive document of the feed whose newest page is at `address`, from the newest to the oldest."""
    return _follow(client, _next(fetched(client, address), "prev-archive"), "prev-archive")


def _follow(client: TestClient, address: str | None, relation: str) -> Iterator[Document]:
    while address:
        document = fetched(client, address)
        yield document
        address = _next(document, relation)


def _next(document: Document, relation: str) -> str | None:
    if "json" in document.media_type:
        head = json.loads(document.content)
        address: str | None = head.get("next_url") if relation == "next" else head["_kitewire"].get("prev_archive_url")
        return address
    found = etree.fromstring(document.content, etree.XMLParser(huge_tree=True)).xpath(
        "(/*|/*/*[local-name()='channel'])/*[local-name()='link'][@rel=$relation]/@href", relation=relation
    )
    return str(found[0]) if found else None
