"""Whether an archive is sound: what the database can tell of itself, and what must hold between the tables."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage import orphans
from storage.database import Database
from storage.models import ArticleRow, StoryRow
from storage.search_index import rebuild
from storage.search_places import ID_MASK
from storage.upgrade import current, is_current


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an archive."""

    revision: str
    articles: int
    faults: tuple[str, ...]
    """What is wrong, each with how to mend it; empty: nothing."""


def check(database: Database) -> Health:
    """Look through the whole archive without changing it. Raises `DatabaseError` where it cannot be read."""
    with database.transactions.read() as session:
        faults = [*_tables(session), *_search(session), *_stories(session), *_keys(session)]
        articles = session.scalar(select(func.count(ArticleRow.id))) or 0
        return Health(current(session.connection()) or "", articles, tuple(faults))


def rebuild_search(database: Database) -> int:
    """Make the search index anew; gives how many articles are in it."""
    with database.transactions.write() as session:
        return rebuild(session)


def _tables(session: Session) -> list[str]:
    if session.get_bind().dialect.name != "sqlite":
        return []
    connection = session.connection()
    damage = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(10)") if row[0] != "ok"]
    loose = [f"{row[0]} row {row[1]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(10)]
    return [
        *(f"the file is damaged ({one}): restore it from a backup" for one in damage),
        *(f"{one} refers to something that is gone: restore the file from a backup" for one in loose),
    ]


def _search(session: Session) -> list[str]:
    mend = "run `kitewire db upgrade --rebuild-search`"
    faults = [] if is_current(session) else [f"the search index was made by other rules: {mend}"]
    embedded = session.get_bind().dialect.name == "sqlite"
    table = "article_search_docsize" if embedded else "article_search"
    key = f"id & {ID_MASK}" if embedded else "article_id"
    missing = session.scalar(text(f"SELECT count(*) FROM articles WHERE id NOT IN (SELECT {key} FROM {table})"))
    extra = session.scalar(text(f"SELECT count(*) FROM {table} WHERE {key} NOT IN (SELECT id FROM articles)"))
    if missing or extra:
        faults.append(f"{missing} articles are missing in the search index and {extra} are too many: {mend}")
    return faults


def _keys(session: Session) -> list[str]:
    mend = "run `kitewire db vacuum`"
    return [f"{rows} rows of {name} belong to no article: {mend}" for name, rows in orphans.count(session).items()]


def _stories(session: Session) -> list[str]:
    members = select(ArticleRow.story_id, func.count().label("n")).group_by(ArticleRow.story_id).subquery()
    small = (
        select(func.count(StoryRow.id))
        .outerjoin(members, members.c.story_id == StoryRow.id)
        .where(func.coalesce(members.c.n, 0) < 2)
    )
    led = select(ArticleRow.id).where(ArticleRow.id == StoryRow.lead_id, ArticleRow.story_id == StoryRow.id).exists()
    headless = session.scalar(select(func.count(StoryRow.id)).where(~led))
    few = session.scalar(small)
    mend = "run `kitewire relink --force`"
    return [
        *([f"{few} stories have fewer than two articles: {mend}"] if few else []),
        *([f"{headless} stories have no lead among their articles: {mend}"] if headless else []),
    ]
