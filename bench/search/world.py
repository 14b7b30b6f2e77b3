"""An invented archive for `bench.search.speed`: articles in Chinese and English whose words are as frequent as in news.

Words are drawn by the law of Zipf and Mandelbrot, p(rank) ~ 1 / (rank + q): with q = 50 the most frequent word of an
invented Chinese vocabulary of 20,000 stands in about half of the articles, as 中国 or 工作 do in a year of news.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any
from unittest.mock import patch

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind
from kitewire.source import Source
from storage import Database, search_index
from storage.inserting import chunks
from storage.models import ArticleRow, LinkRow, StoryRow
from storage.search_index import document_of, index_all
from storage.sources import source_row
from storage.tokens import token_texts

SEED = 20261122
OUTLETS = 24
VOCABULARY = 20_000
CHARACTERS = 2500
"""Of the Chinese vocabulary: so many make up 98 % of modern texts."""
END = datetime(2026, 11, 1, tzinfo=UTC)
POOL = 10_000
"""Different texts: a larger archive holds each several times, so that it is made in minutes, and every word stays as
frequent as it is."""
SPAN = 3 * 365 * 86_400
"""Seconds over which the articles are spread."""


@dataclass(frozen=True)
class Language:
    """An invented vocabulary, the most frequent word first, and how often each is drawn."""

    name: str
    words: Sequence[str]
    weights: Sequence[float]
    length: int
    """Words of an article, about."""
    between: str

    def text(self, chance: random.Random, words: int) -> str:
        """So many words, in sentences."""
        drawn = chance.choices(self.words, cum_weights=self.weights, k=words)
        stop = "。" if self.name == "zh" else ". "
        return stop.join(self.between.join(drawn[at : at + 9]) for at in range(0, words, 9)) + stop.strip()


def languages(chance: random.Random) -> tuple[Language, Language]:
    """Chinese, two words of three of two characters and the others of three or four; and English."""
    characters = [chr(0x4E00 + chance.randrange(0x5000)) for _ in range(CHARACTERS)]
    zh: dict[str, None] = {}
    while len(zh) < VOCABULARY:
        zh["".join(chance.choices(characters, k=chance.choice((2, 2, 2, 2, 3, 4))))] = None
    parts = [first + second for first in "bcdfghklmnprstvw" for second in "aeiou"]
    en: dict[str, None] = {}
    while len(en) < VOCABULARY:
        en["".join(chance.choices(parts, k=chance.choice((2, 3, 4)))) + chance.choice(("", "", "s", "ing", "ed"))] = (
            None
        )
    return (
        Language("zh", list(zh), _weights(50), 170, ""),
        Language("en", list(en), _weights(20), 150, " "),
    )


def _weights(q: int) -> list[float]:
    return list(accumulate(1 / (rank + q) for rank in range(1, VOCABULARY + 1)))


def fill(database: Database, articles: int) -> None:
    """Put `articles` invented articles into an empty archive, past the link stage: rows, index, stories, reprints."""
    for number in range(OUTLETS):
        title = f"Outlet {number}"
        database.sources.save(Source(name=f"outlet{number}", home=f"https://o{number}.example/", title=title))
    with database.transactions.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("DROP INDEX ix_article_search_words"))
            session.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
        sources = [source_row(session, f"outlet{number}").id for number in range(OUTLETS)]
        rows = _articles(articles, sources)
        with patch.object(search_index, "token_texts", lru_cache(maxsize=None)(lambda value: list(token_texts(value)))):
            while part := list(islice(rows, 1000)):
                _insert(session, part)
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("CREATE INDEX ix_article_search_words ON article_search USING GIN (words)"))
    with database.transactions.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    stories = {row["story_id"]: row["id"] for row in reversed(rows) if row["story_id"]}
    for part in chunks([{"id": story, "lead_id": None, "updated": END} for story in stories]):
        session.execute(insert(StoryRow), part)
    session.connection().execute(insert(ArticleRow.__table__), rows)  # type: ignore[arg-type]
    index_all(session, [document_of(ArticleRow(**row)) for row in rows])
    copies = [(row["id"], stories[row["story_id"]]) for row in rows if row["story_id"]]
    links = [
        {"a_id": a, "b_id": b, "kind": LinkKind.REPRINT.value, "score": 1.0, "evidence": ""}
        for a, b in copies
        if a != b
    ]
    if links:
        session.execute(insert(LinkRow), links)


def _articles(many: int, sources: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Of ten, the first five are a story, four of them reprints of its first. `many` is a multiple of ten."""
    chance = random.Random(SEED)
    pool = list(_texts(chance, min(many, POOL)))
    for number in range(1, many + 1):
        group, copy = divmod(number - 1, 10)
        told = copy < 5
        # A step that shares no divisor with the pool: neighbours differ, and each text comes as often as any other.
        at = (group * 10 + (0 if told else copy)) * 7919 % len(pool)
        language, title, body = pool[at]
        when = END - timedelta(seconds=SPAN - SPAN * number // many)
        yield {
            "id": number,
            "source_id": chance.choice(sources),
            "url_key": f"o.example/{number}",
            "url": f"https://o.example/{number}",
            "canonical_url": f"https://o.example/{number}",
            "title": title,
            "body": body,
            "lang": language,
            "published": when,
            "first_seen": when,
            "updated": when,
            "sorted_by": when,
            "keywords": [],
            "bylines": {"reporters": [f"{title[:3]}"]},
            "decoding": {"declared": None, "used": "utf-8", "replaced": 0},
            "repaired": None,
            "text_hash": str(number),
            "title_key": number,
            "text_key": number,
            "text_size": 100,
            "story_id": group + 1 if told else None,
        }


def _texts(chance: random.Random, many: int) -> Iterator[tuple[str, str, str]]:
    """(language, title, body)."""
    spoken = languages(chance)
    for _ in range(many):
        language = spoken[chance.random() < 0.3]
        title = language.text(chance, 6).rstrip("。.")
        yield language.name, title, language.text(chance, max(20, int(chance.gauss(language.length, 60))))
