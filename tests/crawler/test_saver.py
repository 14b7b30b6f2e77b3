"""The process that saves: killed, told to end, away from its database, it loses no batch and saves none twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.saver import Saver
from crawler.saving import BatchSaved, BatchToSave
from kitewire.crawl import Outcome, PageRead
from kitewire.errors import DatabaseAwayError, MachineError
from storage import Database, open_database
from tests.storage.making import NOW, SITE, Desk, article, desk, failed, read

TOP = Path(__file__).resolve().parents[2]
LONG = 240.0
"""Seconds that anything may take on a busy machine."""


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.saver.PAUSE", 0.01)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    with open_database(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def saver(database: Database, file: Path) -> Iterator[Saver]:
    made = Saver(database, f"sqlite:///{file}", LONG)
    yield made
    made.close()


def batch_of(at: Desk, number: int, *pages: PageRead) -> BatchToSave:
    return BatchToSave(at.name, at.run_id, number, pages, NOW)


def process_of(saver: Saver) -> int:
    assert saver._process is not None
    return saver._process.do(os.getpid)


def test_what_has_a_text_is_saved_by_a_process_and_the_rest_here(saver: Saver, database: Database) -> None:
    at = desk(database)
    first = saver.save(batch_of(at, 1, failed(f"{SITE}/0.htm")))
    assert saver._process is None, "nothing to link: no process is worth its start"
    assert first == BatchSaved(first.pages, None)
    second = saver.save(batch_of(at, 2, read(article("/1.htm")), failed(f"{SITE}/2.htm")))
    assert process_of(saver) != os.getpid()
    assert second.learned is not None
    assert [one.outcome for one in (*first.pages, *second.pages)] == [Outcome.FAILED, Outcome.NEW, Outcome.FAILED]
    assert database.runs.get(at.run_id).counts == {(Outcome.FAILED, "HTTP 500"): 2, (Outcome.NEW, ""): 1}


@dataclass
class Locked:
    """A database that nobody can write to now."""

    file: Path

    def __enter__(self) -> Locked:
        self._connection = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False)
        self._connection.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, *_: Any) -> None:
        self._connection.close()


def test_a_batch_whose_process_is_killed_is_saved_once_by_another(saver: Saver, database: Database, file: Path) -> None:
    at, told = desk(database), list[BatchSaved]()
    saver.save(batch_of(at, 1, read(article("/1.htm"))))
    first = process_of(saver)
    with Locked(file):
        begun = batch_of(at, 2, read(article("/2.htm", body="另一篇")))
        saving = threading.Thread(target=lambda: told.append(saver.save(begun)))
        saving.start()
        os.kill(first, signal.SIGTERM)  # as a service manager does to all processes: the batch goes on
        time.sleep(0.2)
        os.kill(first, signal.SIGKILL)
    saving.join(LONG)
    assert process_of(saver) != first
    assert [one.outcome for one in told[0].pages] == [Outcome.NEW]
    assert database.runs.get(at.run_id).counts == {(Outcome.NEW, ""): 2}
    again = saver.save(begun)  # as after a kill between the transaction and its answer
    assert again.pages == told[0].pages
    assert database.runs.get(at.run_id).counts == {(Outcome.NEW, ""): 2}


def test_a_process_told_to_end_finishes_its_batch(saver: Saver, database: Database, file: Path) -> None:
    at, told = desk(database), list[BatchSaved]()
    saver.save(batch_of(at, 1, read(article("/1.htm"))))
    process = process_of(saver)
    with Locked(file):
        saving = threading.Thread(target=lambda: told.append(saver.save(batch_of(at, 2, read(article("/2.htm"))))))
        saving.start()
        time.sleep(0.1)
        os.kill(process, signal.SIGTERM)
        os.kill(process, signal.SIGINT)
        time.sleep(0.1)
    saving.join(LONG)
    assert process_of(saver) == process
    assert len(told) == 1


class Deadly:
    """A page that ends whichever process unpacks it."""

    article = "a text"

    def __reduce__(self) -> Any:
        return os._exit, (9,)


def test_processes_that_are_always_killed_end_the_run_and_save_nothing(saver: Saver, database: Database) -> None:
    at = desk(database)
    with pytest.raises(MachineError, match="killed, one after the other"):
        saver.save(batch_of(at, 1, read(article("/1.htm")), Deadly()))  # type: ignore[arg-type]
    assert database.runs.get(at.run_id).counts == {}
    assert saver.save(batch_of(at, 2, read(article("/1.htm")))).pages[0].outcome is Outcome.NEW


def test_a_database_that_is_away_is_told_as_such(database: Database, file: Path) -> None:
    at = desk(database)
    saver = Saver(database, f"sqlite:///{file}", 0.05)
    try:
        with Locked(file), pytest.raises(DatabaseAwayError):
            saver.save(batch_of(at, 1, read(article("/1.htm"))))
        assert saver.save(batch_of(at, 1, read(article("/1.htm")))).pages[0].outcome is Outcome.NEW
    finally:
        saver.close()


_CRAWL = """
import sys, time
from tests.crawler.test_saver import Saver, article, batch_of, desk, open_database, process_of, read
if __name__ == "__main__":
    with open_database(sys.argv[1]) as database:
        saver = Saver(database, sys.argv[1], 60)
        saver.save(batch_of(desk(database), 1, read(article("/1.htm"))))
        print(process_of(saver), flush=True)
        time.sleep(600)
"""


def test_the_process_ends_with_its_crawl(file: Path) -> None:
    command = [sys.executable, "-c", _CRAWL, f"sqlite:///{file}"]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as crawl:
        assert crawl.stdout is not None
        process = int(crawl.stdout.readline())
        crawl.kill()
    until = time.monotonic() + LONG
    while _runs(process):
        assert time.monotonic() < until
        time.sleep(0.02)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("select count(*) from articles").fetchone() == (1,)


def _runs(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
