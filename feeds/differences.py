"""What changed between two texts, in pieces that a reader takes in: words, and characters of Chinese. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

# A run of letters or digits, a run of space, or any other single character: each Han character by itself.
_PIECES = re.compile(r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+|\s+|.", re.DOTALL)
_MOST_PIECES = 4000
"""Matching takes quadratic time at worst; longer paragraphs are shown as replaced whole."""


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one paragraph."""

    change: Change
    text: str


Paragraph = tuple[Piece, ...]


def differences(old: str, new: str) -> Iterator[Paragraph]:
    """Every paragraph of both texts in order, as pieces that are the same, gone or new.

    The pieces that are not new make up `old`, those that are not gone make up `new`.
    """
    before, after = old.split("\n"), new.split("\n")
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((Piece(Change.SAME, line),) for line in before[i:j])
        else:
            yield from _pairs(before[i:j], after[k:m])


def _pairs(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    for old, new in zip_longest(before, after):
        if old is None:
            yield (Piece(Change.NEW, new),)
        elif new is None:
            yield (Piece(Change.GONE, old),)
        else:
            yield _within(old, new)


def _within(old: str, new: str) -> Paragraph:
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    if max(len(before), len(after)) > _MOST_PIECES:
        return Piece(Change.GONE, old), Piece(Change.NEW, new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    # Below this, what two paragraphs share is chance; a patchwork of single characters tells nobody anything.
    if matcher.ratio() < 0.4:
        return Piece(Change.GONE, old), Piece(Change.NEW, new)
    found = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(Change.SAME, "".join(before[i:j])))
            continue
        if i < j:
            found.append(Piece(Change.GONE, "".join(before[i:j])))
        if k < m:
            found.append(Piece(Change.NEW, "".join(after[k:m])))
    return tuple(found)
