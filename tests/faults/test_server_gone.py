"""A PostgreSQL server that is stopped, restarted or frozen while a crawl writes to it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kitewire.crawl import RunStatus
from kitewire.source import Schedule, ScheduleKind
from storage import Database, open_database
from storage.checking import check
from storage.queue_tables import bring_up_queue
from tests.faults.paper import LONGEST, PAGES, TOP, Crawl, Paper, newsroom, until
from tests.faults.server import Server
from tests.storage.contents import contents

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def server(testrun_uid: str) -> Iterator[Server]:
    # Not under pytest's own folder: pytest closes that to other users, and as root the server runs as another.
    opened = Server(Path(tempfile.gettempdir()) / f"kitewire-gone-{testrun_uid}")
    yield opened
    opened.close()


@pytest.fixture
def url(server: Server, paper: Paper) -> str:
    with open_database(server.url, upgrade=True) as database:
        bring_up_queue(database.transactions)
        for source in database.sources.all():
            database.sources.remove(source.name)
    return newsroom(server.url, paper)


def _sound(database: Database, whole: dict[str, list[Any]]) -> bool:
    found = contents(database)
    return [len(found[name]) for name in found] == [len(whole[name]) for name in whole] and not check(database).faults


def test_a_crawl_goes_on_when_the_server_is_back(
    server: Server, url: str, paper: Paper, whole: dict[str, list[Any]]
) -> None:
    with paper.held(20):
        crawl = Crawl(url)
        crawl.wait_until_saved(10)
        server.stop()
    try:
        crawl.wait_for("check that it runs and that DATABASE_URL is right; waiting for it")
    finally:
        server.start()
    assert crawl.end() == 0, crawl.said
    assert "the database is there again" in crawl.said
    with open_database(url) as database:
        assert _sound(database, whole)
        (run, *_) = database.runs.history()
    assert sum(run.counts.values()) == PAGES, "each page is counted once"


@pytest.mark.slow
def test_a_frozen_server_is_waited_for(server: Server, url: str, paper: Paper, whole: dict[str, list[Any]]) -> None:
    with paper.held(20):
        crawl = Crawl(url)
        crawl.wait_until_saved(10)
        frozen = server.frozen()
        frozen.__enter__()
    try:
        paper.wait_until_asked()
    finally:
        frozen.__exit__(None, None, None)
    assert crawl.end() == 0, crawl.said
    with open_database(url) as database:
        assert _sound(database, whole)
        (run, *_) = database.runs.history()
    assert sum(run.counts.values()) == PAGES


@pytest.mark.slow
def test_a_server_that_stays_away_ends_the_crawl_with_a_word(server: Server, url: str, paper: Paper) -> None:
    with paper.held(20):
        crawl = Crawl(url, KITEWIRE_DATABASE_PATIENCE="1")
        crawl.wait_until_saved(10)
        server.stop()
    try:
        assert crawl.end() == 1
        assert "check that it runs and that DATABASE_URL is right" in crawl.said.splitlines()[-1]
        assert "Traceback" not in crawl.said
    finally:
        server.start()
    assert Crawl(url).end() == 0
    with open_database(url) as database:
        assert [run.status.value for run in database.runs.history()] == ["finished", "interrupted"]
        assert sum(sum(run.counts.values()) for run in database.runs.history()) >= PAGES


@pytest.mark.slow
def test_a_service_goes_on_when_the_server_is_back(server: Server, url: str, paper: Paper, tmp_path: Path) -> None:
    """Due sources are crawled again, by the same service and without a hand."""
    with open_database(url) as database:
        every = Schedule(ScheduleKind.INTERVAL, every=timedelta(seconds=1))
        database.sources.save(replace(paper.source, schedule=every))
    service = subprocess.Popen(
        [sys.executable, "-c", "from kitewire.cli import main; main()", "serve", "--no-http"],
        cwd=TOP,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "KITEWIRE_ALLOW_HOSTS": "127.0.0.1",
            "KITEWIRE_WORKERS": "1",
            "KITEWIRE_TAKE_OVER": "5",
        },
        stdout=subprocess.DEVNULL,
        stderr=(tmp_path / "said").open("w"),
    )
    try:
        until(lambda: _finished(url) >= 1 or service.poll() is not None, "no run at all")
        assert service.poll() is None, (tmp_path / "said").read_text()
        server.stop()
        time.sleep(3)
        server.start()
        before = _finished(url)
        until(lambda: _finished(url) > before, "it does not go on")
        assert service.poll() is None
    finally:
        service.terminate()
        assert service.wait(LONGEST) == 0


def _finished(url: str) -> int:
    with open_database(url) as database:
        return database.runs.totals()[RunStatus.FINISHED]
