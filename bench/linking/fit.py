"""Fits the weights of `linking.decision` anew on the development pairs, and prints their cross-validated figures.

    python bench/linking/fit.py [--shared ../shared]

Logistic regression by Newton's method over the pairs with containment of at least 0.1, both languages in one. Real
copies are few and most like life, so they weigh more than synthetic ones (`WEIGHT`). Five folds, by article group
(`group` of the data), so that no variant of an article is on both sides; and once more with all groups in one fold that
any pair joins: the notices of one series then are on one side, which is what a series never seen before will meet.
Nothing is written: weights are rounded and put into `linking/decision.py` by hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import zlib
from collections import Counter
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from linking import Folded, fold  # noqa: E402
from linking.agreement import Agreement, agreement  # noqa: E402
from linking.decision import _CONSTANT, _WEIGHTS, SHORT, features  # noqa: E402

LEAST, FOLDS, RIDGE, ROUNDS = 0.1, 5, 0.02, 10
SHIPPED = (*_WEIGHTS, _CONSTANT)
WEIGHT = {
    "real_reprint": 6.0,
    "real_dxy": 8.0,
    "real_wire_update": 2.0,
    "template_dxy": 3.0,
    "template_xwlb": 1.5,
    "same_event": 3.0,
    "boiler_real": 4.0,
}


def rows(data: Path, name: str) -> list[dict]:
    """The records of one file."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small system of equations, by elimination."""
    size = len(right)
    m = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(m[k][i]))
        m[i], m[pivot] = m[pivot], m[i]
        for k in range(size):
            if k != i:
                factor = m[k][i] / m[i][i]
                m[k] = [x - factor * y for x, y in zip(m[k], m[i], strict=True)]
    return [m[i][size] / m[i][i] for i in range(size)]


def logit(weights: list[float], values: list[float]) -> float:
    """Weighted sum, the constant last."""
    return sum(w * v for w, v in zip(weights, values, strict=True))


def fit(examples: list[tuple[list[float], int, float]]) -> list[float]:
    """Weights of the features and the constant (their last value is 1)."""
    size = len(examples[0][0])
    weights = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-RIDGE * w * (i < size - 1) for i, w in enumerate(weights)]
        curve = [[RIDGE * (i == k < size - 1) for k in range(size)] for i in range(size)]
        for values, label, weight in examples:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit(weights, values)))))
            bend = weight * p * (1 - p)
            for i, value in enumerate(values):
                slope[i] += weight * (label - p) * value
                if value and bend > 1e-9:
                    row, times = curve[i], bend * value
                    for k, other in enumerate(values):
                        row[k] += times * other
        weights = [w + step for w, step in zip(weights, solve(curve, slope), strict=True)]
    return weights


def mixed(group_of: dict[int, tuple[str, str]]) -> dict[int, str]:
    """Pair → one name for all groups that hang together by pairs, so that a series of notices stays in one fold."""
    above: dict[str, str] = {}

    def top(group: str) -> str:
        while above.setdefault(group, group) != group:
            group = above[group]
        return group

    for one, other in group_of.values():
        above[top(one)] = top(other)
    return {pair: top(groups[0]) for pair, groups in group_of.items()}


def cross_validated(values: dict[int, list[float]], pairs: list[dict], named: dict[int, str]) -> list[bool]:
    """For each pair what weights say that were fitted without its fold."""
    fold_of = {i: zlib.crc32(name.encode()) % FOLDS for i, name in named.items()}
    said = [False] * len(pairs)
    for part in range(FOLDS):
        weights = fit([example(values[i], pairs[i]) for i in values if fold_of[i] != part])
        for i in values:
            if fold_of[i] == part:
                said[i] = logit(weights, values[i]) >= 0
    return said


def example(values: list[float], pair: dict) -> tuple[list[float], int, float]:
    """What one pair gives to the fit: its measures, its label, its weight."""
    return values, pair["dup"], WEIGHT.get(pair["kind"], 1.0)


def report(name: str, pairs: list[dict], said: list[bool], langs: list[str]) -> None:
    """F1 by language, and how many of each kind were told wrongly."""
    for lang in ("zh", "en"):
        mine = [i for i, one in enumerate(langs) if one == lang]
        right = sum(said[i] and pairs[i]["dup"] for i in mine)
        f1 = 2 * right / (sum(said[i] for i in mine) + sum(pairs[i]["dup"] for i in mine))
        wrong = Counter(pairs[i]["kind"] for i in mine if said[i] != bool(pairs[i]["dup"]))
        size = Counter(pairs[i]["kind"] for i in mine)
        print(f"{name}, {lang}: F1 {f1:.4f}; wrong:", *(f"{k} {n}/{size[k]}" for k, n in wrong.most_common()))


def main() -> None:
    """Figures by language and kind, then the weights from all pairs."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=TOP.parent / "shared")
    data = options.parse_args().shared / "data" / "linking"
    documents = {row["id"]: row for row in rows(data, "docs")}
    pairs = rows(data, "pairs_dup")

    @cache
    def folded(name: str) -> Folded:
        return fold(documents[name]["title"], documents[name]["text"])

    def counts(found: Agreement | None) -> bool:
        return found is not None and found.containment >= LEAST and found.shortest >= SHORT

    measured = [agreement(folded(pair["a"]), folded(pair["b"])) for pair in pairs]
    values = {i: [*features(found), 1.0] for i, found in enumerate(measured) if counts(found)}
    groups = {i: tuple(documents[pairs[i][end]].get("group", "") for end in "ab") for i in values}
    langs = [documents[pair["a"]]["lang"] for pair in pairs]
    by_group = {i: min(both) for i, both in groups.items()}
    report("by group", pairs, cross_validated(values, pairs, by_group), langs)
    report("by groups that hang together", pairs, cross_validated(values, pairs, mixed(groups)), langs)
    weights = fit([example(values[i], pairs[i]) for i in values])
    print("weights:", " ".join(f"{w:.2f}" for w in weights))
    if any(abs(one - other) > 0.06 for one, other in zip(weights, SHIPPED, strict=True)):
        print("these are not the weights of linking/decision.py")


if __name__ == "__main__":
    main()
