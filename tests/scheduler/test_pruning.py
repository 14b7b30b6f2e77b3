"""What is too old goes, beside the crawls."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from kitewire.archive_files import PART_SUFFIX, SUFFIX, file_name
from kitewire.crawl import RunStatus
from kitewire.errors import SettingsError
from kitewire.settings import Settings, load_settings
from scheduler.building import _chores, build_service
from scheduler.chores import StoppedError
from scheduler.pruning import keep_of, prune_old, remove_old_pages
from storage import Database
from storage.retention import KEPT_RUNS
from tests.storage.making import NOW, source

YEAR = timedelta(days=365)


def runs(database: Database, number: int) -> None:
    database.sources.save(source())
    for _ in range(number):
        database.runs.finish(database.runs.start("weifang", "schedule", "host:1", NOW), RunStatus.FINISHED, NOW)


def test_old_runs_go_by_default_and_the_last_stay(any_database: Database) -> None:
    runs(any_database, KEPT_RUNS + 5)
    keep = keep_of(Settings())
    assert keep is not None and keep.articles is None
    assert prune_old(any_database, keep, NOW + timedelta(days=80), lambda: False).runs == 0
    assert prune_old(any_database, keep, NOW + YEAR, lambda: False).runs == 5
    assert len(any_database.runs.history("weifang", 100)) == KEPT_RUNS


def test_it_is_broken_off_when_we_are_to_stop(any_database: Database) -> None:
    runs(any_database, KEPT_RUNS + 1)
    keep = keep_of(Settings())
    assert keep is not None
    with pytest.raises(StoppedError):
        prune_old(any_database, keep, NOW + YEAR, lambda: True)


def test_everything_may_be_kept(any_database: Database) -> None:
    assert keep_of(Settings(KITEWIRE_KEEP_RUNS="")) is None
    assert keep_of(Settings(KITEWIRE_KEEP="365d")).articles == YEAR  # type: ignore[union-attr]


def test_a_span_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITEWIRE_KEEP", "soon")
    with pytest.raises(SettingsError, match=r"KITEWIRE_KEEP.*not a span of time such as 90d"):
        load_settings()


def test_the_service_does_it(any_database: Database) -> None:
    if any_database.transactions.dialect == "sqlite":
        service = build_service(any_database, Settings()).service
        assert service is not None
        assert [chore.name for chore in service._chores._chores] == ["pruning"]


def test_files_of_archived_pages_go_by_the_time_in_their_name(tmp_path: Path) -> None:
    """What is no file of ours, and what is still written to, stays."""
    names = {
        name: file_name("weifang", number, NOW - age) + suffix
        for number, (name, age, suffix) in enumerate(
            [("old", YEAR, SUFFIX), ("new", YEAR / 4, SUFFIX), ("left", YEAR, SUFFIX + PART_SUFFIX)]
        )
    }
    names |= {"written": "weifang-20200101T000000Z-9" + SUFFIX + PART_SUFFIX, "theirs": "our-2019.warc.gz"}
    for name, file in names.items():
        (tmp_path / file).write_bytes(b"x")
        when = NOW if name == "written" else NOW - YEAR
        os.utime(tmp_path / file, (when.timestamp(),) * 2)
    with pytest.raises(StoppedError):
        remove_old_pages(tmp_path, 2 * YEAR / 3, NOW, lambda: True)
    left = {path.name for path in tmp_path.iterdir()}
    assert len(names) - len(left) == 1, "it stops after the file that is under way"
    assert remove_old_pages(tmp_path, 2 * YEAR / 3, NOW, lambda: False) == 1
    assert {name for name, file in names.items() if (tmp_path / file).exists()} == {"new", "written", "theirs"}
    assert remove_old_pages(tmp_path / "none", YEAR, NOW, lambda: False) == 0


def test_the_service_removes_old_pages_where_it_is_told_to(any_database: Database) -> None:
    def chores(**more: str) -> list[str]:
        return [one.name for one in _chores(any_database, Settings(KITEWIRE_KEEP_RUNS="", **more))]

    assert chores(KITEWIRE_ARCHIVE="pages") == chores(KITEWIRE_KEEP_PAGES="90d") == []
    assert chores(KITEWIRE_ARCHIVE="pages", KITEWIRE_KEEP_PAGES="90d") == ["old pages"]
