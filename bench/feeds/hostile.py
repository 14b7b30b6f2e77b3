"""Feeds of hostile articles: `python -m bench.feeds.hostile --articles 10000 --long 20 --validator FOLDER`.

Invented articles that try to break feeds are stored in SQLite, and their feeds are checked as `bench/feeds/validate.py`
does it. The bar: no difference, no error, no warning.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from bench.feeds.hostile_articles import hostile_articles, sources
from bench.feeds.validate import Listed, check_feeds, client_of
from kitewire.archive_view import ArticleQuery
from kitewire.article import ArticlePage
from kitewire.crawl import Outcome, PageRead
from linking import fingerprint, fold
from storage import Database, open_database
from storage.article_rows import read_of
from storage.hygiene import cleaned
from storage.new_articles import NewArticles
from storage.sources import source_row

_NO_PRINT = fingerprint(fold("", ""))
_NOW = datetime(2026, 11, 1, tzinfo=UTC)
HUB = "http://hub.example/"


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


def everything(database: Database) -> Listed:
    """The list of all its articles."""
    stored = database.articles.find(ArticleQuery(limit=None, latest_first=True))
    return Listed("all", "/articles", {"reprints": "all"}, stored)


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", type=int, default=20, help="how many of them have a body of 1 MB")
    parser.add_argument("--validator", type=Path, help="folder that holds the package feedvalidator")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder) / 'hostile.db'}") as database:
        begin = time.perf_counter()
        fill(database, asked.articles, asked.seed, asked.long)
        listed = everything(database)
        print(f"{len(listed.stored)} articles, stored in {time.perf_counter() - begin:.0f} s", flush=True)
        check_feeds(client_of(database, HUB), [listed], 500, asked.validator)


if __name__ == "__main__":
    main()
