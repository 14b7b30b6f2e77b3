"""Stamps of the archive's state: the same while nothing is committed, another after any change by anybody."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import Database, open_database
from storage.changes import LAG, Changes
from tests.storage.making import source

only_on_a_server = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_a_stamp_stays_until_something_is_committed(any_database: Database) -> None:
    changes = Changes(any_database.transactions, lambda: 0.0)
    for _ in range(100):  # the server's own vacuum commits too, now and then
        first = changes.stamp()
        any_database.articles.referring(1)
        if changes.stamp() == changes.peek() == first:
            break
    else:
        pytest.fail("no two stamps alike, though nothing was committed")
    any_database.sources.save(source())
    assert changes.stamp() != first, "at once, where this process changed something"
    changes.close()


def test_what_another_process_commits_is_seen(database_url: str, any_database: Database) -> None:
    clock = [0.0]
    changes = Changes(any_database.transactions, lambda: clock[0])
    first = changes.stamp()
    with open_database(database_url) as other:
        other.sources.save(source())
        clock[0] += 1
        assert changes.stamp() != first
    changes.close()


@only_on_a_server
def test_a_transaction_that_ends_later_is_another_state(any_database: Database) -> None:
    clock = [0.0]
    changes = Changes(any_database.transactions, lambda: clock[0])
    with any_database.transactions.engine.connect() as under_way:
        under_way.execute(text("INSERT INTO meta (name, value) VALUES ('x', '1')"))
        before = changes.stamp()
        clock[0] += 1
        under_way.rollback()
    assert changes.stamp() != before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_is_asked_at_once(database_url: str, any_database: Database) -> None:
    clock = [0.0]
    changes = Changes(any_database.transactions, lambda: clock[0])
    first = changes.peek()
    with open_database(database_url) as other:
        other.sources.save(source())
    assert changes.peek() == first, "asked a moment ago"
    assert changes.stamp() != first, "asked for certain"
    clock[0] = 1
    assert changes.peek() == changes.stamp()
    changes.close()


@only_on_a_server
def test_a_server_is_asked_now_and_then_only(any_database: Database) -> None:
    clock = [0.0]
    changes = Changes(any_database.transactions, lambda: clock[0])
    assert changes.peek() is None, "the event loop must not wait for an answer"
    stamp = changes.stamp()
    clock[0] = LAG["postgresql"]
    assert changes.peek() == stamp
    clock[0] = 1
    assert changes.peek() is None
