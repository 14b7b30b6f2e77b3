"""What is compared of an article when it is asked whether two tell of the same event.

    folded text ─▶ terms ─▶ weighed by rarity and place ─▶ numbers, phrases, days told ─▶ profile

A profile is small (about a kilobyte packed), so that candidates are compared without reading or folding their texts.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from linking.events.days import TENS_OF_MINUTES, clocks_told, day_told, last_year
from linking.events.terms import MOST_TERMS, Rarities, rarities, terms
from linking.folding import Folded
from linking.hashing import keys_of
from linking.native import part_in_c
from linking.sketch import is_han

_native = part_in_c("_keys")

MOST_WEIGHED = 64
"""Terms that are kept: the heaviest."""
KEYS = 24
"""The heaviest terms, by which other articles on the event are found."""
OPENING = 40
"""Terms of the body that count as its opening, in which news tells what happened."""
HALF = 50
"""Terms into the body where a term counts half: 1 / (1 + place / HALF)."""
IN_TITLE = 2
"""What a term in the title counts, in occurrences at the beginning of the body."""
PHRASES = 80
"""Terms from the beginning that phrases are made of."""
_HAN_PHRASE = 4
_HAN_PHRASED = 100
_NUMBERED = {True: 600, False: 2500}
"""Characters in which numbers are looked for, by script."""
# `\d\d*`: the search leaps to the next digit, as it does not for `\d+`.
_NUMBER = {True: re.compile(r"\d\d*(?:\.\d+)?[\u4e00-\u9fff]?"), False: re.compile(r"\d\d*(?:\.\d+)?")}

_SHARES = [1 / (1 + place / HALF) for place in range(MOST_TERMS)]
_LOWER = 0xFFFFFFFF
_CLOCKS = frozenset(range(TENS_OF_MINUTES))
"""What no number is, so that both are kept in one list."""

Weights = dict[int, float]
"""Hash of a term → its share; the squares add up to 1."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One article as it is compared. Terms are kept as hashes of 32 bits."""

    han: bool
    day: int | None
    """That the text itself names at its beginning, days since 1970."""
    year: int | None
    """The latest one that the text names."""
    count: int
    """Different terms that were looked at."""
    body: Weights
    """Title and text; what stands early counts more."""
    opening: Weights
    """Title and beginning."""
    title: Weights
    clocks: frozenset[int]
    """Times of day that the text tells at its beginning (`linking.events.days.clocks_told`); none in words."""
    numbers: frozenset[int]
    """None is a time of day."""
    phrases: frozenset[int]
    telling: tuple[str, ...]
    """The heaviest terms, as they are written; articles on the same event are found by their hashes."""


def profile(folded: Folded) -> Profile:
    """The profile of a folded article."""
    han = is_han(folded.text or folded.title)
    title = terms(folded.title, han)
    body = terms(folded.text, han)
    rarity = rarities(han)
    weights = _by_place(title, body, rarity)
    heaviest = [term for _, term in sorted([(-weight, term) for term, weight in weights.items()])[:MOST_WEIGHED]]
    return Profile(
        han=han,
        day=day_told(folded.text),
        year=last_year(folded.text),
        count=len(weights),
        body=_weighed({term: weights[term] for term in heaviest}),
        opening=_weighed(rarity.of([*title, *body[:OPENING]])),
        title=_weighed(rarity.of(title)),
        clocks=frozenset(clocks_told(folded.text) if han else ()),
        numbers=frozenset(term_keys(_numbers(folded, han))) - _CLOCKS,
        phrases=frozenset(term_keys(_phrases(folded, title, body, han))),
        telling=tuple(heaviest[:KEYS]),
    )


def term_keys(terms: Iterable[str]) -> list[int]:
    """Hash of each term: the lower 32 bits of `linking.hashing.key_of`."""
    return [key & _LOWER for key in keys_of(terms)]


def _weighed(weights: dict[str, float]) -> Weights:
    return _normal(dict(zip(term_keys(weights), weights.values(), strict=True)))


def _by_place(title: list[str], body: list[str], rarity: Rarities) -> dict[str, float]:
    """Term → how much it tells: by how often and how early it stands, and by its rarity."""
    if _native is None:
        return plain_weights_by_place(title, body, _SHARES, IN_TITLE, rarity.known, rarity.unknown)
    weights: dict[str, float] = _native.weights_by_place(title, body, _SHARES, IN_TITLE, rarity.known, rarity.unknown)
    return weights


def plain_weights_by_place(
    title: list[str], body: list[str], shares: list[float], in_title: float, known: dict[str, float], unknown: float
) -> dict[str, float]:
    """The same in Python."""
    counted: dict[str, float] = defaultdict(float)
    for share, term in zip(shares, body, strict=False):
        counted[term] += share
    for term in title:
        counted[term] += in_title
    return {term: math.log1p(count) * known.get(term, unknown) for term, count in counted.items()}


def _normal(weights: dict[int, float]) -> Weights:
    length = math.sqrt(math.fsum([weight * weight for weight in weights.values()])) or 1.0
    return {key: weight / length for key, weight in weights.items()}


def _numbers(folded: Folded, han: bool) -> set[str]:
    """Numbers of two characters or more; in Chinese with the character after them, which is mostly their unit."""
    found = _NUMBER[han].findall(f"{folded.title} {folded.text[: _NUMBERED[han]]}")
    return {number for number in found if len(number) > 1}


def _phrases(folded: Folded, title: list[str], body: list[str], han: bool) -> set[str]:
    if han:
        start = folded.title + folded.text[:_HAN_PHRASED]
        return {start[i : i + _HAN_PHRASE] for i in range(len(start) - _HAN_PHRASE + 1)}
    first = [*title, *body][:PHRASES]
    return {f"{one} {other}" for one, other in pairwise(first)}
