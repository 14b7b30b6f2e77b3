"""Fits the weights by which the headline is chosen among its candidates, and writes `extraction/title_weights.json`.

    python bench/extraction/fit_fields.py [--data ../shared/data/extraction] [--check]

Needs scikit-learn, which Kitewire itself does not: run it in an environment of its own. `--check` prints
cross-validated figures (folds by site) and writes nothing. The loss is pairwise: on each page the candidate nearest to
the truth must outweigh every other one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from extraction.body import find_body  # noqa: E402
from extraction.decoding import decode  # noqa: E402
from extraction.headline import Evidence, candidates, told_and_shown  # noqa: E402
from extraction.title import text_start  # noqa: E402
from extraction.view import PageView  # noqa: E402

SETS = ("fundus258", "trafi990")
# Strong regularisation: the sets' conventions contradict each other, and what is rare on them is chance.
STRENGTH = 0.03
# A feature of fewer pages than this tells nothing.
LEAST_PAGES = 3


@dataclass(frozen=True)
class Page:
    """One page's candidates: their feature names, and how near each is to the truth (1 exact, 0 another text)."""

    data: str
    site: str
    names: list[list[str]]
    worth: list[float]
    shown: int | None
    """The candidate that a rule chooses before any weighing."""


def letters(text):
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text or "").casefold()))


def worth(truth, text):
    truth, text = letters(truth), letters(text)
    if truth == text:
        return 1.0
    alike = truth in text or text in truth or SequenceMatcher(None, truth, text, autojunk=False).ratio() >= 0.8
    return 0.0 if not (text and alike) else 0.5 if 0.7 <= len(text) / len(truth) <= 1.25 else 0.25


def read(data, name):
    for page in json.loads((data / name / "truth.json").read_text("utf-8")).values():
        if page["title"]:
            text, _ = decode(gzip.decompress((data / name / page["html"]).read_bytes()), None)
            view = PageView(text, page["url"] or "")
            start = text_start(find_body(view))
            found = candidates(view, start)
            chosen = told_and_shown(found, start)
            evidence = Evidence(view, found, start)
            site = ".".join(urlsplit(page["url"]).netloc.split(".")[-2:])
            names = [evidence.features(c) for c in found]
            shown = next((i for i, c in enumerate(found) if c is chosen), None)
            yield Page(name, site, names, [worth(page["title"], c.text) for c in found], shown)


def pairs(pages, vectors):
    """(differences of a best candidate's features and another's, weights of the differences)."""
    rows, weights = [], []
    for page in pages:
        top = max(page.worth, default=0.0)
        if top == 0 or page.shown is not None:
            continue
        matrix = vectors.transform([dict.fromkeys(n, 1) for n in page.names])
        best = [i for i, w in enumerate(page.worth) if w == top]
        for i in best:
            for j, other in enumerate(page.worth):
                if other < top:
                    rows.append(matrix[i] - matrix[j])
                    weights.append((1.0 if other == 0 else 0.3) / len(best))
    return sparse.vstack(rows), np.array(weights)


def fit(pages):
    counts = Counter(n for page in pages for n in {n for names in page.names for n in names})
    vectors = DictVectorizer().fit([{n: 1 for n, c in counts.items() if c >= LEAST_PAGES}])
    rows, weights = pairs(pages, vectors)
    both, truth = sparse.vstack([rows, -rows]), np.r_[np.ones(len(weights)), np.zeros(len(weights))]
    model = LogisticRegression(C=STRENGTH, max_iter=300, fit_intercept=False)
    model.fit(both, truth, sample_weight=np.r_[weights, weights])
    return dict(zip(vectors.feature_names_, map(float, model.coef_[0]), strict=True))


def chosen(page, weights):
    if page.shown is not None:
        return page.shown
    sums = [sum(weights.get(n, 0.0) for n in names) for names in page.names]
    return max(range(len(sums)), key=sums.__getitem__, default=None)


def check(pages):
    near, exact, total = Counter(), Counter(), Counter()
    for train, test in GroupKFold(5).split(pages, groups=[p.site for p in pages]):
        weights = fit([pages[i] for i in train])
        for page in (pages[i] for i in test):
            choice = chosen(page, weights)
            total[page.data] += 1
            near[page.data] += choice is not None and page.worth[choice] > 0
            exact[page.data] += choice is not None and page.worth[choice] == 1
    for name in total:
        print(f"{name}: near {near[name] / total[name]:.4f}, exact {exact[name] / total[name]:.4f} of {total[name]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=TOP.parent / "shared" / "data" / "extraction")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    pages = [page for name in SETS for page in read(args.data, name)]
    if args.check:
        check(pages)
        return
    weights = {n: round(w, 2) for n, w in sorted(fit(pages).items()) if abs(w) >= 0.02}
    text = json.dumps(weights, indent=0, ensure_ascii=False)
    (TOP / "extraction" / "title_weights.json").write_text(text + "\n", "utf-8")
    print(f"{len(weights)} weights")


if __name__ == "__main__":
    main()
