"""Rows that hang on no foreign key: the program takes them out with their article, and here where it could not."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from storage.models import ArticleRow, CommonEventKeyRow, EventKeyRow, SketchRow

TABLES: tuple[type[SketchRow] | type[EventKeyRow], ...] = (SketchRow, EventKeyRow)


def count(session: Session) -> dict[str, int]:
    """Table → rows that belong to no article; only tables that have some. Reads each table through once."""
    found = {
        table.__tablename__: session.scalar(select(func.count()).select_from(table).where(_lost(table))) or 0
        for table in TABLES
    }
    return {name: rows for name, rows in found.items() if rows}


def sweep(session: Session) -> None:
    """Take them out."""
    for table in TABLES:
        session.execute(delete(table).where(_lost(table)))
    # What they were counted in is counted anew when it is asked for.
    session.execute(delete(CommonEventKeyRow))


def _lost(table: type[SketchRow] | type[EventKeyRow]) -> ColumnElement[bool]:
    return ~select(ArticleRow.id).where(ArticleRow.id == table.article_id).exists()
