"""Shingles of a folded text, and the sketch of them that finds copies by look-up."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import accumulate, chain

from kitewire.crawl import Fingerprint
from linking.folding import Folded, fold_title
from linking.hashing import key_of, keys_of
from linking.native import part_in_c

_native = part_in_c("_keys")

HAN_SHINGLE = 5
"""Characters."""
WORD_SHINGLE = 3
"""Words. Both lengths are the best of those measured (docs/linking.md)."""

WINDOW = 24
"""Shingles: any run of so many that two texts share gives them a common key."""
LEAST_KEYS = 16
"""Keys of a short text; below it single edits would cost too many of them."""
WINDOWS_A_TEXT = 400
"""A text of more windows than that gets wider ones, so that no text writes more than some 800 keys."""

_HAN = re.compile("[\u3400-\u9fff]+")


def title_key(title: str) -> int:
    """Hash of the folded title; 0 for an empty one."""
    folded = fold_title(title)
    return key_of(folded) if folded else 0


def is_han(text: str) -> bool:
    """Whether a folded text is compared by characters: a tenth of it or more is Han."""
    if text and text.isascii():
        return False
    sample = text[:4000]
    return 10 * sum(map(len, _HAN.findall(sample))) >= len(sample)


def shingles(text: str) -> list[str]:
    """The shingles of a folded text in order, repeats included; the whole text where it is shorter than one."""
    if not text:
        return []
    if is_han(text):
        return [text[i : i + HAN_SHINGLE] for i in range(max(1, len(text) - HAN_SHINGLE + 1))]
    words = text.split()
    return [" ".join(words[i : i + WORD_SHINGLE]) for i in range(max(1, len(words) - WORD_SHINGLE + 1))]


def fingerprint(folded: Folded) -> Fingerprint:
    """What the database keeps of a text.

    The sketch is chosen by winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003): the smallest hash of
    every window. A wider window chooses a part of what a narrower one does, so short and long texts stay comparable.
    """
    sketch, size = _sketch_of(folded.text)
    return Fingerprint(
        title_key=key_of(folded.title) if folded.title else 0,
        text_key=key_of(folded.text),
        sketch=sketch,
        size=size,
        lines=folded.lines,
        furniture=folded.furniture,
    )


def _sketch_of(text: str) -> tuple[tuple[int, ...], int]:
    if _native is not None and (words := text.split()):
        han = is_han(text)
        units, length = (text, HAN_SHINGLE) if han else (" ".join(words), WORD_SHINGLE)
        with suppress(UnicodeEncodeError):  # a lone surrogate
            sketch: tuple[tuple[int, ...], int] = _native.sketch_of(
                units, han, length, WINDOW, WINDOWS_A_TEXT, LEAST_KEYS
            )
            return sketch
    return plain_sketch_of(text)


def plain_sketch_of(text: str) -> tuple[tuple[int, ...], int]:
    """The sketch, ascending, and how many different shingles there are: the same in Python."""
    hashes = keys_of(shingles(text))
    different = set(hashes)
    chosen = _window_minima(hashes, max(WINDOW, len(hashes) // WINDOWS_A_TEXT))
    if len(chosen) < LEAST_KEYS:
        chosen |= set(sorted(different)[:LEAST_KEYS])
    return tuple(sorted(chosen)), len(different)


def _window_minima(hashes: list[int], window: int) -> set[int]:
    """The minimum of every `window` neighbours, in a time that does not depend on the window.

    Running minima within blocks, from both ends (van Herk 1992): a window is the tail of one block and the head of
    the next.
    """
    if len(hashes) <= window:
        return {min(hashes)} if hashes else set()
    blocks = [hashes[i : i + window] for i in range(0, len(hashes), window)]
    heads = list(chain.from_iterable(accumulate(block, min) for block in blocks))
    tails = list(chain.from_iterable(list(accumulate(reversed(block), min))[::-1] for block in blocks))
    return set(map(min, tails, heads[window - 1 :]))
