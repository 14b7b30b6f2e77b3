"""Blocks of a page that have something in common: their look, their path, the element around them."""

from __future__ import annotations


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
