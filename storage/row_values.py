"""A list of rows as the value of one statement: whatever its length, the statement is compiled once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Integer, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

Types = Mapping[str, type[BigInteger] | type[Integer]]
"""Name of a column of the rows → its type, in their order."""


def arrays(statement: str, types: Types) -> TextClause:
    """A statement for PostgreSQL that takes each column of the rows as an array, under its name."""
    return text(statement).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()))


def execute_rows(
    session: Session,
    statements: Mapping[str, TextClause],
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
    result = session.execute(statements[dialect], {**given, **(more or {})})
    return list(result) if result.returns_rows else []  # type: ignore[attr-defined]
