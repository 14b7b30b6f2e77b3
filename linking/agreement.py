"""How far two folded texts agree: what they share, in how long runs, and whether their numbers and titles contradict.

Containment alone takes texts of one template (weather, markets, daily notices) for copies of each other. They share
many short runs with other numbers and names between them; a copy that was cut, extended or edited shares long ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from linking.folding import Folded
from linking.sketch import HAN_SHINGLE, WORD_SHINGLE, is_han, shingles

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN_GAP, _WORD_GAP = 12, 8
"""Characters, words: a difference up to that between two shared runs is a replacement, a longer one an addition."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Measures of one pair; the shorter text is the one with fewer different shingles."""

    containment: float
    """Share of the shorter text's shingles that stand in the longer, 0 to 1."""
    reverse: float
    """The same share of the longer text's."""
    run: float
    """Mean length of the shared run that a shared place of the shorter text lies in: characters, or words times two."""
    numbers_missing: float
    """Share of the shorter text's numbers that the longer does not hold, 0 to 1."""
    numbers_replaced: float
    """The share that stands where the longer holds something else between the same neighbours."""
    numbers_replaced_in_longer: float
    """The same of the longer text's numbers."""
    titles: float
    """How much of each title is said by the other article, 0 to 1, the mean of both."""
    shortest: int
    """Different shingles of the shorter text."""


@dataclass(frozen=True, slots=True)
class _View:
    """One text made ready for comparing; units are characters (Han) or words."""

    title: str
    text: str
    han: bool
    in_order: list[str]
    shingles: frozenset[str]
    terms: frozenset[str]
    numbers: list[tuple[int, int, str]]
    """Start and end in units, and the number."""
    units: int


@lru_cache(maxsize=256)
def _view(folded: Folded) -> _View:
    han = is_han(folded.text)
    in_order = shingles(folded.text)
    if han:
        numbers = [(found.start(), found.end(), found[0]) for found in _NUMBER.finditer(folded.text)]
        units = len(folded.text)
    else:
        words = folded.text.split()
        numbers = [(i, i + 1, word) for i, word in enumerate(words) if _NUMBER.fullmatch(word)]
        units = len(words)
    terms = _terms(folded.text, han) | _terms(folded.title, han)
    return _View(folded.title, folded.text, han, in_order, frozenset(in_order), terms, numbers, units)


def _terms(text: str, han: bool) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) if han else frozenset(text.split())


def agreement(a: Folded, b: Folded) -> Agreement | None:
    """The measures of a pair, the same for both orders; None where either has no text or both share nothing."""
    first, second = _view(a), _view(b)
    if (len(second.shingles), b.text, b.title) < (len(first.shingles), a.text, a.title):
        first, second = second, first
    shared = len(first.shingles & second.shingles)
    if not shared or first.han != second.han:
        return None
    runs = _shared_runs(first, second)
    places = sum(end - start for start, end in runs)
    missing, replaced = _odd_numbers(first, second, runs)
    return Agreement(
        containment=shared / len(first.shingles),
        reverse=shared / len(second.shingles),
        run=sum((end - start) ** 2 for start, end in runs) / places * (1 if first.han else 2),
        numbers_missing=missing,
        numbers_replaced=replaced,
        numbers_replaced_in_longer=_odd_numbers(second, first, _shared_runs(second, first))[1],
        titles=_titles_agree(first, second),
        shortest=len(first.shingles),
    )


def _odd_numbers(view: _View, other: _View, runs: list[tuple[int, int]]) -> tuple[float, float]:
    """The shares of `view`'s numbers that `other` does not hold, and of those that it holds another thing for."""
    known = {number for _, _, number in other.numbers}
    missing = [number for number in view.numbers if number[2] not in known]
    replaced = sum(1 for start, end, _ in missing if _is_replacement(start, end, runs, view.han))
    # One more in the divisor: a single odd number in a text with few of them is no proof.
    of_numbers = len(view.numbers) + 1
    return len(missing) / of_numbers, min(replaced, 6) / of_numbers


def _shared_runs(first: _View, second: _View) -> list[tuple[int, int]]:
    """Where `first` is covered by shared shingles: starts and ends in units."""
    length = min(HAN_SHINGLE if first.han else WORD_SHINGLE, first.units)
    runs: list[tuple[int, int]] = []
    for start, shingle in enumerate(first.in_order):
        if shingle in second.shingles:
            if runs and start <= runs[-1][1]:
                runs[-1] = (runs[-1][0], start + length)
            else:
                runs.append((start, start + length))
    return runs


def _is_replacement(start: int, end: int, runs: list[tuple[int, int]], han: bool) -> bool:
    """Whether the place lies, at least in part, in a short gap between two shared runs."""
    behind = bisect_right(runs, (end - 1, 1 << 60)) - 1
    if behind >= 0 and start < runs[behind][0]:
        behind -= 1
    if not 0 <= behind < len(runs) - 1 or end <= runs[behind][1]:
        return False
    return runs[behind + 1][0] - runs[behind][1] <= (_HAN_GAP if han else _WORD_GAP)


def _titles_agree(first: _View, second: _View) -> float:
    shares = [
        len(terms & other.terms) / len(terms)
        for view, other in ((first, second), (second, first))
        if (terms := _terms(view.title, view.han))
    ]
    return sum(shares) / len(shares) if shares else 1.0
