"""Prints how many requests for a feed a second `kitewire serve` answers, beside nginx with the same bytes as a file.

    python -m bench.feeds.serving [--rounds 7] [--seconds 3] [--connections 32] [--articles 100] [--database URL]

Both have one process on loopback and are asked in turns by wrk (`apt install wrk nginx-light`): a conditional request
(answered with 304), and the whole feed, compressed. Ratios are of medians; the bar of the project is the first line.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.linking.invented_news import article
from bench.web_server import nginx
from kitewire.article import ArticlePage, Decoding, PageKind, Precision, PublicationDate
from kitewire.crawl import Fetched, Outcome, PageRead
from kitewire.source import Source
from linking import fingerprint, fold
from storage import open_database

_NOON = datetime(2026, 10, 28, 4, 0, tzinfo=UTC)
_PATH = "/articles.rss?limit={}"


def fill(url: str, many: int) -> None:
    """Put `many` invented articles into the archive."""
    with open_database(url, upgrade=True) as database:
        database.sources.save(Source("invented", "http://invented.example/"))
        database.sources.pause("invented", True)
        run = database.runs.start("invented", "command", "bench", _NOON)
        for number in range(many):
            database.writer.save("invented", run, [_read(number)], _NOON + timedelta(minutes=number))


def _read(number: int) -> PageRead:
    told = article(number)
    url = f"http://invented.example/{number}.htm"
    when = PublicationDate(_NOON + timedelta(minutes=number), Precision.MINUTE, "cms")
    page = ArticlePage(
        url=url, kind=PageKind.ARTICLE, decoding=Decoding("utf-8", "utf-8"), canonical_url=url, title=told.title,
        body=told.body, published=when,
    )  # fmt: skip
    got = Fetched(url=url, final_url=url, status=200, body=b"", fetched_at=_NOON)
    return PageRead(url, Outcome.NEW, article=page, fingerprint=fingerprint(fold(told.title, told.body)), fetched=got)


@contextmanager
def kitewire(url: str, folder: Path) -> Iterator[str]:
    """`kitewire serve`; gives its address."""
    environment = {**os.environ, "DATABASE_URL": url, "PORT": "0", "LISTEN_ADDR": "127.0.0.1"}
    with (folder / "serve.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-c", "from kitewire.cli import main; main()", "serve"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    assert child.stdout is not None
    try:
        said = child.stdout.readline().decode()
        found = re.search(r"http://\S+", said)
        if not found:
            sys.exit(f"it does not serve: {(folder / 'serve.log').read_text()[-2000:]}")
        yield found[0].rstrip("/")
    finally:
        child.terminate()
        child.wait()


def rate(address: str, headers: dict[str, str], asked: argparse.Namespace) -> float:
    """Requests a second, by wrk; ends the benchmark where an answer is not what was asked for."""
    given = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{asked.connections}", f"-d{asked.seconds}", *given, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{address}: {said}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])  # type: ignore[index]


def fetched(address: str) -> tuple[bytes, str]:
    """The body of the compressed answer, and its tag."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        return answer.read(), answer.headers["ETag"]


def compare(ours: str, peer: str, asked: argparse.Namespace) -> None:
    """Print the rates of both in turns."""
    rates: dict[str, tuple[list[float], list[float]]] = {"304": ([], []), "200, gzip": ([], [])}
    for _ in range(asked.rounds):
        for kind, (mine, others) in rates.items():
            for address, into in ((ours, mine), (peer, others)):
                headers = {"Accept-Encoding": "gzip"}
                if kind == "304":
                    headers["If-None-Match"] = fetched(address)[1]
                into.append(rate(address, headers, asked))
    for kind, (mine, others) in rates.items():
        one, two = median(mine), median(others)
        print(f"{kind:10} kitewire {one:9,.0f} a second   nginx {two:9,.0f}   ratio {one / two:.2f}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; without: SQLite in a new folder")
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("this benchmark needs wrk: apt install wrk")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        site = folder / "site"
        site.mkdir()
        url = asked.database or f"sqlite:///{folder / 'kitewire.db'}"
        fill(url, asked.articles)
        with kitewire(url, folder) as base:
            address = base + _PATH.format(asked.articles)
            body, _ = fetched(address)
            (site / "feed.rss").write_bytes(gzip.decompress(body))
            (site / "feed.rss.gz").write_bytes(body)
            print(f"{asked.articles} articles: {len(gzip.decompress(body)):,} bytes, {len(body):,} compressed")
            with nginx(folder, site) as peer:
                compare(address, f"{peer}/feed.rss", asked)


if __name__ == "__main__":
    main()
