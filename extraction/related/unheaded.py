"""Lists and see-also boxes without a heading: between the paragraphs and straight after the body."""

from __future__ import annotations

from extraction.blocks import Block
from extraction.related.beside import to_entries
from extraction.related.box_names import names_of
from extraction.related.entries import Item, anchors, items_of, strong_items
from extraction.related.headed import in_title_bar, is_foreign_heading, starts_with_heading
from extraction.related.links import HEADLINE, weight
from extraction.related.place import Place, site_of
from extraction.related.search import Found, Search
from extraction.related.words import LONGEST, Says, heading_says
from extraction.view import HtmlElement


def in_body(search: Search) -> list[Found]:
    """See-also boxes and paragraphs between the paragraphs of the article: nothing but headline links of the same
    site.
    """
    place, found = search.place, []
    if place.core is None:
        return []
    first, last = place.body_range
    for block in place.blocks_in(place.core):
        if not block.link_chars or block.link_density < 0.9 or block.chars < 10:
            continue
        element = block.element
        if not first < place.order[element] < last:
            continue
        if search.taken(element) or not place.inside(element, place.core) or _not_see_also(place, element):
            continue
        around = next((e for e in place.up(element, place.core) if e.tag == "a"), element)
        items = strong_items(place, items_of(place, anchors(place, [around])))
        items = [item for item in items if "newsletter" not in item.title.casefold()]
        box = _widest_without_body(place, around) if items else around
        if items and not _is_headed_otherwise(place, box):
            found.append(Found(items, [box], "in body"))
    return found


def _is_headed_otherwise(place: Place, box: HtmlElement) -> bool:
    """Whether a box in the body begins with a heading such as most read."""
    for outer in place.up(box, place.core):
        first = next(iter(place.blocks_in(outer)), None)
        if place.holds_body(outer):
            return False
        if first is not None and not first.link_chars and heading_says(first.text) is Says.OTHER:
            return True
    return False


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
        if (
            alone
            and not place.is_chrome(box)
            and not place.is_ad(box)
            and not place.is_other_list(box)
            and not names_of(box) & _MEDIA
            and not _is_headed_otherwise(place, box)
        ):
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


_FRAMES = frozenset(("figure", "figcaption", "table", "blockquote", "nav", "footer", "header", "form", "ol"))
_MEDIA = frozenset(
    "video player gallery slideshow photo caption audio podcast slide embed newsletter toc disclaimer issue app "
    "course courses".split()
)


def _not_see_also(place: Place, element: HtmlElement) -> bool:
    """Captions, tables, quotations, contents: what may hold nothing but a link and is no box of the editors."""
    return place.view.link_density(element) < 0.9 or _in_frame(place, element) or _is_reference(place, element)


def _is_reference(place: Place, element: HtmlElement) -> bool:
    """Whether a line of a list stands among lines that are no links: sources, contents, a recipe."""
    box = next((e for e in place.up(element, place.core)[1:4] if e.tag in ("ul", "ol")), None)
    # One of them may be the list's heading.
    return box is not None and sum(e.tag == "li" and place.view.link_density(e) < 0.9 for e in box) > 1


def _is_frame(place: Place, element: HtmlElement) -> bool:
    if element.tag == "aside":
        # An aside of nothing but links is a box of them, not of facts.
        return place.view.link_density(element) < 0.8
    return element.tag in _FRAMES or not _MEDIA.isdisjoint(names_of(element))


def _in_frame(place: Place, element: HtmlElement) -> bool:
    return (
        any(_is_frame(place, e) for e in place.up(element, place.core))
        or place.is_ad(element)
        or place.is_other_list(element)
        or place.is_chrome(element)
        or place.is_hidden(element)
    )


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
    is_long = place.view.text_length(element) > _LONGEST_LABEL
    if is_long and place.view.link_density(element) < _LIST_DENSITY:
        return []
    links = list(anchors(place, [element]))
    items = items_of(place, links) if 3 <= len(links) <= _MOST_LINKS else []
    strong = [i for i in _sure_items(place, items, element) if not any(place.is_aside(a) for a in i.links)]
    if len(strong) >= 3:
        if len(strong) > _LONGEST_LIST or any(_is_heading_line(place, b) for b in place.lines_before(element)):
            return []
        plain = is_long or place.view.link_density(element) >= _LIST_DENSITY
        plain = plain and not starts_with_heading(place, element)
        plain = plain and len(strong) * 3 >= len(items) * 2 and not _any_heading(place, element)
        entries = [i for i in items if not any(place.is_aside(a) for a in i.links)]
        return [Found(entries, [element], "after body")] if plain else []
    if is_long or starts_with_heading(place, element):
        return []
    return None


def _sure_items(place: Place, items: list[Item], element: HtmlElement) -> list[Item]:
    """Those that speak for themselves, or are a headline of the site with a whole day beside it: many addresses are as
    short as `/a/7.html`.
    """
    strong = strong_items(place, items)
    if len(strong) == len(items):
        return strong
    days = {entry.url for entry in to_entries(place, items, [element], None) if len(entry.date or "") == _WHOLE_DAY}
    return [
        i
        for i in items
        if i in strong or (i.url in days and weight(i.title) >= HEADLINE and site_of(i.url) == place.site)
    ]


def _is_heading_line(place: Place, block: Block) -> bool:
    return block.chars <= LONGEST and in_title_bar(place, block.element, tags_only=True)


def _any_heading(place: Place, element: HtmlElement) -> bool:
    blocks = place.blocks_in(element)
    return any(is_foreign_heading(place, blocks, i) for i in range(len(blocks)))
