"""The terms of a text, and how telling each of them is.

Chinese, Japanese: pairs of neighbouring characters (words would need a segmenter, ten times slower and no better
here). Other scripts: words but the commonest, cut to their stem (Snowball).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import snowballstemmer

MOST_TERMS = 300
"""Of a body that are looked at: what happened stands at the beginning, the rest is background."""

_MOST_STEMS = 200_000

COMMON = frozenset(
    word
    for line in (
        "a about after all also an and any are as at be been before being but by can could did do does for from had",
        "has have he her here him his how i if in into is it its just like me more most my new no not now of on one",
        "only or other our out over own re said say says she so some such than that the their them then there these",
        "they this those to too two under up us was we were what when where which while who whom why will with would",
        "you your ve ll",
    )
    for word in line.split()
)
"""English words that tell nothing of what happened."""


class _Stems(dict[str, str]):
    """Word → stem, filled as words are met; emptied when it grows large."""

    def __init__(self) -> None:
        super().__init__()
        self._english = snowballstemmer.stemmer("english").stemWord
        self._russian = snowballstemmer.stemmer("russian").stemWord

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_STEMS:
            self.clear()
        stem = self[word] = self._cut(word)
        return stem

    def _cut(self, word: str) -> str:
        if word.isascii():
            return str(self._english(word))
        return str(self._russian(word)) if "\u0400" <= word[0] <= "\u04ff" else word


@cache
def _stems() -> _Stems:
    return _Stems()


def terms(text: str, han: bool, most: int = MOST_TERMS) -> list[str]:
    """The first `most` terms of a folded text, in order, repeats included.

    Words are cut by their letters and not by the language of the article, which is often not known: plain Latin ones as
    English, Cyrillic ones as Russian, others not at all.
    """
    if han:
        return [text[i : i + 2] for i in range(min(len(text) - 1, most))]
    words = [word for word in text[: most * 16].split() if len(word) > 1 and word not in COMMON][:most]
    stems = _stems()
    return [stems[word] for word in words]


@dataclass(frozen=True, slots=True)
class Rarities:
    """How telling terms are: the logarithm of documents by documents with the term (Spärck Jones 1972), bounded."""

    known: dict[str, float]
    unknown: float
    """Of a term that was met in few documents or none. Bounded, since one rare word is no proof of one event."""

    def __getitem__(self, term: str) -> float:
        return self.known.get(term, self.unknown)

    def of(self, terms: Iterable[str]) -> dict[str, float]:
        """Term → its rarity."""
        known, unknown = self.known.get, self.unknown
        return {term: known(term, unknown) for term in terms}


@cache
def rarities(han: bool) -> Rarities:
    """Those of news, counted once by `bench/linking/fit_events.py` and shipped: links must not depend on the archive.

    A line of `rarities.txt` is a script, a share of documents as documents by 10,000, and the terms with that share.
    """
    known: dict[str, float] = {}
    script, unknown = ("han" if han else "words"), 0.0
    for line in files("linking.events").joinpath("rarities.txt").read_text(encoding="utf-8").splitlines():
        kind, share, *found = line.split(" ")
        if kind == script:
            rarity = math.log(10_000 / float(share))
            unknown = max(unknown, rarity)
            known.update(dict.fromkeys(found, rarity))
    return Rarities(known, unknown)
