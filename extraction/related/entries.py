"""From the elements of a list to its entries: links to one address together, with their headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import proxy

from extraction.native import part_in_c
from extraction.related.box_names import IS_AD
from extraction.related.dates import is_date
from extraction.related.headlines import headline
from extraction.related.links import (
    HEADLINE,
    SHORT_HEADLINE,
    is_more,
    key_of,
    leads_to_article,
    looks_like_article,
    weight,
)
from extraction.related.place import Place
from extraction.related.words import Says, heading_says
from extraction.view import HtmlElement

_ground = part_in_c("_ground")

# `Politics (78)`: a category with its number of articles.
_COUNTED = re.compile(r"\(\s*\d+\s*\)$")


@dataclass(slots=True, eq=False)
class Item:
    """The links of a list that lead to one address, in page order."""

    url: str
    key: str
    places: list[int] = field(default_factory=list)
    title: str = ""


def anchors(place: Place, elements: Iterable[HtmlElement]) -> list[int]:
    """The places of the visible links with an address in `elements`, in page order."""
    return [at for element in elements for at in place.places_in(element)]


def items_of(place: Place, links: Iterable[int], least: float = SHORT_HEADLINE, beside: bool = False) -> list[Item]:
    """The links, by their places, grouped by address; what cannot be an entry is left out, and so are headlines that
    weigh under `least`; with 0 any headline counts. With `beside` short ones count where the address lies beside the
    article's.
    """
    grouped = _targets(place).grouped(list(links))
    items = [Item(url, key, places, _headline_of(place, places)) for url, key, places in grouped]
    found = [item for item in items if _is_entry(item, least, beside and place.lies_beside(item.url))]
    return _of_one_kind(place, _with_short(found, items)) if found else found


class Targets:
    """Address and key of each link that may be an entry's, by its place, looked up once: boxes are looked at by several
    finders. The part in C has the same methods."""

    def __init__(self, place: Place) -> None:
        # The place holds these.
        self._place: Place = proxy(place)
        self._known: dict[int, tuple[str, str] | None] = {}

    def of(self, at: int) -> tuple[str, str] | None:
        """None for what is no entry's."""
        if at not in self._known:
            self._known[at] = self._looked_up(at)
        return self._known[at]

    def _looked_up(self, at: int) -> tuple[str, str] | None:
        place, href = self._place, self._place.layout.attributes["href"][at]
        url = place.view.absolute(href)
        if url is None or place.ground.kinds(at) & IS_AD or not place.leads_to_article(url):
            return None
        key = key_of(url)
        return None if _refused(place, at, href) or place.is_own(key) else (url, key)

    def grouped(self, links: list[int]) -> list[tuple[str, str, list[int]]]:
        """Address, key and places of the links of one key, in the order of the first ones."""
        found: dict[str, tuple[str, str, list[int]]] = {}
        for at in links:
            if target := self.of(at):
                found.setdefault(target[1], (*target, []))[2].append(at)
        return list(found.values())


def _targets(place: Place) -> Any:
    """Those of the page."""
    if place.targets is None:
        place.targets = Targets(place) if _ground is None else _in_c(place)
    return place.targets


def _in_c(place: Place) -> Any:
    asked = (place.view.absolute, leads_to_article, place.leads_to_article, key_of, looks_like_article, _is_by)
    own = (place.own_keys, place.above_own, place.own_stems, place.is_own)
    refused = (_LABELS, _NARROW, _OTHER_RELATIONS, IS_AD)
    return _ground.Targets(place.ground, place.layout.attributes["rel"], asked, own, refused)


# A headline of one word is a section's name.
_SHORT_WORDS = 2


def _with_short(found: list[Item], items: list[Item]) -> list[Item]:
    """The entries, and the short headlines among them whose addresses stand in the folder of most of them."""
    if len(found) < 2 or len(found) == len(items):
        return found
    known, folders = set(found), Counter(_folder(item.url) for item in found)
    folder, times = folders.most_common(1)[0]
    return [
        i
        for i in items
        if i in known
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


def _headline_of(place: Place, links: Sequence[int]) -> str:
    """`headline`, once for each group of links of a page."""
    key = tuple(links)
    if key not in place.headlines:
        place.headlines[key] = headline(place, links)
    return place.headlines[key]


def holds_entry(place: Place, element: HtmlElement) -> bool:
    """Whether any link in `element` may be an entry; stops at the first."""
    hrefs, targets = place.layout.attributes["href"], _targets(place)
    same: dict[str, list[int]] = {}
    for link in place.places_in(element):
        same.setdefault(hrefs[link], []).append(link)
    for links in same.values():
        found = [link for link in links if targets.of(link)]
        if found:
            url, key = targets.of(found[0])
            item = Item(url, key, found, _headline_of(place, found))
            if _is_entry(item, SHORT_HEADLINE, place.lies_beside(url)):
                return True
    return False


def _of_one_kind(place: Place, items: list[Item]) -> list[Item]:
    """Without the items that stand in a list of `li` and are none: scripts and editors set advertisements between
    the entries.
    """
    inserted = [place.ground.is_inserted(item.places[0]) for item in items]
    return items if all(inserted) else [item for item, odd in zip(items, inserted, strict=True) if not odd]


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
    if _is_by(layout.elements[at], href):
        return True
    names, up = place.ground.names(at), layout.ups[at]
    if up >= 0 and layout.tags[up] in _NARROW:
        names |= place.ground.names(up)
    return not names.isdisjoint(_LABELS) and not looks_like_article(href)


def _is_by(link: HtmlElement, href: str) -> bool:
    """Whether a link is an author's: `by Jane Roe`, at `/authors/jane-roe`."""
    return bool(AUTHOR_PATH.search(href.lower())) and _BY.match("".join(link.itertext())[:40]) is not None


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
