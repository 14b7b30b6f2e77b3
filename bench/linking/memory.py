"""Prints how much memory `kitewire link` takes over files of growing length.

    python bench/linking/memory.py [--lines 5000 10000 20000] [--steps 10]

Invented news (`invented_news.py`, with related lists) flow into the command, a process of its own: its resident memory
is printed at each of so many steps, and its peak in the end. It must come to rest: a million lines are to be linked in
what twenty thousand take.
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


def line_of(number: int) -> bytes:
    """A document, with the related list of its page."""
    one = invented_news.article(number, 5)
    related = [
        {"title": invented_news.headline(other, 5), "url": invented_news.address(other, invented_news.outlet_of(other))}
        for other in one.related
    ]
    record = {"id": number, "title": one.title, "body": one.body, "url": one.url, "related": related}
    return json.dumps(record | {"published": one.published.isoformat()}, ensure_ascii=False).encode() + b"\n"


def resident(process: int) -> float:
    """Megabytes that a process holds now."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def link(lines: int, steps: int, output: Path) -> None:
    """Link so many documents; prints what it takes on the way and at most."""
    began = time.perf_counter()
    with subprocess.Popen([*COMMAND, "-", "-o", str(output)], cwd=TOP, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        for number in range(lines):
            child.stdin.write(line_of(number))
            if (number + 1) % max(1, lines // steps) == 0:
                spent = time.perf_counter() - began
                print(f"{number + 1:13,d} read  {resident(child.pid):6.0f} MB        {spent:6.0f} s", flush=True)
        child.stdin.close()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit("kitewire link failed")
    spent = time.perf_counter() - began
    links = sum(1 for _ in output.open(encoding="utf-8"))
    print(f"{lines:9,d} lines  {used.ru_maxrss / 1024:6.0f} MB at most  {spent:6.0f} s  {links:,d} links", flush=True)


def main() -> None:
    """One line a size, and the steps before it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, nargs="+", default=[5000, 10_000, 20_000])
    options.add_argument("--steps", type=int, default=10)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for lines in given.lines:
            link(lines, given.steps, Path(folder) / "links.tsv")


if __name__ == "__main__":
    main()
