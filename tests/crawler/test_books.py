"""A database that is away is waited for, no longer than is asked, and no batch is saved twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.batch import Batches, Ledger
from crawler.books import Books
from crawler.saver import Saver
from crawler.saving import BatchSaved, BatchToSave, save_batch
from kitewire.crawl import Outcome, Saved
from kitewire.errors import DatabaseAwayError, DatabaseError
from storage import Database, open_database
from tests.storage.making import SITE, article, desk, failed, read


class Flaky:
    """Away for so many calls."""

    def __init__(self, times: int, error: type[Exception] = DatabaseAwayError) -> None:
        self.calls = 0
        self._times = times
        self._error = error

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self._times:
            raise self._error("away")
        return "done"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.books.FIRST_PAUSE", 0.001)


def _with_books(use: Callable[[Books], Any], patience: float = 60.0) -> Any:
    async def run() -> Any:
        books = Books(patience)
        try:
            return await use(books)
        finally:
            books.close()

    return asyncio.run(run())


def test_a_call_is_tried_again_until_it_is_done() -> None:
    flaky = Flaky(4)
    assert _with_books(lambda books: books.call(flaky)) == "done"
    assert flaky.calls == 5


def test_what_does_not_pass_is_told_at_once() -> None:
    flaky = Flaky(1, DatabaseError)
    with pytest.raises(DatabaseError):
        _with_books(lambda books: books.call(flaky))
    assert flaky.calls == 1


def test_some_things_are_not_tried_again() -> None:
    flaky = Flaky(1)
    with pytest.raises(DatabaseAwayError):
        _with_books(lambda books: books.once(flaky))


def test_patience_ends_and_is_not_had_again_before_the_database_is_back() -> None:
    first, second, third = Flaky(10**6), Flaky(10**6), Flaky(2)

    async def use(books: Books) -> None:
        with pytest.raises(DatabaseAwayError):
            await books.call(first)
        with pytest.raises(DatabaseAwayError):
            await books.call(second)
        await books.call(lambda: None)
        await books.call(third)

    _with_books(use, patience=0.05)
    assert first.calls > 1
    assert (second.calls, third.calls) == (1, 3)


def test_a_crawl_that_is_to_stop_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.books.HURRY", 0.0)
    flaky = Flaky(10**6)

    async def use(books: Books) -> None:
        books.hurry()
        with pytest.raises(DatabaseAwayError):
            await books.call(flaky)

    _with_books(use, patience=10**6)
    assert flaky.calls == 1


class SavesHere(Saver):
    """In this process, so that a test can come between."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "", 0)

    def save(self, batch: BatchToSave) -> BatchSaved:
        return save_batch(self._database, batch)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as opened:
        yield opened


def test_a_batch_whose_answer_was_lost_is_counted_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction is done, and the connection breaks before the server can say so."""
    at, told = desk(database), list[Saved]()
    save, lost = database.writer.save, iter((True, True, False))

    def answer_lost(*args: Any, **more: Any) -> list[Saved]:
        saved = save(*args, **more)
        if next(lost, False):
            raise DatabaseAwayError("the connection is lost")
        return saved

    monkeypatch.setattr(database.writer, "save", answer_lost)

    async def use(books: Books) -> None:
        batches = Batches(Ledger(database, books, SavesHere(database), at.name, at.run_id), told.extend)
        for page in (read(article("/1.htm")), failed(f"{SITE}/2.htm"), read(article("/3.htm", body="另一篇"))):
            await batches.add(page)
        await batches.flush()
        await batches.add(read(article("/4.htm", body="又一篇")))
        await batches.finish()

    _with_books(use)
    (run,) = database.runs.history()
    assert run.counts == {(Outcome.NEW, ""): 3, (Outcome.FAILED, "HTTP 500"): 1}
    assert [(one.outcome, one.article_id) for one in told] == [
        (Outcome.NEW, 1), (Outcome.FAILED, None), (Outcome.NEW, 2), (Outcome.NEW, 3),
    ]  # fmt: skip


def test_a_batch_that_cannot_be_saved_is_told_even_if_none_comes_after_it(database: Database) -> None:
    at = desk(database)

    async def use(books: Books) -> None:
        batches = Batches(Ledger(database, books, SavesHere(database), at.name, 99), lambda _: None)
        await batches.add(read(article()))
        with pytest.raises(Exception, match="no run 99"):
            await batches.flush()
        with pytest.raises(Exception, match="no run 99"):
            await batches.finish()

    _with_books(use)
