"""Blocks of a page that have something in common: their look, their path, the element around them."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_BETWEEN = 4


class Group:
    """What such blocks come to together; it grows block by block."""

    __slots__ = ("cues", "longs", "members", "own", "title", "weight")

    def __init__(self) -> None:
        self.members = self.longs = self.title = 0
        self.weight = self.own = 0.0
        self.cues: list[int] = []

    def add(self, weight: float, own: float) -> None:
        """One more block: its weight, and its weight less what stands in links."""
        self.members += 1
        self.weight += weight
        self.own += own

    def figures(self) -> list[float]:
        """How many, how long, and how much of it is links."""
        density = 1.0 - self.own / self.weight if self.weight else 1.0
        return [float(self.members), self.own / self.members, density]


def runs_of(is_long: Sequence[bool], weights: Sequence[float]) -> tuple[list[float], list[int]]:
    """Long blocks with at most four others between them make a run: the weight of each run, and for each block the run
    that it stands in or shortly behind, -1 for none."""
    runs: list[float] = []
    run_of = [-1] * len(is_long)
    gap = 2 * _MOST_BETWEEN
    for i, long in enumerate(is_long):
        gap += 1
        if long:
            if not runs or gap > _MOST_BETWEEN + 1:
                runs.append(0.0)
            runs[-1] += weights[i]
            gap = 0
        if runs and gap <= _MOST_BETWEEN:
            run_of[i] = len(runs) - 1
    return runs, run_of
