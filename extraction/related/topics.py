"""Boxes of the topic or series under which the article is filed."""

from __future__ import annotations

from bisect import bisect_left

from extraction.blocks import Block
from extraction.native import part_in_c
from extraction.related.entries import AUTHOR_PATH, anchors, items_of, strong_items
from extraction.related.headed import Heading, region_of
from extraction.related.links import is_topic_page
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.words import HEADING_TAGS, LONGEST, Says, heading_says
from extraction.view import HtmlElement

_related = part_in_c("_related")

# Elements above the headline among which the link to its topic stands.
_ABOVE_TITLE = 12


def topic_boxes(search: Search) -> list[Found]:
    """Lists in the article's column whose heading links the topic that the page names as the article's elsewhere.

    A heading `Council election 2024` that links `/issue/2024` heads the topic's box where the same link stands at
    the top of the article or among its tags too; the name of the section does not count, nor a topic of the site's
    menu.
    """
    place = search.place
    found = _boxes_of_tags(search)
    if place.core is None:
        return found
    above = _links_above(place)
    if not above:
        return found
    hrefs, elements = place.layout.attributes["href"], place.layout.elements
    bars = place.ground.bars_leading(place.body_range[1], {hrefs[at] for at in above}, LONGEST)
    led = {hrefs[at] for _, at in bars}
    told = {(place.ground.text(at), hrefs[at]) for at in above if hrefs[at] in led}
    for block, at in bars:
        link = elements[at]
        if (block.text, hrefs[at]) not in told or not _leads_to_topic(place, block, link) or search.taken(link):
            continue
        region = region_of(place, Heading(Says.TOPIC, block.element, block))
        items = items_of(place, anchors(place, region))
        if len(strong_items(place, items)) == len(items) >= 2:
            found.append(Found(items, region, "topic", block.text))
    return found


# Lines after the body among which its tags stand.
_BELOW_BODY = 20
_LONGEST_TAG = 40


def _boxes_of_tags(search: Search) -> list[Found]:
    """Lists in the article's column whose plain heading is one of the article's tags."""
    place, found = search.place, list[Found]()
    if place.core is None:
        return found
    heads = place.ground.plain_headings(place.last_line + 1, 2 * _BELOW_BODY, HEADING_TAGS, _LONGEST_TAG)
    tags = _tags(place) if heads else frozenset()
    for block in heads:
        if block.text.casefold() not in tags:
            continue
        element = block.element
        if place.is_chrome(element) or place.is_section_name(block.text):
            continue
        region = region_of(place, Heading(Says.TOPIC, element, block))
        items = items_of(place, anchors(place, region))
        if len(strong_items(place, items)) == len(items) >= 2 and not any(map(search.taken, region)):
            found.append(Found(items, region, "topic", block.text))
    return found


def _tags(place: Place) -> frozenset[str]:
    """The names of the article's tags, in lower case: links to tag pages over the text and soon after it."""
    (first, last), layout, linked = place.body_range, place.layout, place.linked
    after = min(place.last_line + _BELOW_BODY, len(layout.blocks) - 1)
    start, end = next(iter(layout.tagged.get("h1", ())), first) - _ABOVE_TITLE, layout.blocks[after].node
    near = [
        *linked[bisect_left(linked, start) : bisect_left(linked, first)],
        *linked[bisect_left(linked, last) : bisect_left(linked, end)],
    ]
    hrefs = layout.attributes["href"]
    may_be = near if _related is None else _related.topic_links(near, hrefs)
    return frozenset([place.ground.text(at).casefold() for at in may_be if is_topic_page(hrefs[at])])


def _links_above(place: Place) -> list[int]:
    """The places of the links that stand between the headline and the body."""
    first = place.body_range[0]
    top = next(iter(place.layout.tagged.get("h1", ())), first)
    layout, linked = place.layout, place.linked
    hrefs = layout.attributes["href"]
    near = linked[bisect_left(linked, top - _ABOVE_TITLE) : bisect_left(linked, first)]
    return [at for at in near if hrefs[at] and layout.tags[at] == "a"]


def _leads_to_topic(place: Place, block: Block, link: HtmlElement) -> bool:
    """Whether the link of a heading that is all link, as one above the body, leads to a topic of this article."""
    href = link.get("href")
    if heading_says(block.text) is not None or place.is_aside(link) or place.is_chrome(link):
        return False
    if place.is_section_name(block.text) or AUTHOR_PATH.search(href):
        return False
    twins = [a for a in place.view.root.iter("a") if a.get("href") == href and a is not link and a in place.order]
    return not any(place.is_chrome(a) or a.getparent().tag == "li" for a in twins)
