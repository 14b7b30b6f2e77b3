"""Prints how well and how fast pages are read: every development set through its scorer, time beside the lxml parse.

    python bench/extraction/run.py [--shared ../shared] [--sets magic-dev …] [--json] [--trafilatura]
    python bench/extraction/run.py --pages FOLDER    # only the time, over up to 100 pages of a folder

Figures on these sets are not held out: the block weights were fitted on them. `bench/extraction/fit.py --check` prints
cross-validated ones (folds by site). Time is the process's CPU time, medians of five rounds in which the readers take
turns, in one process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP), str(TOP / "bench" / "extraction")]

from lxml import html  # noqa: E402
from sets import SETS, scorer, truth_of  # noqa: E402

from extraction import extract  # noqa: E402
from kitewire.article import ArticlePage  # noqa: E402
from kitewire.commands.extract import page_record  # noqa: E402


def prediction(page: ArticlePage, page_id: str) -> dict:
    """What the scorer wants of a page: all who wrote it count as author, editors only where nobody else is named."""
    record = page_record(page, page_id)
    roles = record["bylines"]
    people = roles["authors"] + roles["reporters"] + roles["correspondents"] or roles["editors"]
    return {
        "id": page_id,
        "body": page.body,
        "title": page.title,
        "date": record["published"],
        "author": people,
        "outcome": page.outcome,
    }


def predict(job: tuple[Path, str, str]) -> dict:
    path, page_id, url = job
    return prediction(extract(gzip.decompress(path.read_bytes()), url), page_id)


def predictions(shared: Path, name: str, workers: int = 2) -> dict[str, dict]:
    folder = shared / "data" / "extraction" / name
    jobs = [(folder / page["html"], i, page["url"] or "") for i, page in truth_of(shared, name).items()]
    with ProcessPoolExecutor(workers) as pool:
        return {p["id"]: p for p in pool.map(predict, jobs, chunksize=16)}


def timed(readers: dict, raw: bytes, rounds: int = 5) -> dict[str, float]:
    """Seconds of CPU of each reader on one page: medians of rounds in which the readers take turns."""
    spent = {name: [] for name in readers}
    for _ in range(rounds):
        for name, call in readers.items():
            start = time.process_time()
            call(raw)
            spent[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in spent.items()}


def tenth(shared: Path, names: list[str]) -> Iterator[bytes]:
    """A tenth of the pages of these sets."""
    for name in names:
        folder = shared / "data" / "extraction" / name
        for page in list(truth_of(shared, name).values())[::10]:
            yield gzip.decompress((folder / page["html"]).read_bytes())


def some_of(folder: Path, most: int = 100) -> Iterator[bytes]:
    """Up to `most` pages of a folder and those below it, evenly chosen."""
    paths = sorted(folder.rglob("*.html"))
    yield from (path.read_bytes() for path in paths[:: max(1, -(-len(paths) // most))])


def speed(pages: Iterable[bytes], readers: dict) -> dict[str, dict[str, float]]:
    """Total and median of each reader's time, divided by the plain parse of the same page."""
    times = {name: [] for name in readers}
    for raw in pages:
        for reader, spent in timed(readers, raw).items():
            times[reader].append(spent)
    floor = times["lxml parse"]
    return {
        reader: {
            "total": sum(spent) / sum(floor),
            "median": statistics.median(a / b for a, b in zip(spent, floor, strict=True)),
            "ms": 1000 * statistics.median(spent),
        }
        for reader, spent in times.items()
    }


def parse_only(raw: bytes):
    try:
        return html.fromstring(raw)
    except ValueError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=TOP.parent / "shared")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--trafilatura", action="store_true", help="time trafilatura too")
    parser.add_argument("--pages", type=Path, help="a folder of pages: prints the time for those alone")
    args = parser.parse_args()
    score = None if args.pages else scorer(args.shared)
    report = {}
    for name in () if args.pages else args.sets:
        found = predictions(args.shared, name)
        report[name], _ = score.score(name, truth_of(args.shared, name), found)
        report[name]["articles"] = sum(p["outcome"].startswith("article") for p in found.values())
    readers = {"lxml parse": parse_only, "kitewire, all fields": lambda raw: extract(raw, "https://example.org/a")}
    if args.trafilatura:
        import trafilatura

        readers["trafilatura, body"] = lambda raw: trafilatura.extract(raw, favor_precision=True)
        readers["trafilatura, metadata"] = lambda raw: trafilatura.bare_extraction(raw, with_metadata=True)
    report["time, x lxml parse"] = speed(some_of(args.pages) if args.pages else tenth(args.shared, args.sets), readers)
    if args.json:
        print(json.dumps(report))
        return
    for name, figures in report.items():
        print(name)
        for key, value in figures.items():
            print(
                f"  {key:28}",
                " ".join(f"{k} {v:.2f}" for k, v in value.items()) if isinstance(value, dict) else f"{value:.4f}",
            )


if __name__ == "__main__":
    main()
