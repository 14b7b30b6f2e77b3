"""Exports of any number of articles: in batches, of which none outlives its transaction."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import QueuePool, update

from feeds import streaming
from feeds.streaming import in_batches, in_chunks
from kitewire.archive_view import ArticleQuery
from kitewire.errors import BadQueryError, UnknownSourceError
from storage import Database
from storage.models import ArticleRow
from tests.feeds.archive import DAY, WEIFANG, page, save

ALL = ArticleQuery(limit=None)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_FIRST", 2)
    monkeypatch.setattr(streaming, "_MOST", 3)


def many(database: Database, number: int = 7) -> list[int]:
    pages = [page(f"http://wf.example.cn/n/{n}.htm", f"題 {n}", f"第 {n} 條消息的正文在此。") for n in range(number)]
    return save(database, WEIFANG, *pages)


@pytest.mark.parametrize(
    "query",
    [
        ALL,
        replace(ALL, limit=5),
        replace(ALL, limit=3),
        replace(ALL, offset=2),
        replace(ALL, offset=2, limit=4),
        replace(ALL, text="消息"),
        replace(ALL, text="風箏", limit=2),
        replace(ALL, fold_reprints=True),
        replace(ALL, source="river.post"),
        replace(ALL, lang="xx"),
    ],
    ids=["all", "limit", "limit of a batch", "offset", "both", "search", "search limited", "folded", "source", "none"],
)
def test_batches_are_the_whole_list(database: Database, query: ArticleQuery) -> None:
    many(database)
    wanted = [one.id for one in database.articles.find(replace(query, latest_first=True))]
    assert [one.id for one in in_batches(database, query)] == wanted


def test_nothing_is_open_between_two_articles(database: Database) -> None:
    many(database)
    pool = database.transactions.engine.pool
    assert isinstance(pool, QueuePool)
    before = pool.checkedout()
    for _ in in_batches(database, replace(ALL, with_related=True)):
        assert pool.checkedout() == before


def test_articles_that_come_meanwhile_move_nothing(database: Database) -> None:
    many(database)
    wanted = [one.id for one in in_batches(database, ALL)]
    found = []
    for one in in_batches(database, ALL):
        found.append(one.id)
        new = page(f"http://wf.example.cn/late/{one.id}.htm", "新", "還有一條。", published=None)
        save(database, WEIFANG, new, now=DAY + timedelta(days=30))
    assert found == wanted


def test_large_texts_make_small_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_BATCH", 100)
    many(database)
    with database.transactions.write() as session:
        session.execute(update(ArticleRow).values(body="很" * 60))
    asked = []
    find = database.articles.page
    monkeypatch.setattr(database.articles, "page", lambda query: asked.append(query.limit) or find(query))
    assert len(list(in_batches(database, ALL))) == 11
    assert asked[0] == 2 and 1 in asked and max(asked) <= 3


def test_what_cannot_be_asked_is_told_at_once(database: Database) -> None:
    with pytest.raises(UnknownSourceError):
        next(in_batches(database, replace(ALL, source="nobody")))
    with pytest.raises(BadQueryError):
        next(in_batches(database, replace(ALL, text="。")))


def test_chunks() -> None:
    pieces = [b"a" * 3, b"b" * 3, b"", b"c" * 10, b"d"]
    assert list(in_chunks(pieces, 5)) == [b"aaabbb", b"c" * 10, b"d"]
    assert list(in_chunks([], 5)) == []


@pytest.fixture
def begun(database: Database, address: str) -> Iterator[socket.socket]:
    """A reader of an export much larger than what has room between the two, who reads no further."""
    many(database, 40)
    with database.transactions.write() as session:
        session.execute(update(ArticleRow).values(body="很" * 400_000))
    parts = urlsplit(address)
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        reader.connect((parts.hostname, parts.port))
        reader.sendall(b"GET /api/v1/export.jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert reader.recv(1000).startswith(b"HTTP/1.1 200")
        yield reader


def settled(asked: list[int]) -> int:
    """How many batches were asked for, once no more are."""
    before = -1
    while before != len(asked):
        before = len(asked)
        time.sleep(0.5)
    return before


def test_a_reader_that_stops_holds_nothing_and_others_are_served(
    database: Database, address: str, begun: socket.socket
) -> None:
    asked = []
    find = database.articles.page
    database.articles.page = lambda query: asked.append(1) or find(query)  # type: ignore[method-assign]
    assert settled(asked) < 20, "it waits for its reader"
    assert database.transactions.engine.pool.checkedout() <= 1  # type: ignore[attr-defined]
    save(database, WEIFANG, page("http://wf.example.cn/now.htm", "現在", "寫得進去。"))
    parts = urlsplit(address)
    other = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=60)
    other.request("GET", "/api/v1/export.jsonl?lang=en")
    assert [json.loads(line)["id"] for line in other.getresponse().read().splitlines()] == [2]
    other.close()
    begun.close()
    assert settled(asked) < 25, "nothing is read for nobody"
