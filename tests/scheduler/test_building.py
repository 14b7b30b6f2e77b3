"""The service as settings put it together, on each database: the same code dispatches and crawls."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kitewire.settings import Settings
from kitewire.source import Source
from scheduler.building import build_service
from scheduler.service import utc_now
from storage import Database, open_database
from storage.queue_tables import bring_up_queue
from tests.scheduler.processes import by_command, wait_until


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Crawls only note that they ran."""
    notes = tmp_path / "notes"
    code = f"import sys; open({str(notes)!r}, 'a').write(sys.argv[1])"
    monkeypatch.setattr("scheduler.children.ForkedCrawl", by_command(lambda name: [sys.executable, "-c", code, name]))
    return notes


@pytest.fixture
def served(fresh_postgres: str) -> Iterator[Database]:
    with open_database(fresh_postgres, upgrade=True) as database:
        bring_up_queue(database.transactions)
        yield database


def test_one_process_dispatches_and_crawls(any_database: Database, noted: Path) -> None:
    if any_database.transactions.dialect == "postgresql":
        bring_up_queue(any_database.transactions)
    for name in ("a", "b", "c"):
        any_database.sources.save(Source(name, f"http://{name}.example/"))
    parts = build_service(any_database, Settings(KITEWIRE_TAKE_OVER=3, KITEWIRE_KEEP_RUNS="1d"))
    parts.start()
    try:
        wait_until(lambda: not any_database.schedule.due_names(utc_now(), 1), "a run of each")
        wait_until(lambda: parts.state().ended == 3, "their ends")
        state = parts.state()
        assert (state.dispatching, state.started, state.bugs, state.last_error) == (True, 3, 0, "")
        assert state.seconds_since_tick is not None and parts.running
    finally:
        parts.stop()
    assert sorted(noted.read_text()) == ["a", "b", "c"]
    assert not parts.running
    lease = any_database.leases.look("scheduler")
    assert lease is not None and lease.owner == ""


def test_without_crawling_here_what_is_due_waits_for_a_worker(served: Database, noted: Path) -> None:
    served.sources.save(Source("a", "http://a.example/"))
    parts = build_service(served, Settings(), crawl=False)
    parts.start()
    try:
        wait_until(lambda: parts.state().waiting == 1, "a job that waits")
        assert parts.worker is None and not noted.exists()
    finally:
        parts.stop()
    full = build_service(served, Settings())
    full.start()
    try:
        wait_until(noted.exists, "its crawl by who crawls")
        wait_until(lambda: full.state().ended == 1, "its end")
    finally:
        full.stop()
