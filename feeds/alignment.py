"""Which parts of two sequences are the same, in bounded time. Pure.

Patience diff (Bram Cohen; described by James Coglan, "The patience diff algorithm", 2017): what stands once in either
sequence is an anchor; the longest run of anchors in one order splits the work, and what is left between two of them is
small. Where it is not, it counts as replaced whole: nobody reads such a difference piece by piece.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

MOST_WORK = 4_000_000
"""Pairs that are compared between two anchors at most: about a second."""

Span = tuple[int, int, int, int]
"""`a[i:j]` and `b[k:m]`, as (i, j, k, m)."""


def common(a: Sequence[Hashable], b: Sequence[Hashable], most: int = MOST_WORK) -> Iterator[Span]:
    """The stretches that are the same, in order; between them are those that differ."""
    head = _alike(zip(a, b, strict=False))
    tail = _alike(zip(reversed(a[head:]), reversed(b[head:]), strict=False))
    if head:
        yield 0, head, 0, head
    i, k = head, head
    ends = [*_anchors(a[head : len(a) - tail], b[head : len(b) - tail], head), (len(a) - tail, len(b) - tail)]
    for j, m in ends:
        yield from _between(a, b, (i, j, k, m), most)
        if j < len(a) - tail:
            yield j, j + 1, m, m + 1
        i, k = j + 1, m + 1
    if tail:
        yield len(a) - tail, len(a), len(b) - tail, len(b)


def gaps(spans: Iterator[Span], ends: tuple[int, int]) -> Iterator[tuple[bool, Span]]:
    """All of both sequences as (same, span), neighbours of one kind joined; `ends`: their lengths."""
    joined: list[tuple[bool, Span]] = []
    at = (0, 0)
    for i, j, k, m in [*spans, (ends[0], ends[0], ends[1], ends[1])]:
        for same, span in ((False, (at[0], i, at[1], k)), (True, (i, j, k, m))):
            if span[0] == span[1] and span[2] == span[3]:
                continue
            if joined and joined[-1][0] == same:
                before = joined.pop()[1]
                span = (before[0], span[1], before[2], span[3])
            joined.append((same, span))
        at = (j, m)
    yield from joined


def _alike(pairs: Iterator[tuple[Hashable, Hashable]]) -> int:
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable], offset: int) -> list[tuple[int, int]]:
    """Places of what stands once in either, in the order of both: a longest increasing subsequence."""
    once_a, once_b = Counter(a), Counter(b)
    place = {one: at for at, one in enumerate(b) if once_b[one] == 1}
    pairs = [(at, place[one]) for at, one in enumerate(a) if once_a[one] == 1 and one in place]
    piles: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (_, m) in enumerate(pairs):
        pile = bisect_left(piles, m)
        if pile == len(piles):
            piles.append(m)
            tops.append(number)
        else:
            piles[pile], tops[pile] = m, number
        before.append(tops[pile - 1] if pile else -1)
    chain = []
    number = tops[-1] if tops else -1
    while number >= 0:
        chain.append((pairs[number][0] + offset, pairs[number][1] + offset))
        number = before[number]
    return chain[::-1]


def _between(a: Sequence[Hashable], b: Sequence[Hashable], span: Span, most: int) -> Iterator[Span]:
    i, j, k, m = span
    if (j - i) * (m - k) > most or i == j or k == m:
        return
    for start, other, size in SequenceMatcher(None, a[i:j], b[k:m], autojunk=False).get_matching_blocks():
        if size:
            yield i + start, i + start + size, k + other, k + other + size
