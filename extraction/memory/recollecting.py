"""What is used of a memory: the places of proven layouts, and the blocks that repeat from article to article."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from extraction.memory.keys import length_of_key
from kitewire.site_memory import KnownLayout, LayoutMemory, Recollection, Sighting, SiteMemory

REPEATED = 2
"""Articles on which a block must have been seen before: with the page at hand three, so two that share a paragraph
prove nothing."""
LEAST_SHARE = 0.05
"""Of the articles since it was first seen; a paragraph that opens each part of a series stays below it."""
WINDOW = 10
"""Articles at least that a share is taken of."""
PLACED, _PLACED_SHARE, _PLACED_PAGES = 3, 0.5, 20
"""A place counts when a field stood there so often, and on that share of the (latest) pages."""
KIND_PAGES = 4
_MOST_SHIFT = 1.5
LISTED, LISTED_SHARE = 5, 0.5
"""An address belongs to no article once the related lists of so many have held it, and of half of them since it was
first seen; one of a topic that the whole site writes about for a day stays below."""


def recollect(memory: SiteMemory) -> Recollection | None:
    """What the reading of the next page needs of `memory`; None while no layout is proven: a page is then read
    without it."""
    alive = [one for one in memory.layouts if one.changed_since is None]
    layouts = tuple(known_layout(one) for one in alive if one.proven is not None)
    if not layouts:
        return None
    repeats = repeats_of(alive)
    return Recollection(layouts, repeats, frozenset(map(length_of_key, repeats)), entries_of(alive))


def repeats_of(layouts: list[LayoutMemory]) -> dict[int, tuple[int, float]]:
    """Key → (articles, share) of the blocks that repeat, over all these layouts: a footer is one in each."""
    shares = _shares((layout, layout.blocks) for layout in layouts)
    return {
        key: (articles, round(share, 3))
        for key, (articles, share) in shares.items()
        if articles >= REPEATED and share >= LEAST_SHARE
    }


def entries_of(layouts: list[LayoutMemory]) -> frozenset[int]:
    """Keys of the addresses that most related lists hold, over those of these layouts that are in use."""
    shares = _shares((layout, layout.entries) for layout in layouts if layout.changed_since is None)
    return frozenset(key for key, (articles, share) in shares.items() if articles >= LISTED and share >= LISTED_SHARE)


def _shares(seen: Iterable[tuple[LayoutMemory, dict[int, Sighting]]]) -> dict[int, tuple[int, float]]:
    """Key → on how many articles, and which share that is of the articles since it was first seen."""
    counts: dict[int, list[int]] = {}
    for layout, sightings in seen:
        for key, one in sightings.items():
            count = counts.setdefault(key, [0, 0])
            count[0] += one.articles
            count[1] += layout.pages - one.first + 1
    return {key: (articles, articles / max(of, WINDOW)) for key, (articles, of) in counts.items()}


def used_of(layout: LayoutMemory) -> frozenset[int]:
    """Keys of the blocks of one layout that repeat often enough to be used."""
    return frozenset(repeats_of([layout])) if layout.changed_since is None else frozenset()


def known_layout(layout: LayoutMemory) -> KnownLayout:
    """What is used of one proven layout."""
    least = max(PLACED, _PLACED_SHARE * min(layout.pages, _PLACED_PAGES))
    places = {
        field: tuple(sorted((p for p, n in counts.items() if n >= least), key=lambda p: (-counts[p], p)))
        for field, counts in layout.places.items()
    }
    kinds = {kind: _shift(inside, pages) for kind, (inside, pages) in layout.kinds.items() if pages >= KIND_PAGES}
    return KnownLayout(layout.body, places, kinds)


def _shift(inside: float, pages: int) -> float:
    """What the share of a kind in the bodies so far adds to the log odds of a doubtful block of that kind."""
    odds = 0.5 * log((inside + 1) / (pages - inside + 1))
    return round(max(-_MOST_SHIFT, min(_MOST_SHIFT, odds)), 3)
