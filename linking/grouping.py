"""Which groups of articles tell of the same event: average-link clustering of what is sure to belong together.

Two groups are joined while the mean score of all pairs between them reaches the border, the closest first (group
average, Sokal and Michener 1958). One odd link between two stories thus does not make them one, which single links
would. A pair without a score counts as 0.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

Pair = tuple[int, int]


def grouped(sure: Sequence[frozenset[int]], scores: Mapping[Pair, float], border: float) -> list[frozenset[int]]:
    """`sure`, disjoint groups in an order that does not depend on chance, joined as far as `scores` carry.

    `scores`: pairs of members (either order, each pair once) → 0 to 1; pairs within a group do not count.
    """
    of = {member: place for place, group in enumerate(sure) for member in group}
    between: list[dict[int, float]] = [{} for _ in sure]
    for (a, b), score in sorted(scores.items(), key=lambda pair: (_places(pair[0], of), pair[1])):
        one, other = of[a], of[b]
        if one != other:
            between[one][other] = between[other][one] = between[one].get(other, 0.0) + score
    return _joined([set(group) for group in sure], between, border)


def _places(pair: Pair, of: Mapping[int, int]) -> tuple[int, int]:
    one, other = sorted((of[pair[0]], of[pair[1]]))
    return one, other


def _joined(groups: list[set[int]], between: list[dict[int, float]], border: float) -> list[frozenset[int]]:
    """The groups in the end; `between` holds the sums of the scores from each group to others."""

    def mean(one: int, other: int) -> float:
        return between[one][other] / (len(groups[one]) * len(groups[other]))

    # A mean that is no longer the newest of its two groups is passed over when it comes up.
    waiting = [(-mean(one, other), one, other) for one in range(len(groups)) for other in between[one] if one < other]
    heapq.heapify(waiting)
    while waiting:
        negative, one, other = heapq.heappop(waiting)
        if -negative < border:
            break
        if other not in between[one] or mean(one, other) != -negative:
            continue
        groups[one] |= groups[other]
        groups[other] = set()
        for third, score in between[other].items():
            del between[third][other]
            if third != one:
                between[one][third] = between[third][one] = between[one].get(third, 0.0) + score
        between[other] = {}
        for third in between[one]:
            heapq.heappush(waiting, (-mean(one, third), min(one, third), max(one, third)))
    return [frozenset(group) for group in groups if group]
