"""The finders of related lists, from the most telling evidence to the least, and how their findings are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from extraction.blocks import Block
from extraction.related.entries import Item, anchors, items_of, strong_items, to_entries
from extraction.related.headed import (
    Heading,
    headings,
    in_title_bar,
    is_foreign_heading,
    kind_of,
    region_of,
    starts_with_heading,
)
from extraction.related.place import Place, names_of
from extraction.related.words import LONGEST, Says, heading_says, label_before
from extraction.view import HtmlElement
from kitewire.article import RelatedEntry


@dataclass(frozen=True, slots=True)
class Found:
    """One list: its entries' links, and the elements that hold it."""

    items: list[Item]
    region: list[HtmlElement]
    by: str
    """The finder, for the bench and for people who look into a page."""


@dataclass(slots=True)
class Search:
    """What the finders share on one page."""

    place: Place
    headings: list[Heading] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    def taken(self, element: HtmlElement) -> bool:
        """Whether a list found so far holds `element`, or stands in it."""
        inside = self.place.inside
        return any(inside(element, r) or inside(r, element) for f in self.found for r in f.region)


def found_lists(place: Place, title: str, near: date | None) -> tuple[RelatedEntry, ...]:
    """The entries of every related list of the page, in page order, each address once."""
    lists = find_lists(place)
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
    for finder in (under_heading, in_named_box, in_body, teasers_in_body, after_body):
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
        if items and heading.says is not Says.RELATED:
            items = items if strong_items(place, items) else []
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


_RELATED_NAME = re.compile(
    r"(?:related|relate|relateds|relatedness|rel(?:news|list|art|posts?|stories|links?)|relacionad[ao]s?|"
    r"xiangguan|xgyd|xgwz|xgxw|xgnews|similar|verwandte?|terkait|correlat[ei]"
    r"|(?:related|relate)(?:articles?|news|posts?|stor(?:y|ies)|list|links?|content|box|reads?|topics?|"
    r"wrapper|container)|seealso|readalso|gerelateerd\w*|relaterat|mehrzumthema)"
)
_RECOMMENDED_NAME = re.compile(
    r"(?:recommend(?:s|ed|ation|ations|er)?|recos?|empfehlung(?:en)?|tuijian|recom|recomendad[ao]s)"
)


def in_named_box(search: Search) -> list[Found]:
    """Boxes whose class or id says related or recommended, where no visible heading says otherwise."""
    place = search.place
    found: list[Found] = []
    for box in place.order:
        says = _name_says(box)
        if says is None or place.is_silent(box) or place.holds_body(box) or place.is_hidden(box) or place.is_ad(box):
            continue
        if any(
            place.inside(box, r) or place.inside(r, box) or _is_other_tab(place, box, r)
            for f in [*search.found, *found]
            for r in f.region
        ):
            continue
        if (
            place.is_chrome(box)
            or place.is_other_list(box)
            or (says is Says.RECOMMENDED and place.is_aside(box))
            or _heading_inside_differs(place, box)
        ):
            continue
        items = items_of(place, anchors(place, [box]))
        strong = strong_items(place, items)
        if says is Says.RECOMMENDED and (len(strong) < len(items) or not _near_body_end(place, box)):
            continue
        if strong and len(strong) * 2 >= len(items):
            found.append(Found(items, [box], f"name {says.value}"))
    return found


# Lines between the body and a box that is only named as recommended: credits, tags and sharing buttons stand there.
_NEAR_LINES = 20


def _near_body_end(place: Place, box: HtmlElement) -> bool:
    """Whether `box` stands in the body or soon after it."""
    first, last = place.body_range
    between = sum(last < place.order[b.element] < place.order[box] for b in place.layout.blocks)
    return place.core is not None and place.order[box] > first and between <= _NEAR_LINES


def _is_other_tab(place: Place, box: HtmlElement, region: HtmlElement) -> bool:
    """Whether `box` stands in a pane beside and like a list found: a heading chose that one and so not this."""
    parent = place.parents[region]
    pane = next((e for e in place.up(box) if place.parents[e] is parent), None)
    return pane is not None and pane is not region and kind_of(pane) == kind_of(region)


def _name_says(box: HtmlElement) -> Says | None:
    names = names_of(box)
    return _names_say(names) if names else None


@lru_cache(maxsize=16384)
def _names_say(names: frozenset[str]) -> Says | None:
    if {"read", "also"} <= names or {"see", "also"} <= names or any(_RELATED_NAME.fullmatch(n) for n in names):
        return Says.RELATED
    return Says.RECOMMENDED if any(_RECOMMENDED_NAME.fullmatch(n) for n in names) else None


def _heading_inside_differs(place: Place, box: HtmlElement) -> bool:
    """Whether a visible heading at the top of the box, or right before it, speaks of something else."""
    inside = [
        b for b in place.blocks_in(box)[:3] if b.link_density < 0.9 or in_title_bar(place, b.element, tags_only=True)
    ]
    return any(_speaks_of_else(place, block) for block in (*inside, *_lines_before(place, box)))


def _speaks_of_else(place: Place, block: Block) -> bool:
    if block.chars > LONGEST:
        return False
    return heading_says(block.text) is Says.OTHER or place.is_section_name(block.text)


