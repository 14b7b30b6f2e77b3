"""Due sources whose host is being crawled are passed over, and nobody waits behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kitewire.source import Source, StartKind, StartPoint
from scheduler import courtesy as module
from scheduler.courtesy import REMEMBERED, Courtesy, choose
from storage import Database
from tests.storage.making import NOW

NONE: frozenset[str] = frozenset()


class Steady:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def save(database: Database, name: str, *hosts: str) -> None:
    starts = tuple(StartPoint(StartKind.LIST, f"http://{host}/news/") for host in hosts[1:])
    database.sources.save(Source(name, f"http://{hosts[0]}/", starts=starts))


def due(courtesy: Courtesy, room: int = 9, busy: frozenset[str] = NONE, engaged: frozenset[str] = NONE) -> list[str]:
    return courtesy.due(NOW, busy, engaged, room)


def test_choosing() -> None:
    hosts = {"a": {"x"}, "b": {"x", "y"}, "c": {"y"}, "d": set(), "e": {"z"}}
    assert choose("abcde", hosts.__getitem__, (), 9) == ["a", "c", "d", "e"]
    assert choose("abcde", hosts.__getitem__, {"y", "z"}, 9) == ["a", "d"]
    assert choose("abcde", hosts.__getitem__, (), 2) == ["a", "c"]


def test_one_source_a_host_at_a_time(any_database: Database) -> None:
    for number in range(3):
        save(any_database, f"section-{number}", "one.example")
    save(any_database, "two", "two.example", "lists.two.example")
    courtesy = Courtesy(any_database, Steady())
    assert due(courtesy) == ["section-0", "two"]
    started = frozenset({"section-0"})
    assert due(courtesy, busy=started, engaged=started) == ["two"]
    assert due(courtesy, busy=started) == ["section-1", "two"], "one that was put off holds its host from nobody"


def test_hosts_that_another_process_has_leased_are_left_alone(any_database: Database) -> None:
    save(any_database, "one", "one.example")
    save(any_database, "two", "two.example", "lists.two.example")
    until = NOW + timedelta(seconds=90)
    courtesy = Courtesy(any_database, Steady())
    assert any_database.hosts.claim("one", ["lists.two.example", "one.example"], "far:1", until, NOW).taken
    assert due(courtesy) == []
    any_database.hosts.give_back("one", ["lists.two.example", "one.example"], "far:1")
    assert due(courtesy) == ["one", "two"]


def test_a_lease_of_a_clock_that_was_put_back_holds_up_nobody(any_database: Database) -> None:
    for name in ("one", "two"):
        save(any_database, name, "same.example")
    later = NOW + timedelta(days=3)
    assert any_database.hosts.claim("one", ["same.example"], "far:1", later + timedelta(seconds=90), later).taken
    any_database.schedule.set_due("one", later)
    assert due(Courtesy(any_database, Steady())) == ["two"]


def test_others_do_not_wait_behind_many_of_one_host(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AHEAD", 2)
    for number in range(12):
        save(any_database, f"section-{number:02}", "one.example")
    save(any_database, "z", "z.example")
    assert due(Courtesy(any_database, Steady()), room=2) == ["section-00", "z"]


def test_hosts_are_remembered_for_a_while_only(any_database: Database) -> None:
    steady = Steady()
    courtesy = Courtesy(any_database, steady)
    save(any_database, "one", "one.example")
    save(any_database, "two", "one.example")
    assert due(courtesy) == ["one"]
    save(any_database, "two", "two.example")
    assert due(courtesy) == ["one"]
    steady.now += REMEMBERED + 1
    assert due(courtesy) == ["one", "two"]
