"""Which groups of articles tell of the same event: average-link clustering that asks more of what is close-knit.

Two groups are joined while the mean score of all pairs between them is high enough, the closest first (group average,
Sokal and Michener 1958). One odd link between two stories thus does not make them one, which single links would. A pair
without a score counts as 0.

High enough depends on the groups: what lies between two must come near to what holds the looser of them together
(relative closeness, as in Chameleon: Karypis, Han and Kumar 1999). Long reports on one affair may be as alike as short
ones on one event are, so that no one border parts both: two events of one affair are each closer within.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence

Pair = tuple[int, int]

LEAST_MEAN = 0.15
"""Below it no two groups are joined."""
OF_WITHIN = 0.5
"""How much of what the looser of two groups has within above `LEAST_MEAN` must lie between them."""
LEAST_ODDS, MOST_ODDS = -2.2, 8.0
"""Log odds that count 0 and 1: those of the least score that is kept, and of one that leaves no doubt. Between them two
scores near 1 differ as they do in likeness, which as probabilities they hardly do."""
SOFTENED = 0.7
"""The power that they are raised to: a story's articles need not be alike all to all, and a score near 0 says less
against it than one near 1 says for it. The numbers were chosen together, on the development data."""


def grouped(sure: Sequence[frozenset[int]], scores: Mapping[Pair, float]) -> list[frozenset[int]]:
    """`sure`, disjoint groups in an order that does not depend on chance, joined as far as `scores` carry.

    `scores`: pairs of members (either order, each pair once) → probability, 0 to 1; pairs within a group do not count.
    """
    of = {member: place for place, group in enumerate(sure) for member in group}
    between: list[dict[int, float]] = [{} for _ in sure]
    for (a, b), score in sorted(scores.items(), key=lambda pair: (_places(pair[0], of), pair[1])):
        one, other = of[a], of[b]
        if one != other:
            between[one][other] = between[other][one] = between[one].get(other, 0.0) + _closeness_of(score)
    return _Groups(sure, between).joined()


def _closeness_of(score: float) -> float:
    """0 to 1, by the log odds of a score."""
    if not 0 < score < 1:
        return float(score >= 1)
    share = (math.log(score / (1 - score)) - LEAST_ODDS) / (MOST_ODDS - LEAST_ODDS)
    closeness: float = min(1.0, max(0.0, share)) ** SOFTENED
    return closeness


def _places(pair: Pair, of: Mapping[int, int]) -> tuple[int, int]:
    one, other = sorted((of[pair[0]], of[pair[1]]))
    return one, other


class _Groups:
    """Groups that are being joined, by their places."""

    def __init__(self, sure: Sequence[frozenset[int]], between: list[dict[int, float]]) -> None:
        """`between`: from each group to others the sums of the scores."""
        self._members = [set(group) for group in sure]
        self._between = between
        self._within = [(0.0, 0)] * len(sure)
        """Of each group the sum of the scores between the parts that it was joined of, and how many pairs these are."""

    def joined(self) -> list[frozenset[int]]:
        """The groups in the end."""
        waiting = [
            (-closeness, one, other)
            for one in range(len(self._members))
            for other in self._between[one]
            if one < other and (closeness := self._closeness(one, other)) >= 1
        ]
        heapq.heapify(waiting)
        while waiting:
            # A closeness that is no longer the newest of its two groups is passed over when it comes up.
            negative, one, other = heapq.heappop(waiting)
            if other in self._between[one] and self._closeness(one, other) == -negative:
                self._join(one, other)
                for third in self._between[one]:
                    if (closeness := self._closeness(one, third)) >= 1:
                        heapq.heappush(waiting, (-closeness, min(one, third), max(one, third)))
        return [frozenset(group) for group in self._members if group]

    def _closeness(self, one: int, other: int) -> float:
        """The mean score between two groups, by the one that is asked of them: from 1 on they may be joined."""
        mean = self._between[one][other] / (len(self._members[one]) * len(self._members[other]))
        looser = min(self._mean_within(one), self._mean_within(other))
        return mean / (LEAST_MEAN + OF_WITHIN * max(0.0, looser - LEAST_MEAN))

    def _mean_within(self, group: int) -> float:
        """0 for what is one article, or held together by firm ties alone: then nothing is known of it."""
        total, pairs = self._within[group]
        return total / pairs if pairs else 0.0

    def _join(self, one: int, other: int) -> None:
        """Puts `other` into `one`."""
        members, between = self._members, self._between
        (total, pairs), (more, others) = self._within[one], self._within[other]
        self._within[one] = total + more + between[one][other], pairs + others + len(members[one]) * len(members[other])
        members[one] |= members[other]
        members[other] = set()
        for third, score in between[other].items():
            del between[third][other]
            if third != one:
                between[one][third] = between[third][one] = between[one].get(third, 0.0) + score
        between[other] = {}
