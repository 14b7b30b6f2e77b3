"""Which articles make one story, and which of them leads it. Decided on ties alone, never on the order of arrival."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from linking.grouping import grouped


class Strength(IntEnum):
    """How firmly a tie holds two articles; see `bounded_group`."""

    REFERENCE = 1
    LINK = 2
    """A reprint."""
    SURE = 3
    """A reprint whose score is at least `SURE_SCORE`."""
    HAND = 4
    """Set by a person: counts whatever the bounds are."""


SURE_SCORE = 0.95

BOUNDS: tuple[tuple[Strength, int], ...] = ((Strength.REFERENCE, 80), (Strength.LINK, 400), (Strength.SURE, 2000))
"""Ties of at least this strength count as long as the articles that they tie are no more than so many.

References are the weak ties: a hub page, or lists that always name the last ten articles, can chain a whole section
together. One event seldom brings 80 articles that refer to each other; where more hang together, references say "the
same section" and are left out, all of them, so that the outcome does not depend on which one came last.
"""


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story."""

    id: int
    when: datetime
    """Published, else first seen."""
    key: str
    """Of its address; settles what time leaves open."""
    is_copy: bool
    """Whether it is a reprint of another member."""


def lead(members: Iterable[Member]) -> int:
    """The id of the earliest original; of the earliest member where every one is a copy of another."""
    return min(members, key=lambda one: (one.is_copy, one.when, one.key)).id


Neighbours = Callable[[Collection[int]], Mapping[int, Mapping[int, Strength]]]
"""Article ids → for each its tied articles and the strength of the tie."""


def bounded_group(article: int, neighbours: Neighbours) -> frozenset[int]:
    """The articles of one story with `article`: all that its ties reach, with the weakest ties that keep the bounds."""
    for least, most in BOUNDS:
        group = _reached(article, neighbours, least, most)
        if len(group) <= most:
            return group
    return _reached(article, neighbours, Strength.HAND, sys.maxsize)


def _reached(start: int, neighbours: Neighbours, least: Strength, most: int) -> frozenset[int]:
    """All that ties of `least` strength reach from `start`; stops as soon as there are more than `most`."""
    reached, edge = {start}, {start}
    while edge and len(reached) <= most:
        tied = neighbours(edge)
        edge = {other for one in edge for other, strength in tied[one].items() if strength >= least} - reached
        reached |= edge
    return frozenset(reached)


EVENT_BORDERS = (0.5, 0.7, 0.85)
"""Scores from which articles on the same event count: the first with which no more than `MOST_ON_EVENT` hang together.

What hangs together is then parted by the means of the scores (`linking.grouping`), so the border only bounds the work:
an affair of months, each article near to some of the others, is cut where its articles are less alike.
"""
MOST_ON_EVENT = 150

Firm = Callable[[Collection[int]], Mapping[int, frozenset[int]]]
"""Article ids → for each what firm ties hold together with it, as `bounded_group` tells; it is never parted."""

Scores = Callable[[Collection[int]], Mapping[int, Mapping[int, float]]]
"""Article ids → for each the articles that may tell of the same event, and how sure that is."""


def event_groups(article: int, firm: Firm, scores: Scores) -> list[frozenset[int]]:
    """The stories of all that hangs together with `article`, its own among them."""
    start = firm([article])[article]
    for border in EVENT_BORDERS:
        groups = _hanging_together(start, firm, scores, border)
        if groups is not None and len(groups) == 1:
            # As most are; what holds one firm group together is never weighed.
            return [start]
        if groups is not None:
            members = sorted(member for group in groups for member in group)
            near = scores(members)
            pairs = {(one, other): score for one in members for other, score in near[one].items() if one < other}
            inside = set(members)
            kept = {pair: score for pair, score in pairs.items() if pair[1] in inside}
            return grouped(sorted(groups, key=min), kept)
    return [start]


def _hanging_together(start: frozenset[int], firm: Firm, scores: Scores, border: float) -> set[frozenset[int]] | None:
    """The firm groups that scores from `border` on reach from `start`; None where they hold too many articles."""
    groups, edge, size = {start}, set(start), len(start)
    while edge and size <= MOST_ON_EVENT:
        near = scores(edge)
        reached = {other for one in sorted(edge) for other, score in near[one].items() if score >= border}
        new = set(firm(reached).values()) - groups
        groups |= new
        edge = {one for group in new for one in group}
        size += len(edge)
    return groups if size <= MOST_ON_EVENT else None
