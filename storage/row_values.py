"""Lists of values and of rows as the value of one statement: whatever their length, it is compiled once.

The statements of the link stage are texts for that reason, and since making one of models costs more than running it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Integer, String, TextClause, TextualSelect, bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Types = Mapping[str, type[BigInteger] | type[Integer]]
"""Name of a column of the rows → its type, in their order."""


def arrays(statement: str, types: Types) -> TextClause:
    """A statement for PostgreSQL that takes each column of the rows as an array, under its name."""
    return text(statement).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()))


Statements = Mapping[str, TextClause | TextualSelect]
"""Dialect → a statement."""
_IN = {"sqlite": "IN (SELECT value FROM json_each(:{}))", "postgresql": "= ANY(:{})"}


def listing(
    statement: str, types: Mapping[str, type[TypeEngine[Any]]] | None = None, texts: Collection[str] = ()
) -> Statements:
    """`statement` for each database; where `column {name}` stands in it, the column is one of a list called `name`.

    Lists are `ids` or `keys`, of whole numbers, and those named in `texts`. `types`: of columns of its rows that
    are not plain numbers or texts.
    """
    made: dict[str, TextClause | TextualSelect] = {}
    lists = [name for name in ("ids", "keys", *texts) if f"{{{name}}}" in statement]
    for dialect, within in _IN.items():
        whole = text(statement.format(**{name: within.format(name) for name in lists}))
        if dialect == "postgresql":
            kinds = {name: String if name in texts else BigInteger for name in lists}
            whole = whole.bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in kinds.items()))
        made[dialect] = whole.columns(**types) if types else whole
    return made


def rows_of(session: Session, statements: Statements, **given: Any) -> Sequence[Any]:
    """The rows that one of the statements made by `listing` gives for these lists and single values.

    What the session has not written yet is not seen.
    """
    dialect = session.get_bind().dialect.name
    lists = {name: list(value) for name, value in given.items() if not isinstance(value, str | int)}
    if dialect == "sqlite":
        lists = {name: json.dumps(value) for name, value in lists.items()}  # type: ignore[misc]
    return session.connection().execute(statements[dialect], {**given, **lists}).all()


def execute_rows(
    session: Session,
    statements: Statements,
    rows: Sequence[tuple[int, ...]],
    types: Types,
    more: Mapping[str, int] | None = None,
) -> list[Any]:
    """Run the statement of the database (dialect → statement) for `rows`; gives what it returns, nothing without rows.

    SQLite's takes them as JSON, under the name `rows`. `more`: other values that it takes.
    """
    if not rows:
        return []
    dialect = session.get_bind().dialect.name
    columns = dict(zip(types, map(list, zip(*rows, strict=True)), strict=True))
    given = {"rows": json.dumps(rows)} if dialect == "sqlite" else columns
    result = session.connection().execute(statements[dialect], {**given, **(more or {})})
    return list(result.all()) if result.returns_rows else []
