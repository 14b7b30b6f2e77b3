"""Who copied whom within a story: at most one original for each article, so that the story becomes a tree.

Of a text that went through several hands every pair of copies is linked. The tree keeps of these links the ones that
best explain how the text travelled (docs/linking.md, "Who copied whom").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kitewire.archive_view import Clue
from linking.direction import clue
from linking.records import Text

NEAR = 0.02
"""Shares that differ by less are equal: a mended byte or another dateline moves them by as much."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One article of a story, as far as it tells of whom it copied."""

    text: Text
    when: datetime
    """Published, else first seen."""
    key: str
    """Of its address; settles what nothing else does."""


@dataclass(frozen=True, slots=True)
class Copying:
    """A reprint link; the direction is the one that `linking.direction` or a person gave it."""

    copy: int
    original: int
    taken: float
    """Share of the copy's text that stands in the original, 0 to 1."""
    kept: float
    """Share of the original's text that stands in the copy, 0 to 1."""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Descent:
    """From whom an article has its text."""

    original: int
    clue: Clue


def descents(witnesses: Mapping[int, Witness], links: Iterable[Copying], lead: int) -> dict[int, Descent]:
    """Copy → its original, without circles; articles that copied nobody are left out, the lead always is.

    An original that a better clue tells of goes before all others; of those with the same clue the one that the copy
    took most of its text from; of these the one of whose text most was kept; of these the earliest. A link that would
    close a circle is passed over, and links with weaker clues come later, so that a circle opens at its weakest link.
    Numbers of articles and the order of the links have no part in it.
    """
    choices: dict[tuple[Clue, int], list[Copying]] = {}
    for link in links:
        if link.copy != lead and link.copy != link.original and {link.copy, link.original} <= witnesses.keys():
            told_by = Clue.HAND if link.by_hand else clue(witnesses[link.copy].text, witnesses[link.original].text)
            choices.setdefault((told_by, link.copy), []).append(link)
    order = sorted(witnesses, key=lambda one: (witnesses[one].when, witnesses[one].key))
    found: dict[int, Descent] = {}
    for told_by in Clue:
        for copy in order:
            if copy in found:
                continue
            for link in _best_first(choices.get((told_by, copy), []), witnesses):
                if not _comes_from(link.original, copy, found):
                    found[copy] = Descent(link.original, told_by)
                    break
    return found


def _best_first(links: list[Copying], witnesses: Mapping[int, Witness]) -> Iterator[Copying]:
    left = list(links)
    while left:
        most = max(link.taken for link in left)
        near = [link for link in left if link.taken >= most - NEAR]
        kept = max(link.kept for link in near)
        nearest = [link for link in near if link.kept >= kept - NEAR]
        best = min(nearest, key=lambda link: (witnesses[link.original].when, witnesses[link.original].key))
        yield best
        left.remove(best)


def _comes_from(article: int, ancestor: int, found: Mapping[int, Descent]) -> bool:
    """Whether following the originals of `article` leads to `ancestor`."""
    at: int | None = article
    while at is not None and at != ancestor:
        at = found[at].original if at in found else None
    return at == ancestor
