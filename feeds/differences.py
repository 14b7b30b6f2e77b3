"""What changed between two texts, in pieces that a reader takes in: words of a European language, phrases of Chinese.

Pure. Chinese is compared by characters (numbers and words in Latin letters whole), and what is the same for less than
two of them between two changes is joined to them: so a reader sees phrases that went and came, not a patchwork. A
dictionary would cut a little better (開幕 for 閉幕 instead of 開 for 閉), but none that is kept up knows both scripts
and the names in the news, and it would be the largest part of an installation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from feeds.alignment import common, gaps

_HAN = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_NUMERALS = "〇零一二三四五六七八九十百千万萬亿億两兩"
# A number in either writing, a run of letters, a run of space, or any other single character.
_PIECES = re.compile(
    rf"\d+(?:[.,:]\d+)*%?|[{_NUMERALS}]{{2,}}|(?:(?![{_HAN}])[^\W\d_])+(?:['’](?:(?![{_HAN}])[^\W\d_])+)*|\s+|.",
    re.DOTALL,
)
_HAN_ONLY = re.compile(f"[{_HAN}]+")
LIKE = 0.4
"""Below this share two paragraphs are not the same one edited: what they have in common is chance."""
MOST_WORK = 1_000_000
"""Pairs of paragraphs, or of pieces of one, that are compared at most: under half a second; see `alignment`."""
MOST_PAIRED = 400
"""Pairs of changed paragraphs of which it is asked which belongs to which; beyond, they are taken in order."""


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

    The pieces that are not new make up `old`, those that are not gone make up `new`. The time is bounded: texts of a
    megabyte that have nothing in common are told apart whole.
    """
    before, after = old.split("\n"), new.split("\n")
    for same, (i, j, k, m) in gaps(common(before, after, MOST_WORK), (len(before), len(after))):
        if same:
            yield from ((Piece(Change.SAME, line),) for line in before[i:j])
        else:
            yield from _edited(before[i:j], after[k:m])


def _edited(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    """Paragraphs that are not the same: those that were edited in pairs, the others by themselves."""
    i = k = 0
    for at, other in [*_pairs(before, after), (len(before), len(after))]:
        yield from ((Piece(Change.GONE, line),) for line in before[i:at])
        yield from ((Piece(Change.NEW, line),) for line in after[k:other])
        if at < len(before):
            yield _within(before[at], after[other])
        i, k = at + 1, other + 1


def _pairs(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Which of `after` is which of `before` edited: the choice in order whose likenesses add up to most."""
    if len(before) * len(after) > MOST_PAIRED:
        return [(n, n) for n, (old, new) in enumerate(zip(before, after, strict=False)) if _likeness(old, new) >= LIKE]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(after) + 1)]
    for i, old in enumerate(before):
        row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for k, new in enumerate(after):
            score, pairs = best[i][k]
            likeness = _likeness(old, new)
            paired = (score + likeness, (*pairs, (i, k))) if likeness >= LIKE else (0.0, ())
            row.append(max(best[i][k + 1], row[k], paired, key=lambda choice: choice[0]))
        best.append(row)
    return list(best[-1][-1][1])


def _likeness(old: str, new: str) -> float:
    """The share of pieces that two paragraphs have in common, whatever their order; an upper bound of what is kept."""
    return SequenceMatcher(None, _PIECES.findall(old), _PIECES.findall(new), autojunk=False).quick_ratio()


def _within(old: str, new: str) -> Paragraph:
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    spans = list(gaps(common(before, after, MOST_WORK), (len(before), len(after))))
    kept = sum(j - i for same, (i, j, _, _) in spans if same)
    if 2 * kept < LIKE * (len(before) + len(after)):
        return _changed(old, new)
    found: list[Piece] = []
    for gone, come, same in _phrases([(same, before[i:j], after[k:m]) for same, (i, j, k, m) in spans]):
        found += [Piece(Change.SAME, same)] if same else _changed(gone, come)
    return tuple(found)


def _phrases(spans: list[tuple[bool, list[str], list[str]]]) -> Iterator[tuple[str, str, str]]:
    """(gone, new, "") and ("", "", same) in turn; a same stretch too short to be read goes with its neighbours."""
    gone = come = ""
    last = len(spans) - 1
    for number, (same, before, after) in enumerate(spans):
        text = "".join(before)
        if same and not (0 < number < last and _too_short(text)):
            if gone or come:
                yield gone, come, ""
            gone = come = ""
            yield "", "", text
        else:
            gone, come = gone + text, come + "".join(after)
    if gone or come:
        yield gone, come, ""


def _too_short(text: str) -> bool:
    """One Chinese character, or the space or mark between two changed words."""
    return len(text) == 1 and (not text.isalnum() or bool(_HAN_ONLY.fullmatch(text)))


def _changed(old: str, new: str) -> Paragraph:
    pieces = (Piece(Change.GONE, old), Piece(Change.NEW, new))
    return tuple(piece for piece in pieces if piece.text)
