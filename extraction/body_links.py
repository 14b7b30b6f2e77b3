"""Links within the text: what the author points at, apart from the lists that stand around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extraction.blocks import BLOCK, KINDS
from extraction.body import Body
from extraction.related.links import key_of
from extraction.view import HtmlElement, PageView
from kitewire.article import PageLink, RelatedEntry
from kitewire.urls import is_http

MOST = 200
"""Links of one text; what has more is a directory."""
_LONGEST = 300
"""Characters of the words that are kept."""
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg|ico)(?:$|\?)", re.IGNORECASE)


def find_body_links(
    view: PageView, body: Body, related: Sequence[RelatedEntry], canonical: str
) -> tuple[PageLink, ...]:
    """The links of the paragraphs in their order, each address once: no entries of the related list, no images, no
    places on the page itself. `canonical` is the page's own address as far as it is known."""
    links = list(_links(view, body))
    if not links:
        return ()
    seen = {key_of(url) for url in (view.url, canonical, *(entry.url for entry in related)) if url and is_http(url)}
    found: list[PageLink] = []
    for words, url in links:
        key = key_of(url)
        if key not in seen and not _IMAGE.search(url):
            seen.add(key)
            found.append(PageLink(url, words[:_LONGEST]))
            if len(found) == MOST:
                break
    return tuple(found)


def _links(view: PageView, body: Body) -> Iterator[tuple[str, str]]:
    """(words, absolute address) of every link whose words stand in a line of the body."""
    said: dict[HtmlElement, list[str]] = {}
    for line in body.lines:
        if line.link_chars:
            said.setdefault(line.element, []).append(line.text)
    for element, lines in said.items():
        for anchor in _anchors(element):
            url = view.absolute(anchor.get("href"))
            words = view.text_of(anchor) if url else ""
            if url and words and any(words in line for line in lines):
                yield words, url


def _anchors(element: HtmlElement) -> Iterator[HtmlElement]:
    """The links that stand in a block with no other block between: a link around a whole block is a teaser."""
    for anchor in element.iter("a"):
        node = anchor.getparent()
        while node is not None and node is not element and KINDS.get(node.tag, BLOCK) != BLOCK:
            node = node.getparent()
        if node is element:
            yield anchor
