"""How well and how fast related lists are found, over the development half of the labelled pages.

    python bench/related/run.py [--data DIR] [--sites NAME,NAME] [--errors] [--json]

Prints the scorer's figures, the worst pages with `--errors`, and the cost of each step as a ratio to
`lxml.html.fromstring` on the same bytes. Needs ../shared.
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
from typing import Any, TypeVar

from lxml import html

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from extraction import extract  # noqa: E402
from extraction.body import find_body  # noqa: E402
from extraction.decoding import decoded  # noqa: E402
from extraction.related import find_related  # noqa: E402
from extraction.view import PageView  # noqa: E402
from kitewire.article import RelatedEntry  # noqa: E402

SHARED = TOP.parent / "shared"
DATA = SHARED / "data" / "related"
Page = dict[str, Any]
Result = TypeVar("Result")


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def timed(self, step: str, work: Callable[[], Result]) -> Result:
        """What `work` gives, its time added to `step`."""
        begun = time.perf_counter()
        result = work()
        self.spent[step] = self.spent.get(step, 0.0) + time.perf_counter() - begun
        return result


def load_scorer() -> ModuleType:
    """The scorer that came with the data."""
    spec = importlib.util.spec_from_file_location("related_score", SHARED / "bench" / "related" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_pages(data: Path) -> list[tuple[Page, bytes]]:
    """Each labelled page with its bytes."""
    pages = json.loads((data / "truth.json").read_text("utf-8"))
    return [(page, gzip.decompress((data / "pages" / f"{page['id']}.html.gz").read_bytes())) for page in pages]


def predict(page: Page, raw: bytes, clock: Clock | None) -> tuple[RelatedEntry, ...]:
    """The related entries of one page, read through the front door; with a clock the steps are timed one by one
    then.
    """
    if clock is None:
        return extract(raw, page["url"]).related
    read = clock.timed("whole page", lambda: extract(raw, page["url"]))
    page_text = decoded(raw)
    clock.timed("parse", lambda: html.fromstring(page_text.text.encode()))
    view = PageView(page_text, page["url"])
    clock.timed("layout", lambda: view.layout)
    body = clock.timed("body", lambda: find_body(view))
    clock.timed("related", lambda: find_related(view, body, read.title, read.published))
    return read.related


def score_rows(data: Path, sites: frozenset[str], clock: Clock | None) -> list[Page]:
    """The scorer's row of every page (of these sites, where any are named)."""
    scorer, rows = load_scorer(), []
    for page, raw in read_pages(data):
        if not sites or page["site"] in sites:
            found = predict(page, raw, clock)
            rows.append(scorer.score_page(page, [{"title": e.title, "url": e.url, "date": e.date} for e in found]))
    return rows


def measure(data: Path = DATA, rows: list[Page] | None = None) -> dict[str, Page]:
    """The scorer's summary for all pages, the Chinese ones and the others."""
    rows = score_rows(data, frozenset(), None) if rows is None else rows
    chinese = [r for r in rows if r["lang"] == "zh"]
    groups = {"all": rows, "zh": chinese, "not zh": [r for r in rows if r["lang"] != "zh"]}
    summarise = load_scorer().summary
    return {name: summarise(group) for name, group in groups.items() if group}


def main() -> None:
    """Predict, score and time."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--sites", default="", help="only these, separated by commas")
    options.add_argument("--errors", action="store_true")
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    clock = Clock()
    rows = score_rows(args.data, frozenset(args.sites.split(",")) - {""}, clock)
    summary = measure(args.data, rows)
    ratios = {step: round(seconds / clock.spent["parse"], 2) for step, seconds in clock.spent.items()}
    if args.json:
        print(json.dumps({"quality": summary, "cost": ratios}, indent=1))
        return
    for name, figures in summary.items():
        print(name, {key: _short(value) for key, value in figures.items()})
    print("cost, × lxml parse:", ratios)
    if args.errors:
        print_errors(rows)


def _short(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(round(v, 3) for v in value)
    return round(value, 3) if isinstance(value, float) else value


def print_errors(rows: list[Page]) -> None:
    """Missed and false entries, worst pages first."""
    for row in sorted(rows, key=lambda r: -(len(r["missed"]) + len(r["false"]))):
        if row["missed"] or row["false"]:
            print(f"\n{row['id']}: {row['tp']} right, {len(row['missed'])} missed, {len(row['false'])} false")
            print("\n".join(f"   missed {title}" for title in row["missed"]))
            print("\n".join(f"   false  {title[:60]} {url}" for title, url in row["false"]))


if __name__ == "__main__":
    main()
