"""The contract of due times, leases and runs, on each database."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from kitewire.crawl import Appeared, RunStatus
from kitewire.errors import UnknownIdError, UnknownSourceError
from storage import Database, open_database
from tests.storage.making import HOUR, NOW, article, desk, failed, read, source


def _names(database: Database, now: object = NOW) -> list[str]:
    return [one.name for one in database.schedule.due(now)]  # type: ignore[arg-type]


def test_due(any_database: Database) -> None:
    for name in ("never", "past", "future", "paused", "taken"):
        any_database.sources.save(source(name))
    any_database.schedule.set_due("past", NOW)
    any_database.schedule.set_due("future", NOW + HOUR)
    any_database.sources.pause("paused", True)
    assert any_database.hosts.claim("taken", (), "a", NOW + HOUR, NOW).taken
    assert _names(any_database) == ["never", "past"]
    assert _names(any_database, NOW + HOUR) == ["never", "taken", "past", "future"]
    any_database.sources.pause("paused", False)
    any_database.hosts.give_back("taken", (), "b")
    assert _names(any_database) == ["never", "paused", "past"]
    any_database.hosts.give_back("taken", (), "a")
    assert _names(any_database) == ["never", "paused", "taken", "past"]
    any_database.schedule.set_due("past", None)
    assert "past" in _names(any_database, NOW - 99 * HOUR)


def test_a_lease_has_one_owner(any_database: Database) -> None:
    any_database.sources.save(source())

    def take(name: str, owner: str, until: datetime, now: datetime) -> bool:
        return any_database.hosts.claim(name, (), owner, until, now).taken

    assert take("weifang", "a", NOW + HOUR, NOW)
    assert not take("weifang", "b", NOW + HOUR, NOW)
    assert take("weifang", "a", NOW + 2 * HOUR, NOW), "one's own is prolonged"
    assert not take("weifang", "b", NOW + 3 * HOUR, NOW + HOUR)
    assert take("weifang", "b", NOW + 3 * HOUR, NOW + 2 * HOUR), "it has run out"
    with pytest.raises(UnknownSourceError):
        take("nobody", "a", NOW, NOW)


def test_of_many_who_take_at_once_one_gets_it(any_database: Database, database_url: str) -> None:
    any_database.sources.save(source())
    won: list[str] = []

    def take(owner: str) -> None:
        with open_database(database_url) as own:
            if own.hosts.claim("weifang", (), owner, NOW + HOUR, NOW).taken:
                won.append(owner)

    threads = [threading.Thread(target=take, args=(f"owner {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_names_that_are_due(any_database: Database) -> None:
    for name in ("b", "a", "c", "later"):
        any_database.sources.save(source(name))
    any_database.schedule.set_due("c", NOW - HOUR)
    any_database.schedule.set_due("later", NOW + HOUR)
    assert any_database.schedule.due_names(NOW, 9) == ["a", "b", "c"]
    assert any_database.schedule.due_names(NOW, 2) == ["a", "b"]


def test_what_a_wrong_clock_chose_is_chosen_anew(any_database: Database) -> None:
    names = [f"wrong-{n}" for n in range(8)]
    year = timedelta(days=365)
    for name in names:
        any_database.sources.save(source(name))
        any_database.schedule.set_due(name, NOW + year + HOUR, NOW + year)
    any_database.sources.save(source("right"))
    any_database.schedule.set_due("right", NOW + 9 * HOUR, NOW + timedelta(seconds=40))
    assert any_database.schedule.due_names(NOW + HOUR, 99) == [], "they would be silent for a year"
    assert any_database.schedule.mend_clock(NOW) == 8
    assert any_database.schedule.mend_clock(NOW) == 0
    half = any_database.schedule.due_names(NOW + HOUR / 2, 99)
    assert 3 <= len(half) <= 5, "not all at once"
    assert sorted(any_database.schedule.due_names(NOW + HOUR, 99)) == names


def test_when_articles_appeared(any_database: Database) -> None:
    at = desk(any_database)
    at.save(
        *(read(article(f"/{n}", title=f"第{n}篇", body=f"内容{n}", published=NOW - n * HOUR)) for n in (3, 1, 2)),
        read(article("/undated", body="无日期")),
    )
    found = any_database.schedule.appeared("weifang", NOW - 3 * HOUR, 9)
    assert found == [Appeared(NOW, NOW), Appeared(NOW - HOUR, NOW), Appeared(NOW - 2 * HOUR, NOW)]
    assert any_database.schedule.appeared("weifang", NOW - 3 * HOUR, 1) == found[:1]
    with pytest.raises(UnknownSourceError):
        any_database.schedule.appeared("nobody", NOW, 1)


def test_runs(any_database: Database) -> None:
    first = desk(any_database)
    first.save(read(article()), failed("https://news.example/x"))
    any_database.runs.finish(first.run_id, RunStatus.FAILED, NOW + HOUR, "no answer", found=7)
    second = desk(any_database, trigger="schedule")
    other = desk(any_database, "other")
    assert [run.id for run in any_database.runs.history()] == [other.run_id, second.run_id, first.run_id]
    assert [run.id for run in any_database.runs.history("weifang", limit=1)] == [second.run_id]
    run = any_database.runs.history("weifang")[1]
    assert (run.status, run.started, run.ended) == (RunStatus.FAILED, NOW, NOW + HOUR)
    assert (run.error, run.found, run.trigger, run.source) == ("no answer", 7, "command", "weifang")
    assert sum(run.counts.values()) == 2
    with pytest.raises(UnknownIdError):
        any_database.runs.finish(99, RunStatus.FINISHED, NOW)
    with pytest.raises(UnknownSourceError):
        any_database.runs.history("nobody")


def test_failures_in_a_row(any_database: Database) -> None:
    def ended(status: RunStatus) -> int:
        any_database.runs.finish(desk(any_database).run_id, status, NOW)
        return any_database.sources.states()[0].failures

    assert [ended(RunStatus.FAILED), ended(RunStatus.FAILED), ended(RunStatus.INTERRUPTED)] == [1, 2, 2]
    assert ended(RunStatus.FINISHED) == 0


def test_runs_of_dead_owners_are_interrupted_and_their_leases_freed(any_database: Database) -> None:
    any_database.sources.save(source())
    any_database.sources.save(source("other"))
    dead = any_database.runs.start("weifang", "command", "host:1", NOW)
    alive = any_database.runs.start("other", "command", "host:2", NOW)
    any_database.hosts.claim("weifang", (), "host:1", NOW + HOUR, NOW)
    any_database.hosts.claim("other", (), "host:2", NOW + HOUR, NOW)
    assert any_database.runs.interrupt_open(lambda owner: owner == "host:2", NOW + timedelta(minutes=1)) == 1
    status = {run.id: (run.status, run.ended) for run in any_database.runs.history()}
    assert status[dead] == (RunStatus.INTERRUPTED, NOW + timedelta(minutes=1))
    assert status[alive] == (RunStatus.RUNNING, None)
    assert _names(any_database) == ["weifang"]
    assert any_database.runs.interrupt_open(lambda owner: owner == "host:2", NOW) == 0


def test_a_lease_without_a_run_is_freed_when_its_owner_is_dead(any_database: Database) -> None:
    """Killed before the run was opened, or after it was closed."""
    for name in ("one", "two"):
        any_database.sources.save(source(name, home=f"https://{name}.example/"))
    hosts, runs = any_database.hosts, any_database.runs
    until = NOW + timedelta(seconds=90)
    assert hosts.claim("one", (), "host:1", until, NOW).taken
    assert hosts.claim("two", (), "host:2", until, NOW).taken
    runs.finish(runs.start("one", "command", "host:1", NOW), RunStatus.FINISHED, NOW)
    assert runs.interrupt_open(lambda owner: owner == "host:2", NOW) == 0
    assert hosts.claim("one", (), "host:3", until, NOW).taken
    assert not hosts.claim("two", (), "host:3", until, NOW).taken


def test_a_run_of_another_machine_is_interrupted_once_its_lease_is_gone(any_database: Database) -> None:
    """As after a reboot, or when a container was replaced: nobody can ask whether the process lives."""
    hosts, runs = any_database.hosts, any_database.runs
    for name in ("held", "expired", "taken"):
        any_database.sources.save(source(name, home=f"https://{name}.example/"))
    until = {"held": NOW + HOUR, "expired": NOW + timedelta(seconds=90), "taken": NOW + timedelta(seconds=90)}
    started = {}
    for name in until:
        assert hosts.claim(name, (), "far:1", until[name], NOW).taken
        started[name] = runs.start(name, "schedule", "far:1", NOW)
    imported = runs.start("held", "ingest", "far:2", NOW)
    later = NOW + timedelta(minutes=5)
    assert hosts.claim("taken", (), "near:1", later + HOUR, later).taken
    assert runs.interrupt_open(lambda _: True, later) == 2
    open_runs = {run.id for run in runs.history() if run.status is RunStatus.RUNNING}
    assert open_runs == {started["held"], imported}
    assert runs.interrupt_open(lambda _: True, NOW + timedelta(days=8)) == 2
