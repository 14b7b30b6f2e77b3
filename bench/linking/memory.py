"""Prints how much memory `kitewire link` takes over files of growing length.

    python bench/linking/memory.py [--lines 5000 10000 20000]

Files of invented news (`invented_news.py`) are linked by the command in a process of its own; the figure is the peak of
its resident memory. It must come to rest: a million lines are to be linked in what twenty thousand take.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

import invented_news  # noqa: E402

COMMAND = [sys.executable, "-c", "from kitewire.commands.link import app; app()"]


def write(path: Path, lines: int) -> None:
    """A file of so many documents, each with the related list of its page."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            one = invented_news.article(number, 5)
            record = {"id": number, "title": one.title, "body": one.body, "url": one.url}
            file.write(json.dumps(record | {"published": one.published.isoformat()}, ensure_ascii=False) + "\n")


def peak(path: Path, output: Path) -> tuple[float, float]:
    """Megabytes and seconds."""
    began = time.perf_counter()
    child = subprocess.Popen([*COMMAND, str(path), "-o", str(output)], cwd=TOP)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit("kitewire link failed")
    return used.ru_maxrss / 1024, time.perf_counter() - began


def main() -> None:
    """One line a size."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, nargs="+", default=[5000, 10_000, 20_000])
    with tempfile.TemporaryDirectory() as folder:
        for lines in options.parse_args().lines:
            documents, output = Path(folder) / "documents.jsonl", Path(folder) / "links.tsv"
            write(documents, lines)
            megabytes, seconds = peak(documents, output)
            links = sum(1 for _ in output.open(encoding="utf-8"))
            print(f"{lines:9,d} lines  {megabytes:6.0f} MB at most  {seconds:6.0f} s  {links:,d} links", flush=True)


if __name__ == "__main__":
    main()
