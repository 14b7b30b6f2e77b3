"""Two texts side by side: the runs that they share, and the short places between them where one says another thing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True, slots=True)
class Places:
    """Where the shingles of a text stand."""

    first: dict[str, int]
    """Each one's first place; all different shingles are here."""
    repeated: dict[str, list[int]]
    """All places, ascending, of those that stand there twice or more."""

    @classmethod
    def of(cls, shingles: Sequence[str]) -> Places:
        """The places of a text's shingles, given in order."""
        first = dict(zip(reversed(shingles), range(len(shingles) - 1, -1, -1), strict=True))
        repeated: dict[str, list[int]] = {}
        if len(first) < len(shingles):
            for i, shingle in enumerate(shingles):
                if first[shingle] != i:
                    repeated.setdefault(shingle, [first[shingle]]).append(i)
        return cls(first, repeated)


def shared_blocks(shingles: Sequence[str], places: Places, length: int) -> list[Block]:
    """The blocks, in the order of the first text whose `shingles` are given; `places`: of the second's.

    A shingle that stands in several places of the second text is taken to follow the block before it, if one does;
    `length` is that of a shingle in units.
    """
    blocks: list[Block] = []
    start = at = count = 0
    wanted = -1
    for i, shingle in enumerate(shingles):
        found = places.first.get(shingle)
        if found is None:
            wanted = -1
            continue
        if found != wanted and (wanted < 0 or not _stands_at(wanted, places.repeated.get(shingle, ()))):
            if count:
                blocks.append(Block(start, at, count + length - 1))
            start, at, count = i, _nearest(at + count - 1, places.repeated.get(shingle, (found,))), 0
            wanted = at
        count += 1
        wanted += 1
    if count:
        blocks.append(Block(start, at, count + length - 1))
    return blocks


def _stands_at(place: int, places: Sequence[int]) -> bool:
    at = bisect_left(places, place)
    return at < len(places) and places[at] == place


def _nearest(least: int, places: Sequence[int]) -> int:
    """The first of the places from `least` on; where there is none, the first of all."""
    at = bisect_left(places, least)
    return places[at] if at < len(places) else places[0]


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


def share_covered(shingles: Sequence[str], other: Collection[str], length: int, units: int) -> float:
    """Which share of the first `units` of a text is covered by shingles that the other has, 0 to 1."""
    upto = covered = 0
    for i, shingle in enumerate(shingles[:units]):
        if shingle in other:
            end = min(i + length, units)
            covered += end - max(i, upto)
            upto = end
    return covered / min(units, len(shingles) + length - 1)
