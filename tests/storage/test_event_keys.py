"""Terms that so many articles hold that they find nothing are counted once, and again when a holder goes."""

from __future__ import annotations

from storage import Database
from storage.event_keys import add_keys, holders_within, remove_keys
from storage.models import CommonEventKeyRow

TOWN, FERRY = 7, 8
MOST = 2


def found(database: Database, first: int, last: int, note: bool = True) -> dict[int, set[str]]:
    """Term → those that hold it."""
    with database.transactions.write() as session:
        asked = [([TOWN], (first, last)), ([FERRY], (first, last))]
        ((days, holders),) = holders_within(session, asked, MOST, note).items()
        assert days == (first, last)
        return {key: set(held.split(",")) for key, held in holders.items()}


def noted(database: Database) -> list[tuple[int, int, int]]:
    with database.transactions.read() as session:
        rows = session.query(CommonEventKeyRow).order_by(CommonEventKeyRow.last_day)
        return [(row.key, row.first_day, row.last_day) for row in rows]


def test_common_terms_are_counted_once(any_database: Database) -> None:
    with any_database.transactions.write() as session:
        add_keys(session, [(TOWN, day, 10 + day) for day in (1, 3, 5, 7)] + [(FERRY, 5, 15), (FERRY, 7, 17)])
    assert found(any_database, 0, 9, note=False) == found(any_database, 0, 9) == {FERRY: {"15", "17"}}
    assert noted(any_database) == [(TOWN, 3, 7)], "the latest days that hold enough"
    assert found(any_database, 0, 9) == {FERRY: {"15", "17"}}
    assert found(any_database, 5, 9) == {TOWN: {"15", "17"}, FERRY: {"15", "17"}}, "not all of these days"
    assert found(any_database, 0, 6) == {FERRY: {"15"}}, "other days that hold enough"
    assert noted(any_database) == [(TOWN, 1, 5), (TOWN, 3, 7)]


def test_a_holder_less_is_counted_anew(any_database: Database) -> None:
    with any_database.transactions.write() as session:
        add_keys(session, [(TOWN, day, 10 + day) for day in (1, 3, 5)])
    assert TOWN not in found(any_database, 0, 9)
    with any_database.transactions.write() as session:
        remove_keys(session, [(TOWN, 3, 13), (FERRY, 3, 13)])
    assert found(any_database, 0, 9)[TOWN] == {"11", "15"}
    assert noted(any_database) == []
