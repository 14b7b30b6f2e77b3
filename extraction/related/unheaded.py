"""A list without a heading straight after the body."""

from __future__ import annotations

from collections.abc import Iterator

from extraction.blocks import Block
from extraction.related.beside import to_entries
from extraction.related.box_names import IS_AD, IS_CHROME, IS_OTHER
from extraction.related.entries import Item, anchors, items_of, strong_items
from extraction.related.links import HEADLINE, weight
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.title_bars import is_foreign_heading, says_otherwise, starts_with_heading
from extraction.related.words import LONGEST
from extraction.view import HtmlElement

_LEVELS_UP = 4
# Longer lists without a heading are the section's feed.
_LONGEST_LIST = 12
_MOST_LINKS = 80
# Short headlines with a whole date beside each are hardly more than half link.
_LIST_DENSITY = 0.4
# More text than this after the body is no line of credits or tags.
_LONGEST_LABEL = 300
_WHOLE_DAY = len("2022-10-05")


def after_body(search: Search) -> list[Found]:
    """A list without a heading straight after the body, in its column: three headlines of the site or more."""
    place = search.place
    if place.core is None:
        return []
    ground, elements = place.ground, place.layout.elements
    for outer in _around_last(place, place.core):
        for at in ground.siblings_after(outer):
            kinds = ground.kinds(at)
            if kinds & IS_AD or place.view.is_hidden(at):
                continue
            if place.stands_aside(at) or (search.found and search.taken(elements[at])):
                return []
            if kinds & IS_CHROME:
                continue
            if kinds & IS_OTHER:
                return []
            verdict = _list_without_heading(place, elements[at])
            if verdict is not None:
                return verdict
    return []


def _around_last(place: Place, core: HtmlElement) -> Iterator[int]:
    """The places of the last paragraph and of what is around it, some levels beyond the article's text."""
    layout, at, left = place.layout, place.order[place.body[-1]], 0
    top = place.order[core]
    while at >= 0 and layout.tags[at] not in ("body", "html"):
        left += at <= top
        if left > _LEVELS_UP:
            return
        yield at
        at = layout.ups[at]


def _list_without_heading(place: Place, element: HtmlElement) -> list[Found] | None:
    """The list that `element` is; empty where it is something else that ends the search; None where it says nothing."""
    is_long = place.view.text_length(element) > _LONGEST_LABEL
    dense = place.view.link_density(element) >= _LIST_DENSITY
    # Whatever links follow: more than a label that is no list of its own ends the search.
    if (is_long and not dense) or starts_with_heading(place, element) or (is_long and _is_headed(place, element)):
        return []
    links = anchors(place, [element])
    hrefs = place.layout.attributes["href"]
    several = 3 <= len(links) <= _MOST_LINKS and len({hrefs[at] for at in links}) >= 3
    items = items_of(place, links) if several else []
    strong = [i for i in _sure_items(place, items, element) if not any(map(place.stands_aside, i.places))]
    if len(strong) < 3:
        return [] if is_long else None
    plain = len(strong) <= _LONGEST_LIST and len(strong) * 3 >= len(items) * 2
    if not plain or (not is_long and (not dense or _is_headed(place, element))):
        return []
    return [Found([i for i in items if not any(map(place.stands_aside, i.places))], [element], "after body")]


def _is_headed(place: Place, element: HtmlElement) -> bool:
    """Whether a heading stands over an element, or a heading or line that says something else in it."""
    if any(_is_heading_line(place, b) for b in place.lines_before(element)):
        return True
    blocks = place.blocks_in(element)
    return says_otherwise(blocks) or any(is_foreign_heading(place, blocks, i) for i in range(len(blocks)))


def _sure_items(place: Place, items: list[Item], element: HtmlElement) -> list[Item]:
    """Those that speak for themselves, or are a headline of the site with a whole day beside it: many addresses are as
    short as `/a/7.html`.
    """
    strong = strong_items(place, items)
    if len(strong) == len(items):
        return strong
    days = {entry.url for entry in to_entries(place, items, [element], None) if len(entry.date or "") == _WHOLE_DAY}
    return [
        i for i in items if i in strong or (i.url in days and weight(i.title) >= HEADLINE and place.is_own_site(i.url))
    ]


def _is_heading_line(place: Place, block: Block) -> bool:
    return block.chars <= LONGEST and place.ground.in_heading_tag(block.node)
