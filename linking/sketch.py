"""Shingles of a folded text, and the sketch of them that finds copies by look-up."""

from __future__ import annotations

import re

import xxhash

from kitewire.crawl import Fingerprint
from linking.folding import Folded, fold_title

HAN_SHINGLE = 5
"""Characters."""
WORD_SHINGLE = 3
"""Words."""
SKETCH_SHARE = 8
"""One shingle in so many stands in the sketch."""
SKETCH_LEAST = 24
SKETCH_MOST = 400

_HAN = re.compile("[\u3400-\u9fff]")
_SIGNED = 1 << 63


def key_of(text: str) -> int:
    """64-bit hash (XXH3) of `text`, signed so that both databases keep it as a plain integer."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) - _SIGNED


def title_key(title: str) -> int:
    """Hash of the folded title; 0 for an empty one."""
    folded = fold_title(title)
    return key_of(folded) if folded else 0


def is_han(text: str) -> bool:
    """Whether `text` is compared by characters: a tenth of it or more are Han characters."""
    return 10 * len(_HAN.findall(text[:4000])) >= len(text[:4000])


def shingles(text: str) -> list[str]:
    """The shingles of a folded text in order, repeats included; the whole text where it is shorter than one."""
    if is_han(text):
        return [text[i : i + HAN_SHINGLE] for i in range(max(1, len(text) - HAN_SHINGLE + 1))] if text else []
    words = text.split()
    return [" ".join(words[i : i + WORD_SHINGLE]) for i in range(max(1, len(words) - WORD_SHINGLE + 1))]


def fingerprint(folded: Folded) -> Fingerprint:
    """What the database keeps of a text. The sketch holds its smallest hashes: an eighth, at least 24, at most 400."""
    hashes = sorted({key_of(shingle) for shingle in shingles(folded.text)})
    limit = (1 << 64) // SKETCH_SHARE - _SIGNED
    count = sum(1 for key in hashes if key < limit)
    return Fingerprint(
        title_key=key_of(folded.title) if folded.title else 0,
        text_key=key_of(folded.text),
        sketch=tuple(hashes[: min(max(count, SKETCH_LEAST), SKETCH_MOST)]),
        size=len(hashes),
    )
