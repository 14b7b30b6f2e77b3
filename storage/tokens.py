"""What search looks up: one tokenizer for both databases, for what is stored and for what is asked.

A run of Chinese, Japanese or Korean characters becomes its overlapping pairs and, at its end, its last
character alone, so that a word of one character is the beginning of some token, a word of two is a token,
and a longer one a phrase of tokens; spaces within a run (`张 胜 男`) are passed over. Other runs of letters and
digits are words, cut to their stem if English. Everything is folded first, character by character, as
`linking.fold_query` does, and accents are taken off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add

import snowballstemmer

from linking import fold_query

VERSION = "2"
"""Stored in the database: an index made by other rules is made anew by `kitewire db upgrade`."""
LONGEST_WORD = 64

# The commonest range first: they are tried in turn.
_CJK = (
    "\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7ff\u3005-\u3007\u31f0-\u31ff\u3400-\u4dbf\ua960-\ua97f\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+(?:[ \t\xa0\u3000]+[{_CJK}]+)*)|[^\W_{_CJK}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_HAS_NUMBER_OR_MARK = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token and the characters of the original text that it was made from."""

    text: str
    start: int
    end: int
    lone: bool = False
    """Whether it is the last character of a run of CJK."""


class _Folds(dict[str, str]):
    """Character → what it is compared as; filled as characters are met."""

    def __missing__(self, character: str) -> str:
        folded = character if character.isspace() else fold_query(character)
        if not _IS_CJK.match(character):
            apart = unicodedata.normalize("NFD", folded)
            folded = "".join(one for one in apart if unicodedata.category(one) != "Mn")
        self[character] = folded
        return folded


_FOLDS = _Folds()


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order."""
    folded, origin = _folded(text)
    for run in _RUN.finditer(folded):
        start, end = run.span()
        if run["cjk"] is None:
            yield Token(_stem(run[0][:LONGEST_WORD]), origin[start], origin[end - 1] + 1)
            continue
        places = [at for at in range(start, end) if not folded[at].isspace()]
        for at, following in pairwise(places):
            yield Token(folded[at] + folded[following], origin[at], origin[following] + 1)
        yield Token(folded[end - 1], origin[end - 1], origin[end - 1] + 1, lone=True)


def find_tokens(text: str, wanted: Collection[str], beginnings: Collection[str] = ()) -> dict[int, Token]:
    """Those of `tokens(text)` that are `wanted`, or begin with one of `beginnings`, by their number among all tokens.

    In a tenth of the time: a run of CJK is searched for them, not taken apart.
    """
    folded, origin = _folded(text)
    found: dict[int, Token] = {}
    number = 0
    for run in _RUN.finditer(folded):
        start, end = run.span()
        if run["cjk"] is None:
            word = _stem(run[0][:LONGEST_WORD])
            if word in wanted or any(map(word.startswith, beginnings)):
                found[number] = Token(word, origin[start], origin[end - 1] + 1)
            number += 1
            continue
        places = range(start, end) if run[0].isalpha() else [at for at in range(start, end) if not folded[at].isspace()]
        characters = run[0] if len(places) == end - start else "".join(folded[at] for at in places)
        for at in _places_of(characters, wanted, beginnings):
            last = at + 1 < len(characters)
            token = characters[at : at + 2]
            found[number + at] = Token(token, origin[places[at]], origin[places[at + last]] + 1, lone=not last)
        number += len(characters)
    return found


def _places_of(characters: str, wanted: Collection[str], beginnings: Collection[str]) -> Iterator[int]:
    """Where tokens stand in a run of CJK without spaces."""
    for token in (*wanted, *beginnings):
        at = characters.find(token)
        while at >= 0:
            # A single character is wanted where it is the run's last, and begins a token anywhere.
            if len(token) > 1 or token in beginnings or at + 1 == len(characters):
                yield at
            at = characters.find(token, at + 1)


def token_texts(text: str) -> list[str]:
    """The texts of `tokens(text)` and nothing else of them: what an index is made from, in a fifth of the time."""
    if text.isascii():
        # Lower case is all that folding does to ASCII.
        return [_stem(word[:LONGEST_WORD]) for word in _ASCII_WORD.findall(text.lower())]
    found: list[str] = []
    for run in _RUN.finditer("".join(map(_FOLDS.__getitem__, text))):
        characters = run[0]
        if run["cjk"] is None:
            found.append(_stem(characters[:LONGEST_WORD]))
            continue
        if not characters.isalpha():
            characters = "".join(characters.split())
        found += map(add, characters, characters[1:])
        found.append(characters[-1])
    return found


def _folded(text: str) -> tuple[str, list[int] | range]:
    """The folded text, and for each of its characters the place in `text` that it came from."""
    if text.isascii():
        # As in `token_texts`.
        return text.lower(), range(len(text))
    parts = [_FOLDS[character] for character in text]
    folded = "".join(parts)
    if len(folded) == len(text) and all(parts):
        return folded, range(len(text))
    return folded, [at for at, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if _HAS_NUMBER_OR_MARK.search(word):
        return word
    return str(snowballstemmer.stemmer("english").stemWord(word))
