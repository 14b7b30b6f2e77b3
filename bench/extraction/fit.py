"""Fits the weights of the block scorer on the development pages and writes `extraction/weights.json`.

    python bench/extraction/fit.py [--data ../shared/data/extraction] [--check]

Needs scikit-learn, which Kitewire itself does not: run it in an environment of its own. `--check` prints
cross-validated figures (folds by site) and writes nothing.
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

import numpy as np
from sklearn.feature_extraction import FeatureHasher  # noqa: F401  (checked early: the import fails before the long work)
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from extraction.context import context_features  # noqa: E402
from extraction.decoding import decode  # noqa: E402
from extraction.features import block_features, weight_of  # noqa: E402
from extraction.view import PageView  # noqa: E402


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


def load(data, only=None):
    pages = []
    for name in ("magic-dev", "fundus258", "trafi990"):
        truth = json.loads((data / name / "truth.json").read_text("utf-8"))
        for page_id, page in truth.items():
            raw = gzip.decompress((data / name / page["html"]).read_bytes())
            url = page["url"] or ""
            try:
                view = PageView(decode(raw)[0], url)
            except ValueError:
                continue
            if not view.blocks:
                continue
            labels = (
                labels_by_snippets(view.blocks, page) if page["with"] else labels_by_body(view.blocks, page["body"])
            )
            site = ".".join((urlsplit(url).hostname or page_id).split(".")[-2:])
            lengths = [weight_of(b.text) for b in view.blocks]
            base = 3.0 if page["with"] else 1.0
            pages.append(
                {
                    "id": page_id,
                    "set": name,
                    "site": site,
                    "view": view,
                    "labels": labels,
                    "names": block_features(view),
                    "texts": [b.text for b in view.blocks],
                    "weights": [base * min(x, 300) ** 0.5 / 10 for x in lengths],
                }
            )
    return pages


def fit(pages, names_key, strength):
    rows = [
        (n, y, w)
        for p in pages
        for n, y, w in zip(p[names_key], p["labels"], p["weights"], strict=True)
        if y is not None
    ]
    vectorizer = CountVectorizer(analyzer=lambda names: names, binary=True, min_df=8)
    matrix = vectorizer.fit_transform([n for n, _, _ in rows])
    model = LogisticRegression(C=strength, max_iter=300, solver="liblinear")
    model.fit(matrix, np.array([y for _, y, _ in rows]), sample_weight=np.array([w for _, _, w in rows]))
    weights = {n: round(float(model.coef_[0][k]), 3) for n, k in vectorizer.vocabulary_.items()}
    weights["bias"] = round(weights.get("bias", 0.0) + float(model.intercept_[0]), 3)
    return {n: w for n, w in sorted(weights.items()) if abs(w) >= 0.02}


def logits(page, key, weights):
    return [sum(weights.get(n, 0.0) for n in names) for names in page[key]]


def folds(pages, n=5):
    groups = [p["site"] for p in pages]
    return GroupKFold(n_splits=n).split(pages, groups=groups)


def add_context(train, test, strength):
    """First-pass logits for the second pass: for the training pages from models that did not see their site."""
    for a, b in folds(train, 3):
        weights = fit([train[i] for i in a], "names", strength)
        for i in b:
            first = logits(train[i], "names", weights)
            train[i]["second"] = context_features(train[i]["view"], train[i]["names"], first)
    weights = fit(train, "names", strength)
    for page in test:
        page["second"] = context_features(page["view"], page["names"], logits(page, "names", weights))
    return weights


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=TOP.parent / "shared" / "data" / "extraction")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--strength", type=float, default=0.1)
    args = parser.parse_args()
    pages = load(args.data)
    truths = {
        n: json.loads((args.data / n / "truth.json").read_text("utf-8")) for n in ("magic-dev", "fundus258", "trafi990")
    }
    for p in pages:
        p["truth"] = truths[p["set"]][p["id"]]
    print(len(pages), "pages", sum(len(p["texts"]) for p in pages), "blocks", flush=True)
    if args.check:
        first, second, order = [], [], []
        for a, b in folds(pages):
            train, test = [pages[i] for i in a], [pages[i] for i in b]
            weights = add_context(train, test, args.strength)
            again = fit(train, "second", args.strength)
            order += test
            first += [logits(p, "names", weights) for p in test]
            second += [logits(p, "second", again) for p in test]
        print("first pass")
        evaluate(order, first, (-1, -0.5, 0, 0.5))
        print("second pass")
        evaluate(order, second, (-1.5, -1, -0.5, 0, 0.5))
        for p in sorted((p for p in order if "f1" in p), key=lambda p: p["f1"])[:40]:
            print(f"{p['f1']:.3f} {p['set']} {p['id']} {p['truth'].get('url')}")
        return
    weights = add_context(pages, pages, args.strength)
    for p in pages:
        p["second_all"] = p["second"]
    again = fit(pages, "second", args.strength)
    target = TOP / "extraction" / "weights.json"
    target.write_text(json.dumps({"first": weights, "second": again}, indent=0, sort_keys=True), "utf-8")
    print("wrote", target, len(weights), len(again), "weights")


if __name__ == "__main__":
    main()
