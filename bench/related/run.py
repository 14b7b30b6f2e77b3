"""How well and how fast related lists are found, over the development half of the labelled pages.

    python bench/related/run.py [--data DIR] [--errors] [--json] [--only SITE,SITE]

Prints the scorer's table, the worst pages with `--errors`, and the cost as a ratio to the lxml parse. Needs ../shared.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from lxml import html

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from extraction.body import Body, find_body  # noqa: E402
from extraction.decoding import decode  # noqa: E402
from extraction.related import find_related  # noqa: E402
from extraction.view import PageView  # noqa: E402
from kitewire.article import PublicationDate, RelatedEntry  # noqa: E402

SHARED = TOP.parent / "shared"
DATA = SHARED / "data" / "related"
Page = dict[str, Any]


def load_scorer() -> ModuleType:
    """The scorer that came with the data."""
    spec = importlib.util.spec_from_file_location("related_score", SHARED / "bench" / "related" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_pages(data: Path = DATA) -> list[tuple[Page, bytes]]:
    """Each labelled page with its bytes."""
    pages = json.loads((data / "truth.json").read_text("utf-8"))
    return [(page, gzip.decompress((data / "pages" / f"{page['id']}.html.gz").read_bytes())) for page in pages]


def predict(page: Page, raw: bytes, clock: dict[str, float] | None = None) -> tuple[RelatedEntry, ...]:
    """The related entries of one page; `clock` gathers seconds by step."""
    spent = clock if clock is not None else {}
    text, _ = decode(raw)
    _timed(spent, "parse", lambda: html.document_fromstring(text.encode()))
    view = _timed(spent, "view", lambda: PageView(text, page["url"]))
    _timed(spent, "layout", lambda: view.layout)
    body: Body = _timed(spent, "body", lambda: find_body(view))
    published, title = facts(view)
    return _timed(spent, "related", lambda: find_related(view, body, title, published))


def facts(view: PageView) -> tuple[PublicationDate | None, str]:
    """Date and title, which the page pipe finds before it asks for the related list."""
    from extraction.dates import find_published
    from extraction.title import find_title

    return find_published(view), find_title(view)


def _timed(spent: dict[str, float], step: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    result = work()
    spent[step] = spent.get(step, 0.0) + time.perf_counter() - begun
    return result


def main() -> None:
    """Predict, score and time."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--errors", action="store_true")
    options.add_argument("--json", action="store_true")
    options.add_argument("--only", default="", help="sites, separated by commas")
    args = options.parse_args()
    scorer, clock, rows = load_scorer(), {}, []
    for page, raw in read_pages(args.data):
        if args.only and page["site"] not in args.only.split(","):
            continue
        found = predict(page, raw, clock)
        rows.append(scorer.score_page(page, [{"title": e.title, "url": e.url, "date": e.date} for e in found]))
    groups = {"all": rows, "zh": [r for r in rows if r["lang"] == "zh"], "not zh": [r for r in rows if r["lang"] != "zh"]}
    result = {name: scorer.summary(group) for name, group in groups.items() if group}
    ratios = {step: seconds / clock["parse"] for step, seconds in clock.items()}
    if args.json:
        print(json.dumps({"quality": result, "times parse": ratios}, indent=1))
        return
    for name, s in result.items():
        print(name, {k: _short(v) for k, v in s.items()})
    print("cost, × lxml parse:", {step: round(ratio, 2) for step, ratio in ratios.items()})
    if args.errors:
        print_errors(rows)


def _short(value: Any) -> Any:
    return tuple(round(v, 3) for v in value) if isinstance(value, tuple) else round(value, 3) if isinstance(value, float) else value


def print_errors(rows: list[Page]) -> None:
    """Missed and false entries, worst pages first."""
    for row in sorted(rows, key=lambda r: -(len(r["missed"]) + len(r["false"]))):
        if row["missed"] or row["false"]:
            print(f"\n{row['id']}: {row['tp']} right, {len(row['missed'])} missed, {len(row['false'])} false")
            print("\n".join([f"   missed {t}" for t in row["missed"]] + [f"   false  {t[:60]} {u}" for t, u in row["false"]]))


if __name__ == "__main__":
    main()
