"""Fits the weights of `linking.decision` anew on the development pairs, and prints their cross-validated figures.

    python bench/linking/fit.py [--shared ../shared]

Logistic regression by Newton's method over the pairs with containment of at least 0.3, both languages in one. Five
folds, by article group (`group` of the data), so that no variant of an article is on both sides. Nothing is written:
weights are rounded and put into `linking/decision.py` by hand.
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
from linking.decision import SHORT, features  # noqa: E402

LEAST, FOLDS, RIDGE, ROUNDS = 0.3, 5, 1.0, 12


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


def fit(examples: list[tuple[list[float], int]]) -> list[float]:
    """Weights of the features and the constant (their last value is 1)."""
    size = len(examples[0][0])
    weights = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-RIDGE * w * (i < size - 1) for i, w in enumerate(weights)]
        curve = [[RIDGE * (i == k < size - 1) for k in range(size)] for i in range(size)]
        for values, label in examples:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit(weights, values)))))
            for i, value in enumerate(values):
                slope[i] += (label - p) * value
                for k, other in enumerate(values):
                    curve[i][k] += p * (1 - p) * value * other
        weights = [w + step for w, step in zip(weights, solve(curve, slope), strict=True)]
    return weights


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
    close = [i for i, found in enumerate(measured) if counts(found)]
    values = {i: [*features(measured[i]), 1.0] for i in close}
    groups = {i: min(documents[pairs[i][end]].get("group", "") for end in "ab") for i in close}
    fold_of = {i: zlib.crc32(group.encode()) % FOLDS for i, group in groups.items()}
    said = [False] * len(pairs)
    for part in range(FOLDS):
        weights = fit([(values[i], pairs[i]["dup"]) for i in close if fold_of[i] != part])
        for i in close:
            if fold_of[i] == part:
                said[i] = logit(weights, values[i]) >= 0
    for lang in ("zh", "en"):
        mine = [i for i, pair in enumerate(pairs) if documents[pair["a"]]["lang"] == lang]
        right = sum(said[i] and pairs[i]["dup"] for i in mine)
        f1 = 2 * right / (sum(said[i] for i in mine) + sum(pairs[i]["dup"] for i in mine))
        wrong = Counter(pairs[i]["kind"] for i in mine if said[i] != bool(pairs[i]["dup"]))
        size = Counter(pairs[i]["kind"] for i in mine)
        print(f"{lang} cross-validated F1 {f1:.4f}; wrong:", *(f"{k} {n}/{size[k]}" for k, n in wrong.most_common()))
    print("weights:", " ".join(f"{w:.2f}" for w in fit([(values[i], pairs[i]["dup"]) for i in close])))


if __name__ == "__main__":
    main()
