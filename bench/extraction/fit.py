"""Fits the trees of the block scorer on the development pages and writes `extraction/forest.json`.

    python bench/extraction/fit.py [--data ../shared/data/extraction] [--check] [--worst 20]

Gradient boosting by LightGBM (Ke and others 2017), which Kitewire itself does not need: run it in an environment of its
own with Kitewire, lightgbm, numpy and scikit-learn. `--check` prints cross-validated figures (five folds by site) and
writes nothing; captions and notices are not cleaned off there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from extraction.decoding import decode  # noqa: E402
from extraction.features import NAMES, block_rows, weight_of  # noqa: E402
from extraction.view import PageView  # noqa: E402

SETS = ("magic-dev", "fundus258", "trafi990")
# Small trees, many features left out of each: what holds on other sites (compared by --check).
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 24,
    "learning_rate": 0.07,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "verbose": -1,
    "seed": 1,
    "deterministic": True,
    "num_threads": 2,
}
ROUNDS = 180
# What a block without a row scores: far from any text.
NEVER = -9.0


def letters(text):
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text or "").casefold()))


def grams(text):
    return Counter(text[i : i + 4] for i in range(max(1, len(text) - 3))) if text else Counter()


def labels_by_body(blocks, body):
    """1 where a block's 4-grams stand in the true body, 0 where not, None in between."""
    truth, lines = set(grams(letters(body))), {letters(line) for line in body.split("\n")}
    whole = letters(body)
    result = []
    for block in blocks:
        text = letters(block.text)
        if not text:
            result.append(None)
        elif len(text) < 12:
            result.append(1 if text in lines else None if len(text) < 4 and text in whole else 0)
        else:
            mine = grams(text)
            share = sum(n for g, n in mine.items() if g in truth) / sum(mine.values())
            result.append(1 if share > 0.9 else 0 if share < 0.6 else None)
    return keep_one_copy(blocks, result)


def keep_one_copy(blocks, labels):
    """Of several copies of a text only the one with the most positive neighbours is the body's."""
    places = {}
    for i, block in enumerate(blocks):
        if labels[i] == 1:
            places.setdefault(block.text, []).append(i)
    for copies in places.values():
        if len(copies) > 1:
            near = [sum(labels[j] == 1 for j in range(max(0, i - 3), min(len(labels), i + 4))) for i in copies]
            best = copies[near.index(max(near))]
            for i in copies:
                if i != best:
                    labels[i] = 0
    return labels


def labels_by_snippets(blocks, page):
    """1 where a block holds a wanted snippet, 0 where it holds an unwanted one."""
    wanted = [" ".join(s.split()) for s in page["with"]]
    unwanted = [" ".join(s.split()) for s in page["without"]]
    result = []
    for block in blocks:
        yes, no = any(s in block.text for s in wanted), any(s in block.text for s in unwanted)
        result.append(None if yes == no else int(yes))
    return result


def load(data):
    """The pages with the rows of their blocks (None where a block has none), labels and weights."""
    pages = []
    for name in SETS:
        for page_id, truth in json.loads((data / name / "truth.json").read_text("utf-8")).items():
            url = truth["url"] or ""
            try:
                view = PageView(decode(gzip.decompress((data / name / truth["html"]).read_bytes()))[0], url)
            except ValueError:
                continue
            if not view.blocks:
                continue
            by_snippets = bool(truth["with"])
            labels = (
                labels_by_snippets(view.blocks, truth) if by_snippets else labels_by_body(view.blocks, truth["body"])
            )
            rows = block_rows(view)
            labels = [label if row is not None else None for label, row in zip(labels, rows, strict=True)]
            base = 3.0 if by_snippets else 1.0
            pages.append(
                {
                    "id": page_id,
                    "set": name,
                    "site": ".".join((urlsplit(url).hostname or page_id).split(".")[-2:]),
                    "labels": labels,
                    "rows": rows,
                    "texts": [b.text for b in view.blocks],
                    "weights": [base * min(weight_of(b.text), 300) ** 0.5 / 10 for b in view.blocks],
                    "truth": truth,
                }
            )
    return pages


def fit(pages):
    """A model on all labelled blocks of the pages."""
    rows = [
        (row, label, weight)
        for p in pages
        for row, label, weight in zip(p["rows"], p["labels"], p["weights"], strict=True)
        if label is not None
    ]
    x, y, w = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    data = lightgbm.Dataset(x, y, weight=w, feature_name=[f"f{i}" for i in range(len(NAMES))])
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def logits(page, model):
    """The model's log odds of each block of a page."""
    scores = np.full(len(page["rows"]), NEVER)
    known = [i for i, row in enumerate(page["rows"]) if row is not None]
    if known:
        scores[known] = model.predict(np.array([page["rows"][i] for i in known]), raw_score=True)
    return scores


def nested(node):
    """A tree of LightGBM as a number, or as [name, threshold, yes, no]."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 5)
    threshold = float(f"{node['threshold']:.9g}")
    return [NAMES[node["split_feature"]], threshold, nested(node["left_child"]), nested(node["right_child"])]


def evaluate(pages, scores, bars):
    for bar in bars:
        f1, counts = {}, Counter()
        for p, s in zip(pages, scores, strict=True):
            chosen = [t for t, x in zip(p["texts"], s, strict=True) if x > bar]
            text = letters("".join(chosen))
            if p["set"] == "trafi990":
                joined = " ".join(" ".join(chosen).split())
                t = p["truth"]
                counts["tp"] += sum(" ".join(x.split()) in joined for x in t["with"])
                counts["w"] += len(t["with"])
                counts["fp"] += sum(" ".join(x.split()) in joined for x in t["without"])
            else:
                a, b = grams(letters(p["truth"]["body"])), grams(text)
                both = sum((a & b).values())
                value = 1.0 if not a and not b else 2 * both / ((sum(a.values()) + sum(b.values())) or 1)
                f1.setdefault(p["set"], []).append(value)
                if p["truth"].get("lang") == "zh":
                    f1.setdefault("zh", []).append(value)
                p["f1"] = value
        r, pr = counts["tp"] / max(counts["w"], 1), counts["tp"] / max(counts["tp"] + counts["fp"], 1)
        figures = {k: round(float(np.mean(v)), 4) for k, v in f1.items()}
        print(f"bar {bar:+.2f}", figures, f"trafi990 {2 * r * pr / (r + pr):.4f} P {pr:.4f} R {r:.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=TOP.parent / "shared" / "data" / "extraction")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    args = parser.parse_args()
    pages = load(args.data)
    print(len(pages), "pages", sum(len(p["texts"]) for p in pages), "blocks", flush=True)
    if args.check:
        order, scores = [], []
        for train, test in GroupKFold(n_splits=5).split(pages, groups=[p["site"] for p in pages]):
            model = fit([pages[i] for i in train])
            order += [pages[i] for i in test]
            scores += [logits(pages[i], model) for i in test]
        evaluate(order, scores, (-0.5, 0.0, 0.5))
        for p in sorted((p for p in order if "f1" in p), key=lambda p: p["f1"])[: args.worst]:
            print(f"{p['f1']:.3f} {p['set']} {p['id']} {p['truth'].get('url')}")
        return
    trees = [nested(tree["tree_structure"]) for tree in fit(pages).dump_model()["tree_info"]]
    target = TOP / "extraction" / "forest.json"
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    target.write_text('{"trees": [\n' + lines + "\n]}\n", "utf-8")
    print("wrote", target, len(trees), "trees")


if __name__ == "__main__":
    main()
