"""The root of all models."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase

from storage.times import UtcDateTime


class Base(DeclarativeBase):
    """Root of the models; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, str: Text}


def table_of(row: type[Base]) -> Table:
    """The plain table of a mapped class: for statements that run so often that a session's own work would show."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


ID = BigInteger().with_variant(Integer(), "sqlite")
"""The type of a row's number: SQLite gives row ids only to a primary key typed INTEGER."""
