"""Prints how fast articles are saved and linked beside an archive, and how fast folding alone is, in the same run.

    python bench/linking/rate.py [--articles 100000] [--rounds 5] [--batches 8] [--archive FILE] [--wall]

An SQLite archive is filled with invented news (`invented_news.py`: 540 characters a Chinese text, 2,500 an English one,
15 % reprints of recent ones, dates that advance, related lists of the outlet's last ten), unless FILE holds it already.
Then in each round, in turns: the new articles are folded, and they are saved and linked by the real writer, in batches
as a crawl makes them, their fingerprints made before, as worker processes do beside the writer. Medians over the
rounds; times of the steps are means. The bar of the project is the second line: linked with the database, of folded.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

import invented_news  # noqa: E402
from growth_archive import fill, filled, note_common_terms, page_of, source  # noqa: E402
from growth_measure import outlet_batches  # noqa: E402

import storage.batch  # noqa: E402
import storage.link_stage  # noqa: E402
import storage.new_articles  # noqa: E402
import storage.writer  # noqa: E402
from crawler.batch import MOST_PAGES  # noqa: E402
from kitewire.crawl import PageRead  # noqa: E402
from linking import fold  # noqa: E402
from storage import Database, open_database  # noqa: E402

invented_news.CHARACTERS |= {"en": 2500}
invented_news.RELATED = 10
SEED = 4
clock = time.process_time
"""Of this process: on a machine that others use as well, wall time measures them. Nothing here waits for long; the
database's pages are in the system's cache, and what the disk is told to keep it keeps later. `--wall`: wall time."""
STEPS: dict[ModuleType, tuple[str, ...]] = {
    storage.batch: ("page_rows", "replace_sketches", "write_evidence"),
    storage.new_articles: ("index_all", "add_references"),
    storage.link_stage: (
        "resolve_references",
        "decide_ties",
        "link_reprints",
        "link_events",
        "link_by_hand",
        "keep_stories",
    ),
    storage.writer: ("cleaned", "link_saved", "count_outcomes"),
}
"""The functions that are timed, where they are called; those that are not there any more are left out."""
LINKING = ("link_saved", "replace_sketches", "write_evidence")
"""What belongs to linking; `write_evidence` calls `replace_sketches`, where it is there."""


class Watch:
    """Seconds spent in each step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        for module, names in STEPS.items():
            for name in names:
                if hasattr(module, name):
                    setattr(module, name, self._timed(name, getattr(module, name)))

    def _timed(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            began = clock()
            try:
                return step(*arguments, **named)
            finally:
                self.spent[name] += clock() - began

        return timed


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch, ready to be saved."""

    outlet: int
    last: int
    """The number of its last article."""
    pages: list[PageRead]


def batches(start: int, many: int) -> list[Ready]:
    """The next articles after the first `start`, each batch of one outlet and in its language."""
    return [
        Ready(outlet, numbers[-1], [page_of(invented_news.article(number, SEED, outlet), SEED) for number in numbers])
        for outlet, numbers in outlet_batches(start, many)
    ]


def fold_all(ready: list[Ready]) -> float:
    """Seconds that folding alone takes."""
    began = clock()
    for batch in ready:
        for page in batch.pages:
            assert page.article is not None
            fold(page.article.title, page.article.body)
    return clock() - began


def save_all(database: Database, ready: list[Ready]) -> float:
    """Seconds that saving and linking takes."""
    spent = 0.0
    for batch in ready:
        outlet = source(batch.outlet)
        now = invented_news.published(batch.last) + timedelta(minutes=40)
        run = database.runs.start(outlet.name, "command", "bench", now)
        began = clock()
        database.writer.save(outlet.name, run, batch.pages, now)
        spent += clock() - began
    return spent


def measure(archive: Path, rounds: int, many: int) -> None:
    """Rounds in turns; the first is not counted."""
    start = filled(archive)
    watch = Watch()
    folding, saving, linking = [], [], []
    steps: dict[str, float] = defaultdict(float)
    with open_database(f"sqlite:///{archive}") as database:
        for turn in range(rounds + 1):
            ready = batches(start, many)
            articles = many * MOST_PAGES
            folded, before = fold_all(ready), dict(watch.spent)
            saved = save_all(database, ready)
            spent = {name: seconds - before.get(name, 0.0) for name, seconds in watch.spent.items()}
            start = max(batch.last for batch in ready) + 1
            if not turn:
                continue
            folding.append(articles / folded)
            saving.append(articles / saved)
            linking.append(articles / sum(spent.get(name, 0.0) for name in LINKING))
            for name, seconds in spent.items():
                steps[name] += 1000 * seconds / articles / rounds
            steps["all of saving"] += 1000 * saved / articles / rounds
    print(f"{filled(archive)} articles stored; {rounds} rounds of {many * MOST_PAGES}; articles a second, medians:")
    print(f"  folded                {median(folding):7.0f}")
    print(f"  linked                {median(linking):7.0f}   {median(map(ratio, linking, folding)):.3f} of folding")
    print(f"  saved and linked      {median(saving):7.0f}   {median(map(ratio, saving, folding)):.3f} of folding")
    print("milliseconds an article:")
    for name, spent_on in sorted(steps.items(), key=lambda one: -one[1]):
        print(f"  {name:20s} {spent_on:7.3f}")


def ratio(one: float, other: float) -> float:
    """Of two rates of one round."""
    return one / other


def main() -> None:
    """Fill the archive where it is not, then measure on a copy of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--batches", type=int, default=8)
    options.add_argument("--archive", type=Path, help="kept for the next time; measured on a copy")
    options.add_argument("--wall", action="store_true", help="wall time instead of processor time")
    given = options.parse_args()
    if given.wall:
        globals()["clock"] = time.perf_counter
    with tempfile.TemporaryDirectory() as folder:
        kept = given.archive or Path(folder) / "filled.db"
        if not kept.exists() or filled(kept) < given.articles:
            fill(kept, given.articles, SEED, workers=2)
        note_common_terms(kept)
        copy = Path(folder) / "measured.db"
        shutil.copyfile(kept, copy)
        measure(copy, given.rounds, given.batches)


if __name__ == "__main__":
    main()
