"""Prints how well copies are found: pairs F1 by language, and F1 of the links of the stage over the closed universe.

    python bench/linking/run.py [--shared ../shared] [--kinds] [--events]

Goes through `kitewire link` as a user would. `--kinds` prints the whole report of the scorer, kind by kind. `--events`
puts all 14,000 documents into one archive and prints B-cubed of the stories of each event set, which takes minutes. The
weights were fitted on the same half; `bench/linking/fit.py` and `fit_events.py` print what to expect of other news.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BARS = {"zh": 0.975, "en": 0.980, "universe": 0.97}
EVENT_BARS = {"cec": 0.955, "ecb": 0.90, "g5": 0.965, "basil": 0.98, "allsides": 0.80}


def scorer(shared: Path):
    """The scorer of the shared bench, as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "linking" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def link(*arguments: str) -> list[str]:
    """The lines that `kitewire link` prints, and on standard error how long it took."""
    began = time.perf_counter()
    command = [sys.executable, "-c", "from kitewire.commands.link import app; app()", *arguments]
    done = subprocess.run(command, cwd=TOP, stdout=subprocess.PIPE, check=True, text=True)
    print(f"kitewire link {' '.join(arguments[1:])}: {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return done.stdout.splitlines()


def pairs(score, data: Path, folder: Path) -> dict[str, dict]:
    """The scorer's report on the copy pairs, by language."""
    asked = folder / "pairs.tsv"
    gold = {lang: list(score.gold_pairs(str(data), "dup", lang)) for lang in ("zh", "en")}
    asked.write_text("".join(f"{row[0]}\t{row[1]}\n" for rows in gold.values() for row in rows), encoding="utf-8")
    lines = [line.split("\t") for line in link(str(data / "docs.jsonl.gz"), "--pairs", str(asked))]
    scored = {score.key(a, b): float(value) for a, b, value in lines}
    return {lang: score.score_pairs(rows, scored, 0.5) for lang, rows in gold.items()}


def universe(score, data: Path, folder: Path) -> dict:
    """The scorer's report on the links that the stage finds by itself among the documents of the closed universe."""
    chosen = folder / "universe.jsonl.gz"
    with gzip.open(chosen, "wt", encoding="utf-8") as file:
        for document in score.docs(str(data)).values():
            if document.get("universe"):
                kept = {name: document[name] for name in ("id", "title", "text")}
                file.write(json.dumps(kept, ensure_ascii=False) + "\n")
    found = [line.split("\t")[:2] for line in link(str(chosen), "--task", "dup")]
    return score.score_links(str(data), found)


def events(score, data: Path) -> dict[str, tuple[float, float, float]]:
    """B-cubed precision, recall and F1 of the stories by event set."""
    lines = link(str(data / "docs.jsonl.gz"), "--clusters", "--task", "event")
    stories = dict(line.split("\t") for line in lines)
    sets = score.event_sets(score.docs(str(data)))
    return {name: score.bcubed(sets[name], {one: stories.get(one, one) for one in sets[name]}) for name in EVENT_BARS}


def main() -> None:
    """One line a measure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shared", type=Path, default=TOP.parent / "shared")
    options.add_argument("--kinds", action="store_true")
    options.add_argument("--events", action="store_true")
    given = options.parse_args()
    data = given.shared / "data" / "linking"
    if not data.is_dir():
        sys.exit(f"{data} is not there: name the shared folder with --shared")
    score = scorer(given.shared)
    with tempfile.TemporaryDirectory() as folder:
        reports = {**pairs(score, data, Path(folder)), "universe": universe(score, data, Path(folder))}
    for name, report in reports.items():
        figures = " ".join(f"{part} {report[part]:.4f}" for part in ("precision", "recall", "f1"))
        print(f"{name:9s} {figures}  (to reach: f1 {BARS[name]:.3f})")
        if given.kinds:
            score.show(report, 4)
    for name, (precision, recall, f1) in events(score, data).items() if given.events else ():
        print(
            f"{name:9s} precision {precision:.4f} recall {recall:.4f} f1 {f1:.4f}  (to reach: {EVENT_BARS[name]:.3f})"
        )


if __name__ == "__main__":
    main()
