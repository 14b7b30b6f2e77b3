"""Which scheduler dispatches, by clocks of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from kitewire.errors import DatabaseError
from scheduler.leadership import BEATS, Leadership, Watch, may_take, seen_again
from storage import Database
from storage.leases import LeaseView

PATIENCE = 30.0


class Steady:
    """A steady clock that the test moves; each process has its own, begun anywhere."""

    def __init__(self, begins: float) -> None:
        self.now = begins

    def __call__(self) -> float:
        return self.now


class Scheduler:
    def __init__(self, database: Database, name: str, begins: float, lives: Callable[[str], bool] = lambda _: True):
        self.clock = Steady(begins)
        self.leadership = Leadership(database.leases, PATIENCE, name, self.clock, lives)

    def hold(self, after: float = 0.0) -> bool:
        self.clock.now += after
        return self.leadership.hold()


def test_one_leads_and_the_other_stands_by_and_says_so_once(
    any_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Scheduler(any_database, "first:1:1", 0), Scheduler(any_database, "second:2:2", 5e6)
    assert first.hold()
    for _ in range(50):
        assert first.hold(1)
        assert not second.hold(1)
    assert second.leadership.other == "first:1:1"
    assert first.leadership.leading and not second.leadership.leading
    assert caplog.text.count("stands by") == 1


def test_a_holder_without_a_sign_of_life_is_replaced_after_the_patience_and_not_before(any_database: Database) -> None:
    first, second = Scheduler(any_database, "first:1:1", 0), Scheduler(any_database, "second:2:2", 700)
    assert first.hold()
    assert not second.hold()
    assert not second.hold(PATIENCE - 1)
    assert second.hold(2)
    assert not first.hold(PATIENCE + 1), "it has lost the lease while it slept"
    assert second.hold(1)


def test_a_lost_lease_is_noticed_before_anything_is_dispatched(
    any_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Scheduler(any_database, "first:1:1", 0), Scheduler(any_database, "second:2:2", 0)
    assert first.hold()
    assert not second.hold()
    assert second.hold(PATIENCE + 1)
    assert not first.hold(PATIENCE + 2)
    assert "lease was lost" in caplog.text
    assert not first.hold(1) and first.leadership.other == "second:2:2"


def test_one_that_died_on_this_machine_is_seen_at_once(any_database: Database) -> None:
    first = Scheduler(any_database, "here:1:1", 0)
    second = Scheduler(any_database, "here:2:2", 0, lives=lambda owner: owner != "here:1:1")
    assert first.hold()
    assert second.hold()


def test_given_back_it_is_taken_at_once(any_database: Database) -> None:
    first, second = Scheduler(any_database, "first:1:1", 0), Scheduler(any_database, "second:2:2", 0)
    assert first.hold()
    assert not second.hold()
    first.leadership.give_back()
    first.leadership.give_back()
    assert second.hold(1)


def test_a_beat_whose_answer_was_lost_is_no_lost_lease(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Scheduler(any_database, "first:1:1", 0)
    assert first.hold()
    beat = any_database.leases.beat

    def beat_and_break(name: str, held: LeaseView) -> LeaseView | None:
        beat(name, held)
        raise DatabaseError("the connection broke")

    with monkeypatch.context() as broken:
        broken.setattr(any_database.leases, "beat", beat_and_break)
        with pytest.raises(DatabaseError):
            first.hold(PATIENCE / BEATS + 1)
    assert not first.hold(1), "it cannot know"
    assert first.hold(1), "the lease is in its own name"


def test_it_beats_in_time_and_not_more(any_database: Database) -> None:
    first = Scheduler(any_database, "first:1:1", 0)
    assert first.hold()
    for _ in range(60):
        first.hold(1)
    lease = any_database.leases.look("scheduler")
    assert lease is not None and BEATS <= lease.beat <= 2 * BEATS + 1


def test_try_once_gives_way_to_a_living_one_and_replaces_a_dead_one(any_database: Database) -> None:
    first = Leadership(any_database.leases, 0.2, "first:1:1")
    assert first.hold()

    def while_it_lives() -> float:
        first.hold()
        return clock()

    clock = Steady(0)
    assert not Leadership(any_database.leases, 1e6, "second:2:2", while_it_lives, lambda _: True).try_once()
    assert Leadership(any_database.leases, 0.3, "third:3:3", lives=lambda _: True).try_once()


def test_pure_decisions() -> None:
    lease = LeaseView("a:1:1", 5)
    watch = seen_again(None, lease, 10)
    assert seen_again(watch, LeaseView("a:1:1", 5), 30) is watch
    assert seen_again(watch, LeaseView("a:1:1", 6), 30) == Watch(LeaseView("a:1:1", 6), 30)

    def free(watch: Watch, steady: float, me: str = "b:2:2", alive: bool = True) -> bool:
        return may_take(watch, me, steady, PATIENCE, lambda _: alive)

    assert not free(watch, 10 + PATIENCE - 1)
    assert free(watch, 10 + PATIENCE)
    assert free(watch, 10, me="a:1:1")
    assert free(watch, 10, alive=False)
    assert free(Watch(None, 0), 0) and free(Watch(LeaseView("", 3), 0), 0)


@pytest.fixture(autouse=True)
def _warnings_are_kept(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
