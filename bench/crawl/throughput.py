"""Prints how many pages a second a whole crawl makes, beside bare Scrapy and plain aiohttp, in the same run.

    python bench/crawl/throughput.py [--pages 2000] [--rounds 5] [--connections 16] [--workers 2]

A site of invented news is served by nginx on loopback (one worker; `apt install nginx-light`). In each round, in turns:

- aiohttp: fetches every page, 16 at once, and does nothing with them;
- Scrapy: its default settings, the links of list pages only, no parsing of articles, no items;
- Kitewire: `python -m crawler`, everything on: robots.txt, address guard, extraction of all fields and the related
  list, folding, fingerprints, linking with all that is stored, SQLite.

Pages a second count list pages too. `CPU` is what all processes of the crawler took, seconds for 1,000 pages; `MB` the
sum of their memory (proportional share of what they share), sampled each half second: the largest, then the medians of
the quarters of the crawl, so that it is seen whether it grows; the same again without the pages of mapped files, which
the system takes back when it wants (SQLite maps up to 256 MB of the database). The bar of the project is the last line.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import psutil
from invented_site import A_LIST, write_site

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from bench.web_server import nginx  # noqa: E402
from kitewire.source import Limits, Source, StartKind, StartPoint  # noqa: E402
from storage import open_database  # noqa: E402

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Ran:
    """One crawl."""

    seconds: float
    cpu: float
    memory: list[tuple[float, float]]
    """Megabytes, sample by sample: all, and without mapped files."""


def bare(program: str, base: str, pages: int) -> list[str]:
    """The command line of one of the peers."""
    return [sys.executable, str(HERE / program), base, str(pages)]


def run(command: list[str], into: Path, environment: dict[str, str] | None = None) -> Ran:
    """Run to the end, its errors into a file; ends the benchmark where it fails."""
    began, before = time.perf_counter(), {one.pid for one in psutil.Process().children()}
    with into.open("wb") as errors:
        child = subprocess.Popen(
            command, cwd=TOP, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=errors
        )
    memory: list[tuple[float, float]] = []
    watching = threading.Thread(target=_watch, args=(child, memory), daemon=True)
    watching.start()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
    watching.join()
    # The fork server of the readers outlives its crawl by a moment; what they took is told when it ends.
    for left in {one.pid for one in psutil.Process().children()} - before:
        used = os.wait4(left, 0)[2]
        cpu += used.ru_utime + used.ru_stime
    if child.returncode:
        sys.exit(f"{command[:4]} ended with {child.returncode}: {into.read_text()[-2000:]}")
    return Ran(seconds, cpu, memory)


def _adopt() -> None:
    """Have the system give us the processes that a child leaves behind (prctl(2), Linux)."""
    set_child_subreaper = 36
    ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0)


def _watch(child: subprocess.Popen[bytes], memory: list[tuple[float, float]]) -> None:
    try:
        root = psutil.Process(child.pid)
        while child.returncode is None and root.status() != psutil.STATUS_ZOMBIE:
            shares = [_share(one.pid) for one in (root, *root.children(recursive=True))]
            memory.append((sum(one[0] for one in shares), sum(one[1] for one in shares)))
            time.sleep(0.5)
    except psutil.Error:
        pass


def _share(pid: int) -> tuple[float, float]:
    """Megabytes of a process, its share of what is shared: all, and without mapped files (proc_pid_smaps(5))."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:  # it has gone
        return 0.0, 0.0
    sizes = {name: int(rest.split()[0]) / 1000 for name, _, rest in (line.partition(":") for line in lines)}
    return sizes["Pss"], sizes["Pss"] - sizes["Pss_File"]


def told(memory: list[float]) -> str:
    """The largest of the samples, and the median of each quarter of them, in order."""
    size = len(memory) // 4
    parts = [f"{median(memory[at * size : (at + 1) * size]):.0f}" for at in range(4)] if size else ["too short"]
    return f"{max(memory, default=0.0):5.0f} MB ({' '.join(parts)})"


def kitewire(base: str, folder: Path, lists: int, workers: int, connections: int) -> Ran:
    """A crawl into an empty database."""
    for old in folder.glob("kitewire.db*"):
        old.unlink()
    url = f"sqlite:///{folder}/kitewire.db"
    limits = Limits(delay=0, connections=connections, pages=10**6, list_pages=lists + 1, rechecks=(timedelta(days=9),))
    start = StartPoint(StartKind.LIST, f"{base}/list/1.html")
    with open_database(url) as database:
        database.sources.save(Source("bench", base + "/", starts=(start,), limits=limits, allow=("/news/",)))
    environment = {"DATABASE_URL": url, "KITEWIRE_ALLOW_HOSTS": "127.0.0.1", "KITEWIRE_WORKERS": str(workers)}
    return run([sys.executable, "-m", "crawler", "bench"], folder / "errors", environment)


def stored(folder: Path) -> int:
    """Articles in the database of the last crawl."""
    from kitewire.archive_view import ArticleQuery

    with open_database(f"sqlite:///{folder}/kitewire.db") as database:
        return database.articles.count(ArticleQuery())


def main() -> int:
    """Run the rounds and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    _adopt()
    ran: dict[str, list[Ran]] = {"aiohttp": [], "Scrapy": [], "Kitewire": []}
    with tempfile.TemporaryDirectory() as name:
        folder, site = Path(name), Path(name) / "site"
        site.mkdir()
        write_site(site, asked.pages)
        folder.chmod(0o755)
        lists = -(-asked.pages // A_LIST)
        size = sum(file.stat().st_size for file in site.rglob("t*.html")) / asked.pages
        pages = asked.pages + lists
        with nginx(folder, site) as base:
            for number in range(asked.rounds):
                ran["aiohttp"].append(
                    run([sys.executable, str(HERE / "bare_aiohttp.py"), base, str(pages)], into=folder / "errors")
                )
                ran["Scrapy"].append(
                    run([sys.executable, str(HERE / "bare_scrapy.py"), base, str(pages)], into=folder / "errors")
                )
                ran["Kitewire"].append(kitewire(base, folder, lists, asked.workers, asked.connections))
                print(f"round {number + 1}: {stored(folder)} of {asked.pages} articles stored", flush=True)
    print(f"{pages} pages, articles of {size / 1000:.0f} KB")
    for what, runs in ran.items():
        rate = median(pages / one.seconds for one in runs)
        cpu = median(one.cpu / pages * 1000 for one in runs)
        all_of_it, without_files = (told([sample[part] for sample in runs[-1].memory]) for part in (0, 1))
        print(f"{what:10} {rate:7.0f} pages/s  {cpu:6.2f} CPU  {all_of_it}, without mapped files {without_files}")
    ratio = median(bare.seconds / own.seconds for bare, own in zip(ran["Scrapy"], ran["Kitewire"], strict=True))
    print(f"Kitewire, of bare Scrapy: {ratio:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
