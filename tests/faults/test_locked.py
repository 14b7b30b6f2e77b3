"""Another process holds the write lock of an embedded database for longer than a writer waits."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage import open_database
from tests.faults.paper import PAGES, Crawl, Paper, newsroom
from tests.storage.contents import contents

pytestmark = pytest.mark.long


def test_a_crawl_waits_and_goes_on(tmp_path: Path, paper: Paper, whole: dict[str, list[Any]]) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    other = sqlite3.connect(tmp_path / "kitewire.db", isolation_level=None, timeout=60)
    with paper.held(20):
        crawl = Crawl(url, KITEWIRE_DATABASE_PATIENCE="30")
        crawl.wait_until_saved(1)
        other.execute("BEGIN IMMEDIATE")
    crawl.wait_for("another process is writing to it")
    other.execute("ROLLBACK")
    other.close()
    assert crawl.end() == 0, crawl.said
    with open_database(url) as database:
        assert contents(database) == whole
        (run,) = database.runs.history()
    assert sum(run.counts.values()) == PAGES


def test_a_crawl_that_may_not_wait_says_who_is_in_the_way(tmp_path: Path, paper: Paper) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    other = sqlite3.connect(tmp_path / "kitewire.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        crawl = Crawl(url, KITEWIRE_DATABASE_PATIENCE="1")
        assert crawl.end() == 1
        assert "another process is writing to it" in crawl.said.splitlines()[-1]
        assert "Traceback" not in crawl.said
    finally:
        other.close()
