"""Fits the weights by which headline and authors are chosen among their candidates: `extraction/*_weights.json`.

    python bench/extraction/fit_fields.py [--data ../shared/data/extraction] [--check]

Needs scikit-learn, which Kitewire itself does not: run it in an environment of its own. `--check` prints
cross-validated figures (folds by site) and writes nothing. For the headline the loss is pairwise: on each page the
candidate nearest to the truth must outweigh every other one. Authors may be missing, so theirs are plain log odds.
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
from extraction.byline import Named  # noqa: E402
from extraction.cleaning import clean_body  # noqa: E402
from extraction.decoding import decode  # noqa: E402
from extraction.headline import Evidence, candidates, told_and_shown  # noqa: E402
from extraction.title import find_title, text_start  # noqa: E402
from extraction.view import PageView  # noqa: E402

SETS = ("fundus258", "trafi990")
# Strong regularisation: the sets' conventions contradict each other, and what is rare on them is chance.
STRENGTH = {"title": 0.03, "author": 1.0}
# A page without authors in the truth may have some that nobody wrote down.
DOUBT = 0.3
# A feature of fewer pages than this tells nothing.
LEAST_PAGES = {"title": 3, "author": 4}


@dataclass(frozen=True)
class Page:
    """One page's candidates: their feature names, and how near each is to the truth (1 exact, 0 another text)."""

    data: str
    site: str
    names: list[list[str]]
    worth: list[float]
    told: bool = True
    """Whether the truth has the field."""
    shown: int | None = None
    """The candidate that a rule chooses before any weighing."""


def letters(text):
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text or "").casefold()))


def people(value):
    if isinstance(value, str):
        value = re.split(r"[;,、，/|]|\s(?:and|und|et|y|&)\s", value)
    return {letters(str(v)) for v in value or []} - {""}


def worth(truth, text):
    truth, text = letters(truth), letters(text)
    if truth == text:
        return 1.0
    alike = truth in text or text in truth or SequenceMatcher(None, truth, text, autojunk=False).ratio() >= 0.8
    return 0.0 if not (text and alike) else 0.5 if 0.7 <= len(text) / len(truth) <= 1.25 else 0.25


def read(data):
    """(pages with title candidates, pages with author candidates) of the sets."""
    titles, authors = [], []
    for name in SETS:
        for page in json.loads((data / name / "truth.json").read_text("utf-8")).values():
            if page["title"]:
                text, _ = decode(gzip.decompress((data / name / page["html"]).read_bytes()), None)
                view = PageView(text, page["url"] or "")
                body = find_body(view)
                site = ".".join(urlsplit(page["url"]).netloc.split(".")[-2:])
                titles.append(title_page(name, site, view, body, page["title"]))
                if view.lang != "zh":
                    authors.append(author_page(name, site, view, body, people(page["author"])))
    return titles, authors


def title_page(name, site, view, body, truth):
    start = text_start(body)
    found = candidates(view, start)
    chosen = told_and_shown(found, start)
    evidence = Evidence(view, found, start)
    shown = next((i for i, c in enumerate(found) if c is chosen), None)
    names = [evidence.features(c) for c in found]
    return Page(name, site, names, [worth(truth, c.text) for c in found], True, shown)


def author_page(name, site, view, body, truth):
    title = find_title(view, body)
    named = Named(view, clean_body(view, body, title), title)
    found = list(named.found.values())
    right = [float(bool(truth) and people(list(c.names)) == truth) for c in found]
    return Page(name, site, [named.features(c) for c in found], right, bool(truth))


def vectors_of(field, pages):
    counts = Counter(n for page in pages for n in {n for names in page.names for n in names})
    return DictVectorizer().fit([{n: 1 for n, c in counts.items() if c >= LEAST_PAGES[field]}])


def fit(field, pages):
    vectors = vectors_of(field, pages)
    rows, truth, weights = (pairs if field == "title" else odds)(pages, vectors)
    model = LogisticRegression(C=STRENGTH[field], max_iter=500, fit_intercept=field != "title")
    model.fit(rows, truth, sample_weight=weights)
    fitted = dict(zip(vectors.feature_names_, map(float, model.coef_[0]), strict=True))
    if field != "title":
        fitted["any"] = fitted.get("any", 0.0) + float(model.intercept_[0])
    return fitted


def pairs(pages, vectors):
    """Differences of a best candidate's features and another's, in both directions."""
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
    stacked = sparse.vstack(rows)
    truth = np.r_[np.ones(len(rows)), np.zeros(len(rows))]
    return sparse.vstack([stacked, -stacked]), truth, np.array(weights + weights)


def odds(pages, vectors):
    """Each candidate's features, and whether it is right."""
    rows = [dict.fromkeys(names, 1) for page in pages for names in page.names]
    truth = [w == 1 for page in pages for w in page.worth]
    weights = [1.0 if page.told else DOUBT for page in pages for _ in page.worth]
    return vectors.transform(rows), truth, weights


def chosen(page, weights):
    if page.shown is not None:
        return page.shown
    sums = [sum(weights.get(n, 0.0) for n in names) for names in page.names]
    return max(range(len(sums)), key=sums.__getitem__, default=None)


def check(field, pages):
    near, exact, total = Counter(), Counter(), Counter()
    for train, test in GroupKFold(5).split(pages, groups=[p.site for p in pages]):
        weights = fit(field, [pages[i] for i in train])
        for page in (pages[i] for i in test if pages[i].told):
            choice = chosen(page, weights)
            total[page.data] += 1
            near[page.data] += choice is not None and page.worth[choice] > 0
            exact[page.data] += choice is not None and page.worth[choice] == 1
    for name, n in total.items():
        print(f"{field}, {name}: near {near[name] / n:.4f}, exact {exact[name] / n:.4f} of {n}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=TOP.parent / "shared" / "data" / "extraction")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--fields", nargs="*", default=list(STRENGTH), choices=list(STRENGTH))
    args = parser.parse_args()
    for field, pages in zip(STRENGTH, read(args.data), strict=True):
        if field not in args.fields:
            continue
        if args.check:
            check(field, pages)
            continue
        weights = {n: round(w, 2) for n, w in sorted(fit(field, pages).items()) if abs(w) >= 0.02}
        text = json.dumps(weights, indent=0, ensure_ascii=False)
        (TOP / "extraction" / f"{field}_weights.json").write_text(text + "\n", "utf-8")
        print(f"{field}: {len(weights)} weights")


if __name__ == "__main__":
    main()
