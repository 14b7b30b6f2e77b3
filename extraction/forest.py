"""The trees that tell the body's blocks from the others: data (`extraction/forest.json` for a first look at each,
`extraction/context_forest.json` for a second), and the sum of their answers.

A tree is a number, or `[name, threshold, yes, no]`: `yes` where the block's value of that name is at most the
threshold. `bench/extraction/fit.py` fits them by gradient boosting (Friedman 2001, Greedy Function Approximation) on
the development pages; the sum is the log odds of a block being part of the text.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from extraction.native import part_in_c

_native = part_in_c("_forest")
FIRST_LOOK = "forest.json"
Tree: TypeAlias = "float | list[str | float | Tree]"


@cache
def forest(names: tuple[str, ...], file: str = FIRST_LOOK) -> Callable[[list[float]], float]:
    """The shipped trees as a function of a row of numbers, named in order; it raises ValueError for another length."""
    trees = in_c(names, file)
    score: Callable[[list[float]], float] = plain(names, file).score if trees is None else trees.score
    return score


@cache
def in_c(names: tuple[str, ...], file: str = FIRST_LOOK) -> Any:
    """The shipped trees in C; None where that part was not built."""
    if _native is None:
        return None
    trees = plain(names, file)
    return _native.Forest(trees.feature, trees.threshold, trees.left, trees.roots, len(names))


@cache
def plain(names: tuple[str, ...], file: str = FIRST_LOOK) -> Plain:
    """The shipped trees in Python."""
    return Plain(json.loads((files("extraction") / file).read_text("utf-8"))["trees"], names)


class Plain:
    """Trees in flat arrays, as `extraction/_forest.pyx` wants them: the two answers of a node stand side by side."""

    def __init__(self, trees: Sequence[Tree], names: Sequence[str]) -> None:
        self.names = {name: i for i, name in enumerate(names)}
        self.feature, self.threshold, self.left = array("i"), array("d"), array("i")
        self.roots = array("i")
        for tree in trees:
            self.roots.append(self._room(1))
            self._put(self.roots[-1], tree)

    def score(self, values: list[float]) -> float:
        """The sum of all trees for one row of numbers."""
        if len(values) != len(self.names):
            raise ValueError(f"{len(values)} numbers where {len(self.names)} are wanted")
        total = 0.0
        for node in self.roots:
            while self.feature[node] >= 0:
                node = self.left[node] + (values[self.feature[node]] > self.threshold[node])
            total += self.threshold[node]
        return total

    def _room(self, nodes: int) -> int:
        place = len(self.feature)
        for _ in range(nodes):
            self.feature.append(-1)
            self.threshold.append(0.0)
            self.left.append(-1)
        return place

    def _put(self, place: int, tree: Tree) -> None:
        if not isinstance(tree, list):
            self.threshold[place] = tree
            return
        name, threshold, yes, no = tree
        self.feature[place] = self.names[str(name)]
        self.threshold[place] = float(threshold)  # type: ignore[arg-type]
        pair = self._room(2)
        self.left[place] = pair
        self._put(pair, yes)  # type: ignore[arg-type]
        self._put(pair + 1, no)  # type: ignore[arg-type]
