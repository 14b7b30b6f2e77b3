"""Boxes of the topic or series under which the article is filed."""

from __future__ import annotations

from extraction.blocks import Block
from extraction.related.entries import anchors, items_of, strong_items
from extraction.related.headed import Heading, in_title_bar, region_of
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.words import LONGEST, Says, heading_says
from extraction.view import HtmlElement

# Elements above the headline among which the link to its topic stands.
_ABOVE_TITLE = 12


def topic_boxes(search: Search) -> list[Found]:
    """Lists in the article's column whose heading links the topic that the page names as the article's elsewhere.

    A heading `Council election 2024` that links `/issue/2024` heads the topic's box where the same link stands at
    the top of the article or among its tags too; the name of the section does not count, nor a topic of the site's
    menu.
    """
    place = search.place
    found: list[Found] = []
    if place.core is None:
        return found
    for block in place.layout.blocks:
        link = _topic_link(place, block) if place.order[block.element] > place.body_range[1] else None
        if link is None or search.taken(link):
            continue
        region = region_of(place, Heading(Says.TOPIC, block.element, block))
        items = items_of(place, anchors(place, region))
        if len(strong_items(place, items)) == len(items) >= 2:
            found.append(Found(items, region, "topic"))
    return found


def _topic_link(place: Place, block: Block) -> HtmlElement | None:
    """The link of a heading that is all link, if it leads to a topic of this article."""
    if block.chars > LONGEST or block.link_density < 0.9 or not in_title_bar(place, block.element):
        return None
    link = next((e for e in block.element.iter("a") if e.get("href") and e in place.order), None)
    if link is None or place.is_aside(link) or place.is_chrome(link) or place.is_section_name(block.text):
        return None
    twins = [
        a for a in place.view.root.iter("a") if a.get("href") == link.get("href") and a is not link and a in place.order
    ]
    top = next((place.order[h] for h in place.view.root.iter("h1") if h in place.order), place.body_range[0])
    at_top = range(top - _ABOVE_TITLE, place.body_range[0])
    named = [a for a in twins if place.order[a] in at_top and place.view.text_of(a) == block.text]
    in_menu = any(place.is_chrome(a) or a.getparent().tag == "li" for a in twins)
    return link if named and not in_menu and heading_says(block.text) is None else None
