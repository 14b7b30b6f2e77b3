"""Two texts side by side: the runs that they share, and the short places between them where one says another thing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from linking.native import part_in_c
from linking.sketch import HAN_SHINGLE, WORD_SHINGLE, shingles

_native = part_in_c("_keys")

Runs = Sequence[tuple[int, int]]
"""Starts and ends, in units (characters or words)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run that stands in both texts."""

    first: int
    """Where it begins in the first text, in units."""
    second: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A short place between two blocks that follow each other in both texts; empty in at most one of them."""

    first: tuple[int, int]
    """Start and end in the first text, in units."""
    second: tuple[int, int]

    @property
    def is_replacement(self) -> bool:
        """Whether both texts say something there."""
        return self.first[0] < self.first[1] and self.second[0] < self.second[1]


def covered_runs(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """What of the first text is shared: its blocks, joined where they touch."""
    runs: list[tuple[int, int]] = []
    for block in blocks:
        if runs and block.first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], block.first + block.length)
        else:
            runs.append((block.first, block.first + block.length))
    return runs


def gaps_between(blocks: Sequence[Block], ends: tuple[int, int], longest: int) -> Iterator[Gap]:
    """The places of up to `longest` units, on either side, between blocks that follow each other in both texts.

    `ends`: length of each text in units; what stands before the first block and behind the last counts as well.
    """
    for one, other in pairwise([Block(0, 0, 0), *blocks, Block(*ends, 0)]):
        start, end = one.first + one.length, other.first
        opposite, opposite_end = one.second + one.length, other.second
        # Blocks that overlap in one of the texts: what both have is counted once.
        overlap = max(start - end, opposite - opposite_end, 0)
        end, opposite_end = end + overlap, opposite_end + overlap
        if (
            0 <= opposite_end - opposite <= longest
            and end - start <= longest
            and (end > start or opposite_end > opposite)
        ):
            yield Gap((start, end), (opposite, opposite_end))


class Shingled(Protocol):
    """A text by its shingles; compared with others that are made in the same way and of the same kind of script."""

    @property
    def many(self) -> int:
        """Shingles in order, repeats included."""

    @property
    def different(self) -> int:
        """Different shingles."""

    def shared(self, other: Any, /) -> int:
        """How many different shingles stand in both."""

    def blocks(self, other: Any, /) -> list[tuple[int, int, int]]:
        """The blocks in the order of this text: where each begins in this one, in the other, and its length.

        A shingle that stands in several places of the other text is taken to follow the block before it, if one does.
        """

    def share_covered(self, other: Any, units: int, /) -> float:
        """Which share of the first `units` of this text is covered by shingles that the other has, 0 to 1."""


def shingled(text: str, han: bool) -> Shingled:
    """The shingles of a folded text; `han`: whether they are of characters (`linking.sketch`)."""
    if _native is not None and (words := text.split()):
        units, length = (text, HAN_SHINGLE) if han else (" ".join(words), WORD_SHINGLE)
        made: Shingled = _native.Shingled(_SURROGATE.sub("?", units), han, min(length, len(units if han else words)))
        return made
    return plain_shingled(text, han)


_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_shingled(text: str, han: bool) -> Shingled:
    """The same in Python."""
    units = len(text) if han else len(text.split())
    return PlainShingled.of(shingles(text), min(HAN_SHINGLE if han else WORD_SHINGLE, units))


@dataclass(frozen=True, slots=True)
class PlainShingled:
    """`Shingled` in Python."""

    in_order: list[str]
    first: dict[str, int]
    """Each one's first place; all different shingles are here."""
    repeated: dict[str, list[int]]
    """All places, ascending, of those that stand there twice or more."""
    length: int
    """Of a shingle, in units."""

    @classmethod
    def of(cls, in_order: list[str], length: int) -> PlainShingled:
        """Of the shingles of a text, given in order."""
        first = dict(zip(reversed(in_order), range(len(in_order) - 1, -1, -1), strict=True))
        repeated: dict[str, list[int]] = {}
        if len(first) < len(in_order):
            for i, shingle in enumerate(in_order):
                if first[shingle] != i:
                    repeated.setdefault(shingle, [first[shingle]]).append(i)
        return cls(in_order, first, repeated, length)

    @property
    def many(self) -> int:
        return len(self.in_order)

    @property
    def different(self) -> int:
        return len(self.first)

    def shared(self, other: PlainShingled) -> int:
        return len(self.first.keys() & other.first.keys())

    def blocks(self, other: PlainShingled) -> list[tuple[int, int, int]]:
        blocks: list[tuple[int, int, int]] = []
        start = at = count = 0
        wanted = -1
        for i, shingle in enumerate(self.in_order):
            found = other.first.get(shingle)
            if found is None:
                wanted = -1
                continue
            if found != wanted and (wanted < 0 or not _stands_at(wanted, other.repeated.get(shingle, ()))):
                if count:
                    blocks.append((start, at, count + self.length - 1))
                start, at, count = i, _nearest(at + count - 1, other.repeated.get(shingle, (found,))), 0
                wanted = at
            count += 1
            wanted += 1
        if count:
            blocks.append((start, at, count + self.length - 1))
        return blocks

    def share_covered(self, other: PlainShingled, units: int) -> float:
        upto = covered = 0
        for i, shingle in enumerate(self.in_order[:units]):
            if shingle in other.first:
                end = min(i + self.length, units)
                covered += end - max(i, upto)
                upto = end
        return covered / min(units, len(self.in_order) + self.length - 1)


def _stands_at(place: int, places: Sequence[int]) -> bool:
    at = bisect_left(places, place)
    return at < len(places) and places[at] == place


def _nearest(least: int, places: Sequence[int]) -> int:
    """The first of the places from `least` on; where there is none, the first of all."""
    at = bisect_left(places, least)
    return places[at] if at < len(places) else places[0]
