"""Statements for many values at once: rows alike on both databases, errors of the driver as all others."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Boolean, Integer

from kitewire.errors import DatabaseError
from kitewire.source import Source
from storage import Database, open_database
from storage.row_values import Plain, Types, execute_rows, inserting, listing, rows_of
from storage.times import UtcDateTime

WHEN = datetime(2026, 10, 4, 5, 30, tzinfo=UTC)
MADE = listing(
    "SELECT id, name, paused, created, next_due FROM sources WHERE name {names} AND id >= :least ORDER BY id",
    {"paused": Boolean, "created": UtcDateTime, "next_due": UtcDateTime},
    texts=["names"],
)


def test_rows_have_the_values_that_models_have(any_database: Database) -> None:
    for name in ("river", "hill", "harbour"):
        any_database.sources.save(Source(name, f"http://{name}.example/"))
    any_database.schedule.set_due("hill", WHEN, WHEN)
    with any_database.transactions.read() as session:
        rows = rows_of(session, MADE, names=["hill", "river", "nobody"], least=1)
        assert [(name, paused, due) for _, name, paused, _, due in rows] == [
            ("river", False, None),
            ("hill", False, WHEN),
        ]
        assert all(created.tzinfo is UTC for _, _, _, created, _ in rows)
        assert rows_of(session, MADE, names=[], least=1) == []


def test_rows_are_added_and_none_without_any(any_database: Database) -> None:
    types: Types = {"key": BigInteger, "day": Integer, "article_id": BigInteger}
    with any_database.transactions.write() as session:
        execute_rows(session, inserting("event_keys", types), [(7, 20_000, 1), (8, 20_000, 1 << 40)], types)
        execute_rows(session, inserting("event_keys", types), [], types)
    with any_database.transactions.read() as session:
        stored = listing('SELECT "key", day, article_id FROM event_keys WHERE "key" {keys} ORDER BY "key"')
        assert [tuple(row) for row in rows_of(session, stored, keys=[7, 8])] == [
            (7, 20_000, 1),
            (8, 20_000, 1 << 40),
        ]


def test_what_a_user_can_mend_is_told_and_a_bug_passes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kitewire.db'}"
    types: Types = {"key": BigInteger, "article_id": BigInteger}
    with open_database(url) as writer, open_database(url, timeout=0.1) as other:
        locked = pytest.raises(DatabaseError, match="another process is writing")
        with writer.transactions.write(), other.transactions.read() as session, locked:
            execute_rows(session, inserting("sketches", types), [(1, 1)], types)
        with writer.transactions.read() as session, pytest.raises(sqlite3.OperationalError, match="no such table"):
            rows_of(session, {"sqlite": Plain("SELECT 1 FROM nowhere")})
