"""Keys of fingerprints: found by key, taken out by article, on both databases."""

from __future__ import annotations

from sqlalchemy import select

from storage import Database
from storage.models import ArticleRow, SketchRow
from storage.removal import remove_articles
from storage.sketches import holders_of, packed, replace_sketches, sketches_of, unpacked
from tests.storage.link_world import Story, save, text

LEAST, MOST = -(2**63), 2**63 - 1


def rows(database: Database) -> set[tuple[int, int]]:
    with database.transactions.read() as session:
        return {(row.key, row.article_id) for row in session.scalars(select(SketchRow))}


def three(database: Database) -> list[int]:
    return save(database, [Story("river", f"a{seed}", f"河湾消息之{seed}", text(seed)) for seed in (1, 2, 3)])


def test_keys_are_packed_and_unpacked() -> None:
    assert unpacked(packed((LEAST, -1, 0, MOST))) == (LEAST, -1, 0, MOST)
    assert packed((1,)) == b"\x01" + bytes(7)
    assert unpacked(packed(())) == ()


def test_an_article_keeps_the_keys_that_stand_for_it(any_database: Database) -> None:
    ids = three(any_database)
    with any_database.transactions.read() as session:
        stored = sketches_of(session, ids)
    assert {(key, one) for one, keys in stored.items() for key in keys} == rows(any_database)
    assert all(stored[one] for one in ids)


def test_keys_are_replaced_by_what_differs(any_database: Database) -> None:
    one, other, third = three(any_database)
    with any_database.transactions.write() as session:
        replace_sketches(session, {one: (5, LEAST, 5), other: (MOST,), third: ()})
        replace_sketches(session, {one: (MOST, 5)})
    assert rows(any_database) == {(5, one), (MOST, one), (MOST, other)}
    with any_database.transactions.read() as session:
        assert sketches_of(session, [one, other, third]) == {one: (5, MOST), other: (MOST,)}


def test_holders_are_found_of_keys_with_two_and_not_too_many(any_database: Database) -> None:
    one, other, third = three(any_database)
    with any_database.transactions.write() as session:
        replace_sketches(session, {one: (5, 6, LEAST), other: (5, 6), third: (6,)})
        found = holders_of(session, [LEAST, 5, 6, 77], most=2)
        assert {key: set(held.split(",")) for key, held in found.items()} == {5: {str(one), str(other)}}
        assert not holders_of(session, [], most=2)


def test_removed_articles_leave_no_keys(any_database: Database) -> None:
    one, other, third = three(any_database)
    with any_database.transactions.write() as session:
        remove_articles(session, [one, third])
    assert {article for _, article in rows(any_database)} == {other}


def test_keys_are_not_read_with_an_article(any_database: Database) -> None:
    three(any_database)
    with any_database.transactions.read() as session:
        row = session.scalars(select(ArticleRow)).first()
        assert row is not None
        assert "sketch" not in row.__dict__
