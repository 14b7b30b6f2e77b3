"""The finders of related lists, from the most telling evidence to the least, and how their findings are joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from extraction.related.entries import anchors, items_of, strong_items, to_entries
from extraction.related.headed import (
    Heading,
    headings,
    is_foreign_heading,
    region_of,
)
from extraction.related.links import looks_like_article
from extraction.related.named import in_named_box
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.topics import topic_boxes
from extraction.related.unheaded import after_body, in_body, teasers_in_body
from extraction.related.words import Says, label_before
from extraction.view import HtmlElement
from kitewire.article import RelatedEntry


def joined(place: Place, lists: Sequence[Found], near: date | None) -> tuple[RelatedEntry, ...]:
    """The entries of the page's related lists, in page order, each address once."""
    rows = []
    for found in lists:
        for item, entry in zip(found.items, to_entries(place, found.items, found.region, near), strict=True):
            rows.append((place.order[item.links[0]], item.key, entry))
    seen: dict[str, RelatedEntry] = {}
    for _, key, entry in sorted(rows, key=lambda row: row[0]):
        known = seen.get(key)
        if known is None or (known.date is None and entry.date):
            seen[key] = entry if known is None else RelatedEntry(known.title, known.url, entry.date)
    return tuple(seen.values())


def find_lists(place: Place) -> list[Found]:
    """The related lists of the page, by the finders in order; each finder sees what those before it took."""
    search = Search(place, headings(place))
    for finder in (under_heading, topic_boxes, in_named_box, in_body, teasers_in_body, after_body):
        search.found += finder(search)
    return search.found


def under_heading(search: Search) -> list[Found]:
    """Lists under a visible heading."""
    place, found = search.place, []
    for heading in search.headings:
        if not _counts_here(place, heading) or _hangs_under_teaser(place, heading):
            continue
        region = region_of(place, heading)
        items = items_of(place, list(_links_of(place, heading, region)))
        # Short picture stories may stand under a related heading; a menu of languages or sections may not.
        told = heading.says is Says.RELATED and all(looks_like_article(i.url) for i in items)
        if not told and not strong_items(place, items):
            continue
        if items:
            found.append(Found(items, region, f"heading {heading.says.value}"))
    return found


def _counts_here(place: Place, heading: Heading) -> bool:
    element = heading.element
    if place.is_ad(element) or element.tag == "option":
        return False
    if heading.says is Says.RELATED:
        return not _in_page_frame(place, element)
    if heading.says is Says.TOPIC and not _after_or_in_body(place, element):
        return False
    return not (place.is_aside(element) or place.is_chrome(element))


_PAGE_FOOTER_DEPTH = 5


def _in_page_frame(place: Place, element: HtmlElement) -> bool:
    """Navigation, and the page's footer, which stands near the top of the tree; an article's footer may hold a list."""
    around = [e.tag for e in place.up(element)]
    return "nav" in around or ("footer" in around and len(around) - around.index("footer") <= _PAGE_FOOTER_DEPTH)


def _after_or_in_body(place: Place, element: HtmlElement) -> bool:
    return place.core is not None and place.order[element] > place.body_range[0]


def _hangs_under_teaser(place: Place, heading: Heading) -> bool:
    """Whether the list belongs to another story's teaser: one headline link stands right before it in its box."""
    parent = place.parents[heading.element]
    if parent is None or heading.inline or place.holds_body(parent) or parent.tag == "body":
        return False
    before = [s for s in heading.element.itersiblings(preceding=True) if not place.is_silent(s)]
    return len(strong_items(place, items_of(place, anchors(place, before)))) == 1


def _links_of(place: Place, heading: Heading, region: Sequence[HtmlElement]) -> Iterator[HtmlElement]:
    """The links under a heading: up to the next heading of something else."""
    if heading.inline:
        yield from _links_of_line(place, heading.element)
        return
    start = place.order[heading.element]
    line = heading.block.text if heading.block else ""
    for element in region:
        blocks = place.blocks_in(element)
        stop = next(
            (
                place.order[b.element]
                for i, b in enumerate(blocks)
                if place.order[b.element] > start and is_foreign_heading(place, blocks, i)
            ),
            None,
        )
        for link in anchors(place, [element]):
            if stop is not None and place.order[link] >= stop:
                return
            on_line = heading.element if heading.line is None else heading.line
            if place.order[link] > start and not (place.inside(link, on_line) and place.view.text_of(link) in line):
                yield link


def _links_of_line(place: Place, element: HtmlElement) -> Iterator[HtmlElement]:
    """The links of a labelled line, of the lines of links right after it, and of the paragraphs of links after
    those.
    """
    blocks = [b for b in place.blocks_in(element) if b.element is element]
    at = next((i for i, b in enumerate(blocks) if b.link_chars and label_before(b.text)), None)
    if at is None:
        return
    lines = [blocks[at].text]
    for block in blocks[at + 1 :]:
        if block.link_density < 0.8:
            break
        lines.append(block.text)
    before = "\n".join(b.text for b in blocks[:at])
    for link in anchors(place, [element]):
        text = place.view.text_of(link)
        if text and any(text in line for line in lines) and text not in before:
            yield link
    if blocks[-1].text != lines[-1]:
        return
    for sibling in element.itersiblings():
        if place.is_silent(sibling):
            continue
        if sibling.tag != element.tag or place.view.link_density(sibling) < 0.8:
            return
        yield from anchors(place, [sibling])
