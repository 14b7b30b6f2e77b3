"""Feeds of hostile articles: `python -m bench.feeds.hostile --articles 10000 --validator FOLDER`.

Invented articles that try to break feeds are stored in SQLite. All pages of 500 of the three feeds are fetched as a
reader does it, each page from the address that the one before names, and read back with lxml, json and feedparser:
what is read must be what is stored. With `--validator` (see `bench/feeds/w3c.py`) the W3C feed validator looks at
every page of RSS and Atom, and at every archive document. The bar: no difference, no error, no warning.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from lxml import etree
from starlette.testclient import TestClient

from bench.feeds.hostile_articles import hostile_articles, sources
from bench.feeds.round_trip import differences
from feeds.web import create_app
from kitewire.archive_view import ArticleQuery, ArticleView
from kitewire.article import ArticlePage
from kitewire.crawl import Outcome, PageRead
from kitewire.settings import Settings
from linking import fingerprint, fold
from storage import Database, open_database
from storage.article_rows import read_of
from storage.hygiene import cleaned
from storage.new_articles import NewArticles
from storage.sources import source_row

BASE = "http://127.0.0.1:8970"
_NO_PRINT = fingerprint(fold("", ""))
_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def fill(database: Database, number: int, seed: int, long_ones: int = 3) -> None:
    """Store that many hostile articles, by the storage's own rows, neither repaired nor linked: both have benchmarks of
    their own, and repairing a megabyte of such text takes minutes."""
    pages: dict[str, list[ArticlePage]] = {source.name: [] for source in sources()}
    for name, page in hostile_articles(number, seed, long_ones):
        pages[name].append(cleaned(page))
    for source in sources():
        database.sources.save(source)
        with database.transactions.write() as session, patch("storage.article_rows.repaired_column", lambda *_: None):
            new = NewArticles(session, source_row(session, source.name).id, len(pages[source.name]))
            known: set[str] = set()
            for minute, page in enumerate(pages[source.name]):
                read = read_of(PageRead(page.url, Outcome.NEW, article=page, fingerprint=_NO_PRINT), page)
                if read.key not in known:
                    new.add(read, _NOW + timedelta(minutes=minute))
                known.add(read.key)
            new.write()


def documents(client: TestClient, ending: str, limit: int = 500) -> Iterator[tuple[str, bytes]]:
    """(address, content) of every page of the feed of all articles, from the newest to the end."""
    yield from _follow(client, f"{BASE}/articles.{ending}?limit={limit}&reprints=all", ending, "next")


def archives(client: TestClient, ending: str, limit: int = 500) -> Iterator[tuple[str, bytes]]:
    """(address, content) of every archive document of that feed."""
    newest = client.get(f"/articles.{ending}?limit={limit}&reprints=all").content
    yield from _follow(client, _next(newest, ending, "prev-archive"), ending, "prev-archive")


def _follow(client: TestClient, address: str | None, ending: str, relation: str) -> Iterator[tuple[str, bytes]]:
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        yield address, answer.content
        address = _next(answer.content, ending, relation)


def _next(document: bytes, ending: str, relation: str) -> str | None:
    if ending == "json":
        head = json.loads(document)
        address: str | None = head.get("next_url") if relation == "next" else head["_kitewire"].get("prev_archive_url")
        return address
    found = etree.fromstring(document, etree.XMLParser(huge_tree=True)).xpath(
        "(/*|/*/*[local-name()='channel'])/*[local-name()='link'][@rel=$relation]/@href", relation=relation
    )
    return str(found[0]) if found else None


def compare(client: TestClient, stored: list[ArticleView], ending: str, limit: int = 500) -> list[str]:
    """Where the pages of a feed do not say what is stored."""
    wrong, seen = [], 0
    for _, document in documents(client, ending, limit):
        wrong += differences(document, ending, stored[seen : seen + limit])
        seen += limit
    return wrong if seen >= len(stored) else [*wrong, f"{len(stored) - seen} articles are on no page"]


def validate(validator: Path, folder: Path, written: Sequence[tuple[str, bytes]]) -> dict[str, int]:
    """What the W3C validator finds in documents, each at its address; `folder` is for them."""
    listed = []
    for number, (address, document) in enumerate(written):
        path = folder / f"{number}.xml"
        path.write_bytes(document)
        listed.append((address, str(path)))
    (folder / "listed.json").write_text(json.dumps(listed))
    child = [sys.executable, str(Path(__file__).with_name("w3c.py")), str(validator), str(folder / "listed.json")]
    told = subprocess.run(child, check=True, capture_output=True)
    found: dict[str, int] = json.loads(told.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", type=int, default=3, help="how many of them have a body of 1 MB")
    parser.add_argument("--validator", type=Path, help="folder that holds the package feedvalidator")
    parser.add_argument("--database", help="an archive to take instead of hostile articles")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = open_database(asked.database or f"sqlite:///{folder / 'hostile.db'}")
        begin = time.perf_counter()
        if not asked.database:
            fill(database, asked.articles, asked.seed, asked.long)
        print(f"{database.articles.count(ArticleQuery())} articles, stored in {time.perf_counter() - begin:.0f} s")
        settings = Settings(KITEWIRE_OPEN_READ="all", KITEWIRE_WEBSUB_HUBS="http://hub.example/")
        client = TestClient(create_app(database, settings), base_url=BASE)
        stored = database.articles.find(ArticleQuery(limit=None, latest_first=True))
        for ending in ("rss", "atom", "json"):
            begin = time.perf_counter()
            wrong = compare(client, stored, ending)
            print(
                f"{ending:5} {len(wrong)} differences in {time.perf_counter() - begin:.0f} s", *wrong[:20], sep="\n  "
            )
            if asked.validator and ending != "json":
                written = [*documents(client, ending), *archives(client, ending)]
                found = validate(asked.validator, folder, written)
                print(f"{ending:5} {len(written)} documents, W3C: {found or 'nothing'}", flush=True)
        database.close()


if __name__ == "__main__":
    main()
