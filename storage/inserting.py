"""Inserts that leave alone what is there already, on either database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from storage.base import Base

CHUNK = 500
"""Values bound in one statement: well under SQLite's bound of 32,766."""


def insert(session: Session, table: type[Base]) -> Any:
    """The dialect's insert into `table`, which knows `on_conflict_…`."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    # Here: to load that dialect takes a tenth of the start of a command, and most archives are files.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def insert_missing(session: Session, table: type[Base], key: str, rows: dict[str, dict[str, Any]]) -> set[str]:
    """Insert those of `rows` (by the value of their unique column `key`) that are not there; gives their keys.

    Rows get their ids in the order of `rows`.
    """
    known = known_keys(session, table, key, list(rows))
    missing = {name: row for name, row in rows.items() if name not in known}
    for part in chunks(list(missing.values())):
        statement: Insert = insert(session, table)
        session.execute(statement, part)
    return set(missing)


_NEXT_IDS = {
    # A table of SQLite that gives no id twice keeps the last one.
    "sqlite": text(
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :many) "
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :name), 0) + n FROM counted"
    ),
    "postgresql": text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :many)"),
}


def reserve_ids(session: Session, table: type[Base], many: int) -> list[int]:
    """Ids for the next `many` rows, ascending, in a transaction that alone writes to `table`.

    On SQLite those that are not used come again; `table` must be one with `sqlite_autoincrement`.
    """
    asked = {"name": table.__tablename__, "many": max(1, many)}
    return list(session.connection().execute(_NEXT_IDS[session.get_bind().dialect.name], asked).scalars())


def known_keys(session: Session, table: type[Base], key: str, names: Sequence[str]) -> set[str]:
    """Which of `names` stand in the column `key`."""
    column = getattr(table, key)
    return {name for part in chunks(names) for name in session.scalars(select(column).where(column.in_(part)))}


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`values` in parts that one statement can bind."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
