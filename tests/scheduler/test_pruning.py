"""What is too old goes, beside the crawls."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kitewire.crawl import RunStatus
from kitewire.errors import SettingsError
from kitewire.settings import Settings, load_settings
from scheduler.building import build_service
from scheduler.chores import StoppedError
from scheduler.pruning import keep_of, prune_old
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