def _lines_before(place: Place, box: HtmlElement) -> list[Block]:
    """The two lines before a box, where they stand after the body: its heading, perhaps with a link to more."""
    start, body_end = place.order[box], place.body_range[1]
    before = [b for b in place.layout.blocks if body_end < place.order[b.element] < start]
    return before[-2:]


def in_body(search: Search) -> list[Found]:
    """See-also boxes and paragraphs between the paragraphs of the article: nothing but headline links of the same
    site.
    """
    place, found = search.place, []
    if place.core is None:
        return []
    first, last = place.body_range
    for block in place.layout.blocks:
        element = block.element
        if not first < place.order[element] < last or block.link_density < 0.9 or block.chars < 10:
            continue
        if search.taken(element) or not place.inside(element, place.core) or _not_see_also(place, element):
            continue
        around = next((e for e in place.up(element, place.core) if e.tag == "a"), element)
        items = strong_items(place, items_of(place, anchors(place, [around])))
        if items:
            found.append(Found(items, [_widest_without_body(place, around)], "in body"))
    return found


def teasers_in_body(search: Search) -> list[Found]:
    """`<article>` elements between the paragraphs: teasers whose link may lie over them without holding their text."""
    place, found = search.place, []
    if place.core is None:
        return []
    first, last = place.body_range
    for box in place.core.iter("article"):
        if box not in place.order or not first < place.order[box] < last or place.holds_body(box) or search.taken(box):
            continue
        items = strong_items(place, items_of(place, anchors(place, [box])))
        alone = len(items) == 1 and place.view.text_length(box) <= 400
        if alone and not place.is_ad(box) and not place.is_other_list(box) and not names_of(box) & _MEDIA:
            found.append(Found(items, [box], "teaser in body"))
    return found


def _widest_without_body(place: Place, element: HtmlElement) -> HtmlElement:
    """The box of an entry in the body: the widest element around it with little text and no paragraph of the
    article.
    """
    for outer in place.up(element, place.core)[1:]:
        if place.holds_body(outer) or place.view.text_length(outer) > 400:
            break
        element = outer
    return element


_FRAMES = frozenset(("figure", "figcaption", "table", "blockquote", "nav", "footer", "header", "form", "aside", "ol"))
_MEDIA = frozenset("video player gallery slideshow photo caption audio podcast slide embed newsletter toc".split())


def _not_see_also(place: Place, element: HtmlElement) -> bool:
    """Captions, tables, quotations, contents: what may hold nothing but a link and is no box of the editors."""
    return place.view.link_density(element) < 0.9 or _in_frame(place, element)


def _in_frame(place: Place, element: HtmlElement) -> bool:
    return (
        any(e.tag in _FRAMES or names_of(e) & _MEDIA for e in place.up(element, place.core))
        or place.is_ad(element)
        or place.is_other_list(element)
        or place.is_chrome(element)
        or place.is_hidden(element)
    )


_LEVELS_UP = 4
# Longer lists without a heading are the section's feed.
_LONGEST_LIST = 15
# Short headlines with a whole date beside each are hardly more than half link.
_LIST_DENSITY = 0.4


def after_body(search: Search) -> list[Found]:
    """A list without a heading straight after the body, in its column: three headlines of the site or more."""
    place = search.place
    if place.core is None:
        return []
    last = place.body[-1]
    for node in place.up(last)[: len(place.up(last, place.core)) + _LEVELS_UP]:
        if node.tag in ("body", "html"):
            break
        for sibling in node.itersiblings():
            if place.is_silent(sibling) or place.is_ad(sibling) or place.is_hidden(sibling):
                continue
            if place.is_aside(sibling) or search.taken(sibling):
                return []
            if place.is_chrome(sibling):
                continue
            if place.is_other_list(sibling):
                return []
            verdict = _list_without_heading(place, sibling)
            if verdict is not None:
                return verdict
    return []


def _list_without_heading(place: Place, element: HtmlElement) -> list[Found] | None:
    """The list that `element` is; empty where it is something else that ends the search; None where it says nothing."""
    items = items_of(place, anchors(place, [element]))
    strong = [i for i in strong_items(place, items) if not any(place.is_aside(a) for a in i.links)]
    if len(strong) >= 3:
        if len(strong) > _LONGEST_LIST or any(_is_heading_line(place, b) for b in _lines_before(place, element)):
            return []
        plain = place.view.link_density(element) >= _LIST_DENSITY and not starts_with_heading(place, element)
        plain = plain and len(strong) * 3 >= len(items) * 2 and not _any_heading(place, element)
        return [Found(strong, [element], "after body")] if plain else []
    if starts_with_heading(place, element) or place.view.text_length(element) > 300:
        return []
    return None


def _is_heading_line(place: Place, block: Block) -> bool:
    return block.chars <= LONGEST and in_title_bar(place, block.element, tags_only=True)


def _any_heading(place: Place, element: HtmlElement) -> bool:
    blocks = place.blocks_in(element)
    return any(is_foreign_heading(place, blocks, i) for i in range(len(blocks)))
