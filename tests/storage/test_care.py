"""Vacuum: the room of what was deleted comes back, and lost rows go."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from kitewire.archive_view import ArticleQuery
from kitewire.errors import DatabaseAwayError, DatabaseError
from storage import Database, open_database
from storage.care import vacuum
from storage.checking import check
from storage.retention import Keep, prune
from tests.storage.making import NOW, article, desk, read
from tests.storage.whole import DAY, fill, rows

NOTHING = Keep(articles=DAY / 24)


@pytest.mark.parametrize("quick", [False, True])
def test_nothing_but_room_is_lost(any_database: Database, quick: bool) -> None:
    fill(any_database)
    before = rows(any_database)
    vacuum(any_database, quick)
    assert rows(any_database) == before
    assert any_database.articles.count(ArticleQuery(text="风筝节")) == 12
    assert check(any_database).faults == ()


def test_the_file_becomes_smaller(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        fill(database)
        prune(database, NOTHING, NOW + 400 * DAY)
        won = vacuum(database)
        assert won.after < won.before
        # The log is empty, and the file is all there is.
        assert won.after == (tmp_path / "a.db").stat().st_size
        desk(database).save(read(article()))  # the pool's connections go on


def test_lost_keys_are_found_and_swept(any_database: Database) -> None:
    fill(any_database, 3)
    with any_database.transactions.write() as session:
        session.execute(text('INSERT INTO sketches ("key", article_id) VALUES (5, 99), (6, 99)'))
        session.execute(text('INSERT INTO event_keys ("key", day, article_id) VALUES (5, 1, 99)'))
        session.execute(text('INSERT INTO common_event_keys ("key", last_day, first_day) VALUES (5, 1, 1)'))
    faults = check(any_database).faults
    assert [fault.split(":")[0] for fault in faults] == [
        "2 rows of sketches belong to no article", "1 rows of event_keys belong to no article",
    ]  # fmt: skip
    assert all("kitewire db vacuum" in fault for fault in faults)
    vacuum(any_database)
    assert check(any_database).faults == ()
    with any_database.transactions.read() as session:
        assert session.scalar(text("SELECT count(*) FROM common_event_keys")) == 0


def test_a_disk_without_room_for_it_is_told_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        total: int = 0
        used: int = 0
        free: int = 1000

    with open_database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        fill(database, 3)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage())
        with pytest.raises(DatabaseError, match=r"needs \d+ MB .*make room, or run `kitewire db vacuum --quick`"):
            vacuum(database)
        vacuum(database, quick=True)


def test_another_writer_is_waited_for_and_then_named(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'a.db'}", timeout=0.1) as database:
        fill(database, 3)
        other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(DatabaseAwayError, match="another process is writing"):
                vacuum(database)
        finally:
            other.close()
        vacuum(database)
