"""Lists of values and of rows as the value of one statement: whatever their length, it is compiled once.

The statements of the link stage are texts for that reason, and since making one of models costs more than running it.
Those for SQLite go to its driver as they are: SQLAlchemy's way there and back costs as much as most look-ups.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Connection,
    String,
    TextClause,
    TextualSelect,
    bindparam,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from storage.failures import mendable
from storage.times import UtcDateTime

Types = Mapping[str, type[TypeEngine[Any]]]
"""Name of a column of the rows → its type, in their order."""


def _time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


_READ: Mapping[type[TypeEngine[Any]], Callable[[Any], Any]] = {UtcDateTime: _time, Boolean: bool}
"""How a value of SQLite is read that stands for one of another type."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A statement for SQLite."""

    sql: str
    types: Types = field(default_factory=dict)
    """Of columns of its rows that are not plain numbers or texts."""
    for_each: bool = False
    """Whether it is run for each row with its values (`?`); else once, with all as JSON under the name `rows`."""

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What it gives for these named values."""
        with _Driver(connection) as driver:
            found = driver.execute(self.sql, given)
            rows: list[tuple[Any, ...]] = found.fetchall()
        if not self.types:
            return rows
        names = [column[0] for column in found.description]
        readers = [_READ[self.types[name]] if name in self.types else None for name in names]
        columns = [
            column if read is None else map(read, column)
            for read, column in zip(readers, zip(*rows, strict=True), strict=False)
        ]
        return list(zip(*columns, strict=True))

    def run_for(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run it once for each of the rows."""
        with _Driver(connection) as driver:
            driver.executemany(self.sql, rows)


class _Driver:
    """The driver's own connection, in the transaction of ours; its errors come out as they do from SQLAlchemy's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        if isinstance(error, sqlite3.Error) and (told := mendable(error, self._connection.engine.url)):
            raise told from error


Statements = Mapping[str, Plain | TextClause | TextualSelect]
"""Dialect → a statement."""
_IN = {"sqlite": "IN (SELECT value FROM json_each(:{}))", "postgresql": "= ANY(:{})"}


def arrays(statement: str, types: Types) -> TextClause:
    """A statement for PostgreSQL that takes each column of the rows as an array, under its name."""
    return text(statement).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()))


def inserting(table: str, types: Types) -> Statements:
    """Statements that add rows to `table`; `types`: of its columns that are given, in the order of the rows' values."""
    names = ", ".join(f'"{name}"' for name in types)
    values = ", ".join("?" * len(types))
    lists = ", ".join(f":{name}" for name in types)
    return {
        "sqlite": Plain(f"INSERT INTO {table} ({names}) VALUES ({values})", for_each=True),
        "postgresql": arrays(f"INSERT INTO {table} ({names}) SELECT * FROM unnest({lists})", types),
    }


def listing(statement: str, types: Types | None = None, texts: Collection[str] = ()) -> Statements:
    """`statement` for each database; where `column {name}` stands in it, the column is one of a list called `name`.

    Lists are `ids` or `keys`, of whole numbers, and those named in `texts`. `types`: of columns of its rows that
    are not plain numbers or texts.
    """
    lists = [name for name in ("ids", "keys", *texts) if f"{{{name}}}" in statement]
    made = {dialect: statement.format(**{name: _IN[dialect].format(name) for name in lists}) for dialect in _IN}
    kinds = {name: String if name in texts else BigInteger for name in lists}
    whole = arrays(made["postgresql"], kinds)
    return {
        "sqlite": Plain(made["sqlite"], types or {}),
        "postgresql": whole.columns(**types) if types else whole,
    }


def rows_of(session: Session, statements: Statements, **given: Any) -> Sequence[Any]:
    """The rows that one of the statements made by `listing` gives for these lists and single values, if it gives any.

    What the session has not written yet is not seen.
    """
    connection = session.connection()
    statement = statements[connection.dialect.name]
    single = {name: value for name, value in given.items() if isinstance(value, str | int)}
    lists = {name: list(value) for name, value in given.items() if name not in single}
    if isinstance(statement, Plain):
        return statement.rows(connection, single | {name: _as_json(value) for name, value in lists.items()})
    result = connection.execute(statement, single | lists)
    return result.all() if result.returns_rows else []


def _as_json(values: list[Any]) -> str:
    # Numbers look the same in both, and Python writes its own faster.
    return repr(values) if values and isinstance(values[0], int) else json.dumps(values)


def execute_rows(
    session: Session,
    statements: Statements,
    rows: Sequence[tuple[Any, ...]],
    types: Types,
    more: Mapping[str, int] | None = None,
) -> Sequence[Any]:
    """Run the statement of the database (dialect → statement) for `rows`; gives what it returns, nothing without rows.

    `types`: of the values of a row, by the names under which PostgreSQL takes them. `more`: other values that the
    statement takes. What the session has not written yet is not seen.
    """
    if not rows:
        return []
    connection = session.connection()
    statement = statements[connection.dialect.name]
    if isinstance(statement, Plain):
        if statement.for_each:
            statement.run_for(connection, rows)
            return []
        return statement.rows(connection, {"rows": json.dumps(rows), **(more or {})})
    columns = dict(zip(types, map(list, zip(*rows, strict=True)), strict=True))
    result = connection.execute(statement, {**columns, **(more or {})})
    return list(result.all()) if result.returns_rows else []
