"""How far two folded texts agree: what they share, in how long runs, and whether numbers, names and titles contradict.

Containment alone takes texts of one template (weather, markets, daily notices) for copies of each other. They share
many runs with other numbers and names between them; a copy that was cut, extended or edited shares its opening, its
exact figures and long runs.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from linking.alignment import Block, Gap, Shingled, covered_runs, gaps_between, shingled
from linking.folding import Folded
from linking.numbers import Number, is_han_numeral, numbers_of_han, numbers_of_words
from linking.sketch import is_han

_HAN_GAP, _WORD_GAP = 12, 8
"""Characters, words: a difference up to that between two shared runs is a replacement, a longer one an addition."""
_LONG = 10_000
"""Characters of a text of which only few views are remembered."""
_HAN_LEAD, _WORD_LEAD = 60, 30
"""Characters, words that open a text: about its first sentence."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Measures of one pair; the shorter text is the one with fewer different shingles."""

    first_is_shorter: bool
    containment: float
    """Share of the shorter text's shingles that stand in the longer, 0 to 1."""
    reverse: float
    """The same share of the longer text's."""
    run: float
    """Mean length of the shared run that a shared place of the shorter text lies in: characters, or words times two."""
    longest: int
    """The longest shared run: characters or words."""
    han: bool
    """Whether lengths are in characters; else in words."""
    leads: tuple[float, float]
    """Which share of each text's opening stands in the other, the smaller first."""
    replacements: float
    """Places where each text says another thing between the same neighbours, by the square root of the length."""
    conflicts: tuple[tuple[str, str], ...]
    """Numbers that differ at such places, as they are written: in the shorter text, in the longer."""
    conflicting: float
    """Their share of the shorter text's numbers, 0 to 1."""
    missing: float
    """Share of the shorter text's numbers that the longer does not hold at all."""
    figures: float
    """Share of the exact figures (342, 4.6) of the text with fewer of them that both hold."""
    renamed: bool
    """Whether what one text says in place of the other stands in its title, and not in the other's."""
    titles: float | None
    """How much of each title is said by the other article, 0 to 1, the mean of both; None where neither has one."""
    shortest: int
    """Different shingles of the shorter text."""


@dataclass(frozen=True, slots=True)
class _View:
    """One text made ready for comparing; units are characters (Han) or words."""

    folded: Folded
    han: bool
    shingles: Shingled
    words: Sequence[str]
    numbers: list[Number]
    title_terms: frozenset[str]

    def said(self, place: tuple[int, int], around: int = 0) -> str:
        """What stands at a place, with so many units on either side."""
        words = self.words[max(0, place[0] - around) : place[1] + around]
        return words if isinstance(words, str) else " ".join(words)

    def numbers_at(self, place: tuple[int, int]) -> dict[float, str]:
        """The numbers that a place touches: value → as written. A number may reach into the runs beside it."""
        found = {}
        for one in self.numbers[bisect_left(self.numbers, place[0], key=lambda number: number.end) :]:
            if one.start > place[1]:
                break
            found[one.value] = one.shown
        return found


def _view(folded: Folded) -> _View:
    """Remembered, since an article is compared with several; a view takes some 30 bytes a character."""
    return (_short_view if len(folded.text) <= _LONG else _long_view)(folded)


def _make_view(folded: Folded) -> _View:
    han = is_han(folded.text)
    words = folded.text if han else folded.text.split()
    numbers = list(numbers_of_han(folded.text) if han else numbers_of_words(words))
    return _View(folded, han, shingled(folded.text, han), words, numbers, _terms(folded.title, han))


_short_view, _long_view = lru_cache(maxsize=128)(_make_view), lru_cache(maxsize=4)(_make_view)


def _terms(text: str, han: bool) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text))) if han else frozenset(text.split())


