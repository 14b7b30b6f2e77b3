"""The contract of leases by beat, on each database."""

from __future__ import annotations

import threading

from storage import Database, open_database
from storage.leases import LeaseView

NAME = "scheduler"


def test_a_lease_that_was_never_held_is_taken_once(any_database: Database) -> None:
    leases = any_database.leases
    assert leases.look(NAME) is None
    assert leases.take(NAME, "a", None) == LeaseView("a", 1)
    assert leases.take(NAME, "b", None) is None
    assert leases.look(NAME) == LeaseView("a", 1)
    assert leases.look("another") is None


def test_whoever_saw_an_older_beat_gets_nothing(any_database: Database) -> None:
    leases = any_database.leases
    first = leases.take(NAME, "a", None)
    assert first is not None
    second = leases.beat(NAME, first)
    assert second == LeaseView("a", 2)
    assert leases.take(NAME, "b", first) is None, "it has beaten since"
    assert leases.take(NAME, "b", second) == LeaseView("b", 3)
    assert leases.beat(NAME, second) is None, "the first owner has lost it"


def test_given_back_it_is_free_and_cannot_be_given_back_by_another(any_database: Database) -> None:
    leases = any_database.leases
    held = leases.take(NAME, "a", None)
    assert held is not None
    leases.give_back(NAME, LeaseView("b", held.beat))
    assert leases.look(NAME) == held
    leases.give_back(NAME, held)
    free = leases.look(NAME)
    assert free == LeaseView("", 2)
    assert leases.take(NAME, "b", free) == LeaseView("b", 3)


def test_the_beat_begins_again_at_its_end(any_database: Database) -> None:
    leases = any_database.leases
    leases.take(NAME, "a", None)
    with any_database.transactions.write() as session:
        session.connection().exec_driver_sql(f"UPDATE leases SET beat = {2**31 - 1}")
    seen = leases.look(NAME)
    assert seen is not None
    assert leases.beat(NAME, seen) == LeaseView("a", 1)


def test_of_many_who_take_at_once_one_gets_it(any_database: Database, database_url: str) -> None:
    held = any_database.leases.take(NAME, "dead", None)
    won: list[str] = []

    def take(owner: str) -> None:
        with open_database(database_url) as own:
            if own.leases.take(NAME, owner, held) is not None:
                won.append(owner)

    threads = [threading.Thread(target=take, args=(f"owner {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
