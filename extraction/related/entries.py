"""From the elements of a list to its entries: links to one address together, with their headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extraction.related.box_names import IS_AD
from extraction.related.dates import is_date
from extraction.related.headlines import headline
from extraction.related.links import (
    HEADLINE,
    SHORT_HEADLINE,
    is_more,
    key_of,
    looks_like_article,
    weight,
)
from extraction.related.place import Place
from extraction.related.words import Says, heading_says
from extraction.view import HtmlElement

# `Politics (78)`: a category with its number of articles.
_COUNTED = re.compile(r"\(\s*\d+\s*\)$")


@dataclass(slots=True, eq=False)
class Item:
    """The links of a list that lead to one address, in page order."""

    url: str
    key: str
    links: list[HtmlElement] = field(default_factory=list)
    title: str = ""


def anchors(place: Place, elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The visible links with an address in `elements`, in page order."""
    for element in elements:
        yield from place.links_in(element)


def items_of(
    place: Place, links: Iterable[HtmlElement], least: float = SHORT_HEADLINE, beside: bool = False
) -> list[Item]:
    """The links grouped by address; what cannot be an entry is left out, and so are headlines that weigh under
    `least`; with 0 any headline counts. With `beside` short ones count where the address lies beside the article's.
    """
    items: dict[str, Item] = {}
    for link in links:
        target = _target(place, link)
        if target is None:
            continue
        url, key = target
        if key not in items:
            items[key] = Item(url, key)
        items[key].links.append(link)
    for item in items.values():
        item.title = _headline_of(place, item.links)
    found = [item for item in items.values() if _is_entry(item, least, beside and place.lies_beside(item.url))]
    return _of_one_kind(place, _with_short(found, list(items.values())))


def _target(place: Place, link: HtmlElement) -> tuple[str, str] | None:
    """Address and key of a link that may be an entry's."""
    return _target_at(place, place.order[link])


def _target_at(place: Place, at: int) -> tuple[str, str] | None:
    """The same by its place, once for each link of a page: boxes are looked at by several finders."""
    if at not in place.targets:
        place.targets[at] = _looked_up(place, at)
    return place.targets[at]


def _looked_up(place: Place, at: int) -> tuple[str, str] | None:
    href = place.layout.attributes["href"][at]
    url = place.view.absolute(href)
    if url is None or place.ground.kinds(at) & IS_AD or not place.leads_to_article(url) or _refused(place, at, href):
        return None
    key = key_of(url)
    # A page whose address has no query is the same page with one.
    is_own = key in place.own_keys or key.partition("?")[0] in place.own_keys or place.is_part_of_own(key)
    return None if is_own else (url, key)


# A headline of one word is a section's name.
_SHORT_WORDS = 2


def _with_short(found: list[Item], items: list[Item]) -> list[Item]:
    """The entries, and the short headlines among them whose addresses stand in the folder of most of them."""
    if len(found) < 2 or len(found) == len(items):
        return found
    folders = Counter(_folder(item.url) for item in found)
    folder, times = folders.most_common(1)[0]
    return [
        i
        for i in items
        if i in found
        or (
            times > 1
            and _folder(i.url) == folder
            and weight(i.title) >= _ALMOST_HEADLINE
            and i.title.count(" ") >= _SHORT_WORDS
            and heading_says(i.title) is None
            and not is_more(i.title)
        )
    ]


def _folder(url: str) -> str:
    return url.rstrip("/").rpartition("/")[0]


_ALMOST_HEADLINE = 0.8 * HEADLINE


def _headline_of(place: Place, links: Sequence[HtmlElement]) -> str:
    """`headline`, once for each group of links of a page."""
    key = tuple(links)
    if key not in place.headlines:
        place.headlines[key] = headline(place, links)
    return place.headlines[key]


def holds_entry(place: Place, element: HtmlElement) -> bool:
    """Whether any link in `element` may be an entry; stops at the first."""
    layout, at = place.layout, place.order[element]
    hrefs, links = layout.attributes["href"], place.ground.links_in(at)
    seen = set[str]()
    for first in links:
        if (href := hrefs[first]) in seen:
            continue
        seen.add(href)
        same = [link for link in links if hrefs[link] == href]
        found = [link for link in same if _target_at(place, link)]
        if found:
            url, key = _target_at(place, found[0]) or ("", "")
            shown = [layout.elements[link] for link in found]
            item = Item(url, key, shown, _headline_of(place, shown))
            if _is_entry(item, SHORT_HEADLINE, place.lies_beside(url)):
                return True
    return False


def _of_one_kind(place: Place, items: list[Item]) -> list[Item]:
    """Without the items that stand in a list of `li` and are none: scripts and editors set advertisements between
    the entries.
    """
    inserted = [_is_inserted(place, item.links[0]) for item in items]
    return items if all(inserted) else [item for item, odd in zip(items, inserted, strict=True) if not odd]


def _is_inserted(place: Place, link: HtmlElement) -> bool:
    return place.ground.is_inserted(place.order[link])


def _is_entry(item: Item, least: float, beside: bool = False) -> bool:
    if least == 0:
        return bool(item.title)
    if heading_says(item.title) is Says.RELATED or is_date(item.title):
        return False
    size = weight(item.title)
    if (
        size < 2 * HEADLINE
        and not looks_like_article(item.url)
        and (heading_says(item.title) or _COUNTED.search(item.title))
    ):
        return False
    return size >= least and not is_more(item.title) and (size >= HEADLINE or beside or looks_like_article(item.url))


_LABELS = frozenset(
    "category categories author authors source byline tag tags topic topics section kicker comments".split()
)


AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en)?|autores|auteurs?|contributors?|profiles?|people|staff|journalist\w*)/"
)
_BY = re.compile(r"\s*(?:by|von|par|por|di|da|door|av|af)\s", re.I)


_NARROW = frozenset(("span", "div", "p", "em", "small"))
_OTHER_RELATIONS = ("sponsored", "author", "tag", "category", "prev", "next")


def _refused(place: Place, at: int, href: str) -> bool:
    """Whether a link calls itself something else: paid, an author, a category, the previous article."""
    layout = place.layout
    rel = layout.attributes["rel"].get(at)
    if rel and any(map(rel.lower().__contains__, _OTHER_RELATIONS)):
        return True
    if AUTHOR_PATH.search(href.lower()) and _BY.match("".join(layout.elements[at].itertext())[:40]):
        return True
    names, up = place.ground.names(at), layout.ups[at]
    if up >= 0 and layout.tags[up] in _NARROW:
        names |= place.ground.names(up)
    return not names.isdisjoint(_LABELS) and not looks_like_article(href)


def strong_items(place: Place, items: Sequence[Item]) -> list[Item]:
    """Those that speak for themselves: a headline's weight, an article's address, the page's own site."""
    return [
        i
        for i in items
        if weight(i.title) >= HEADLINE
        and place.is_own_site(i.url)
        and (looks_like_article(i.url) or weight(i.title) >= 2 * HEADLINE)
    ]


# Fewer headlines at short addresses (`/fluegel-stutzen/`, `/show-7.html`) may be a menu's.
_LEAST_PLAIN = 3


def plain_headlines(place: Place, items: Sequence[Item]) -> list[Item]:
    """`items` where they are several and all headlines of the site, whatever their addresses look like."""
    plain = all(weight(i.title) >= HEADLINE and place.is_own_site(i.url) for i in items)
    return list(items) if plain and len(items) >= _LEAST_PLAIN else []