def agreement(a: Folded, b: Folded) -> Agreement | None:
    """The measures of a pair, the same for both orders; None where either has no text or both share nothing."""
    first, second = _view(a), _view(b)
    swapped = (second.shingles.different, b.text, b.title) < (first.shingles.different, a.text, a.title)
    if swapped:
        first, second = second, first
    if first.han != second.han or not first.words or not second.words:
        return None
    shared = first.shingles.shared(second.shingles)
    if not shared:
        return None
    blocks = _blocks(first, second)
    runs = covered_runs(blocks)
    gaps = list(gaps_between(blocks, (len(first.words), len(second.words)), _HAN_GAP if first.han else _WORD_GAP))
    conflicts = [conflict for gap in gaps if (conflict := _conflict(gap, first, second))]
    return Agreement(
        first_is_shorter=not swapped,
        containment=shared / first.shingles.different,
        reverse=shared / second.shingles.different,
        run=_mean_run(runs) * (1 if first.han else 2),
        longest=max(end - start for start, end in runs),
        han=first.han,
        leads=_leads(first, second),
        replacements=sum(gap.is_replacement for gap in gaps) / math.sqrt(len(first.words)),
        conflicts=tuple(conflicts),
        conflicting=len(conflicts) / (_kept_numbers(first, runs) + len(conflicts) + 1),
        missing=_missing(first, second),
        figures=_figures(first, second),
        renamed=any(_renames(gap, first, second) for gap in gaps),
        titles=_titles_agree(first, second),
        shortest=first.shingles.different,
    )


def _blocks(first: _View, second: _View) -> list[Block]:
    if first.folded.text == second.folded.text:
        return [Block(0, 0, len(first.words))]
    return [Block(*found) for found in first.shingles.blocks(second.shingles)]


def _mean_run(runs: Sequence[tuple[int, int]]) -> float:
    return sum((end - start) ** 2 for start, end in runs) / sum(end - start for start, end in runs)


def _leads(first: _View, second: _View) -> tuple[float, float]:
    opening = _HAN_LEAD if first.han else _WORD_LEAD
    one = first.shingles.share_covered(second.shingles, opening)
    other = second.shingles.share_covered(first.shingles, opening)
    return min(one, other), max(one, other)


def _conflict(gap: Gap, first: _View, second: _View) -> tuple[str, str] | None:
    """The numbers that a gap has on either side, where each side has one that the other has not."""
    one, other = first.numbers_at(gap.first), second.numbers_at(gap.second)
    mine = [shown for value, shown in one.items() if value not in other]
    theirs = [shown for value, shown in other.items() if value not in one]
    if mine and theirs:
        return mine[0], theirs[0]
    here, there = first.said(gap.first), second.said(gap.second)
    if first.han and is_han_numeral(here) and is_han_numeral(there):
        return here, there
    return None


def _kept_numbers(first: _View, runs: Sequence[tuple[int, int]]) -> int:
    """How many of the text's numbers lie in what is shared."""
    kept = at = 0
    for number in first.numbers:
        while at < len(runs) and runs[at][1] < number.end:
            at += 1
        if at < len(runs) and runs[at][0] <= number.start:
            kept += 1
    return kept


def _missing(first: _View, second: _View) -> float:
    known = {number.value for number in second.numbers}
    # One more in the divisor: a single odd number in a text with few of them is no proof.
    return sum(number.value not in known for number in first.numbers) / (len(first.numbers) + 1)


def _figures(first: _View, second: _View) -> float:
    one = {number.value for number in first.numbers if number.tells}
    other = {number.value for number in second.numbers if number.tells}
    return len(one & other) / (min(len(one), len(other)) + 1)


def _renames(gap: Gap, first: _View, second: _View) -> bool:
    if not gap.is_replacement or first.title_terms == second.title_terms:
        return False
    around = 1 if first.han else 0
    here, there = (
        _terms(view.said(place, around), view.han) for view, place in ((first, gap.first), (second, gap.second))
    )
    return not (here - there).isdisjoint(first.title_terms - second.title_terms) and not (there - here).isdisjoint(
        second.title_terms - first.title_terms
    )


def _titles_agree(first: _View, second: _View) -> float | None:
    shares = [
        sum(_says(other, term) for term in view.title_terms) / len(view.title_terms)
        for view, other in ((first, second), (second, first))
        if view.title_terms
    ]
    return sum(shares) / len(shares) if shares else None


def _says(view: _View, term: str) -> bool:
    """Whether title or text hold a term: two characters, or a word."""
    if view.han:
        return term in view.folded.title or term in view.folded.text
    return term in view.title_terms or term in view.words
