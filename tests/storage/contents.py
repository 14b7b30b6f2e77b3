"""The whole content of an archive, without row ids and times, to compare two archives."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from storage import Database
from storage.models import (
    ArticleRow,
    BodyLinkRow,
    LinkRow,
    PageRow,
    RelatedRow,
    RevisionRow,
    RunOutcomeRow,
    SketchRow,
    StartRow,
)

_TIMES = {"discovered", "fetched", "first_seen", "updated", "sorted_by", "next_check", "replaced_at"}


def contents(database: Database, outcomes: bool = False) -> dict[str, list[Any]]:
    """Table → rows, with articles named by their keys, in a fixed order."""
    with database.transactions.read() as session:
        keys = {row.id: row.url_key for row in session.scalars(select(ArticleRow))}
        stories: dict[int | None, list[str]] = {}
        for row in session.scalars(select(ArticleRow)):
            stories.setdefault(row.story_id, []).append(row.url_key)
        named = {"article_id", "target_id", "a_id", "b_id"}

        def plain(row: Any) -> tuple[Any, ...]:
            values = []
            for column in row.__table__.columns:
                value = getattr(row, column.name)
                if column.name in named:
                    value = keys.get(value)
                elif column.name == "story_id":
                    value = sorted(stories[value]) if value is not None else None
                elif column.name in _TIMES:
                    value = value is None
                elif column.name == "id":
                    continue
                values.append((column.name, value))
            return tuple(values)

        tables: list[Any] = [ArticleRow, PageRow, RelatedRow, BodyLinkRow, RevisionRow, SketchRow, LinkRow, StartRow]
        if outcomes:
            tables.append(RunOutcomeRow)
        return {
            table.__tablename__: sorted((plain(row) for row in session.scalars(select(table))), key=repr)
            for table in tables
        }
