"""What is older than it is to be kept goes, in small transactions: killed at any time, what is left fits together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from storage.base import Base
from storage.database import Database
from storage.inserting import insert_missing
from storage.models import ArticleRow, PageRow, RevisionRow, RunRow
from storage.removal import remove_articles
from storage.service_models import AlertRow, FindingRow, RequestDayRow
from storage.sources import source_row
from storage.transaction import Transactions

PRUNED = "pruned"
"""Reason of a page whose article was taken out; it is not asked for again."""
AT_ONCE = 100
"""Articles or rows that go in one transaction: well under a second, so that crawls hardly wait."""
KEPT_RUNS = 20
"""The latest runs of a source stay however old they are: its schedule and its health are told by them."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept; None: for ever."""

    articles: timedelta | None = None
    """By the time that orders lists: of publication, else of first sight."""
    revisions: timedelta | None = None
    """Since the text was replaced."""
    runs: timedelta | None = None
    """Runs, counts of requests, and findings that were cleared with their alerts."""
    source: str | None = None
    """Only of this source."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much has gone, or would go."""

    articles: int = 0
    revisions: int = 0
    """Beside those that went with their article."""
    runs: int = 0
    findings: int = 0
    request_days: int = 0


Tell = Callable[[Pruned], None]
Keys = Select[*tuple[Any, ...]]


def silent(pruned: Pruned) -> None:
    """Tells nobody."""


def would_prune(database: Database, keep: Keep, now: datetime) -> Pruned:
    """What `prune` would take out. Raises `UnknownSourceError`."""
    with database.transactions.read() as session:
        source = _source_id(session, keep)
        counted = {}
        for name, chosen in _chosen(keep, source, now).items():
            counted[name] = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        return Pruned(**counted)


def prune(database: Database, keep: Keep, now: datetime, tell: Tell = silent) -> Pruned:
    """Take out what is older than `keep` says; gives how much. To be called again where it was killed.

    The addresses of the articles stay known, and are not crawled again. What referred to them is an entry again, and
    their stories are told anew. Raises `UnknownSourceError`, `DatabaseError`.
    """
    done = Pruned()
    with database.transactions.read() as session:
        source = _source_id(session, keep)
    for name, chosen in _chosen(keep, source, now).items():
        while number := _batch(database.transactions, name, chosen):
            done = replace(done, **{name: getattr(done, name) + number})
            tell(done)
    return done


_TABLES: dict[str, type[Base]] = {
    "revisions": RevisionRow,
    "runs": RunRow,
    "findings": FindingRow,
    "request_days": RequestDayRow,
}


def _source_id(session: Session, keep: Keep) -> int | None:
    return None if keep.source is None else source_row(session, keep.source).id


def _chosen(keep: Keep, source: int | None, now: datetime) -> dict[str, Keys]:
    """What goes: field of `Pruned` → the keys of its rows, the oldest first."""
    chosen: dict[str, Keys] = {}
    if keep.articles is not None:
        old = select(ArticleRow.id).where(ArticleRow.sorted_by < now - keep.articles, *_of(ArticleRow, source))
        chosen["articles"] = old.order_by(ArticleRow.sorted_by, ArticleRow.id)
    if keep.revisions is not None:
        texts = select(RevisionRow.article_id, RevisionRow.number).where(RevisionRow.replaced_at < now - keep.revisions)
        if source is not None:
            texts = texts.where(RevisionRow.article_id.in_(select(ArticleRow.id).where(ArticleRow.source_id == source)))
        chosen["revisions"] = texts.order_by(RevisionRow.article_id, RevisionRow.number)
    if keep.runs is not None:
        chosen |= _of_the_service(now - keep.runs, source)
    return chosen


def _of_the_service(until: datetime, source: int | None) -> dict[str, Keys]:
    place = func.row_number().over(partition_by=RunRow.source_id, order_by=RunRow.id.desc())
    ranked = select(RunRow.id, place.label("place")).where(*_of(RunRow, source)).subquery()
    late = select(ranked.c.id).where(ranked.c.place > KEPT_RUNS)
    runs = select(RunRow.id).where(RunRow.started < until, RunRow.ended.is_not(None), RunRow.id.in_(late))
    findings = select(FindingRow.id).where(FindingRow.cleared < until, *_of(FindingRow, source))
    waiting = select(AlertRow.finding_id).where(AlertRow.next_try.is_not(None))
    days = select(RequestDayRow.source_id, RequestDayRow.day).where(
        RequestDayRow.day < until.date().isoformat(), *_of(RequestDayRow, source)
    )
    return {
        "runs": runs.order_by(RunRow.id),
        "findings": findings.where(FindingRow.id.not_in(waiting)).order_by(FindingRow.id),
        "request_days": days.order_by(RequestDayRow.day),
    }


def _of(table: Any, source: int | None) -> list[ColumnElement[bool]]:
    return [] if source is None else [table.source_id == source]


def _batch(transactions: Transactions, name: str, chosen: Keys) -> int:
    """One transaction's worth; gives how many rows went."""
    with transactions.write() as session:
        keys = session.execute(chosen.limit(AT_ONCE)).all()
        if not keys:
            return 0
        if name == "articles":
            _forget_articles(session, [key[0] for key in keys])
            return len(keys)
        table = _TABLES[name]
        for key in keys:
            same = [column == value for column, value in zip(table.__table__.primary_key, key, strict=True)]
            session.execute(delete(table).where(*same))
        return len(keys)


def _forget_articles(session: Session, ids: list[int]) -> None:
    """Take articles out; their addresses stay, with the reason that says why nothing is stored for them."""
    chosen = session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids))).all()
    addresses = {
        row.url_key: {
            "source_id": row.source_id,
            "url_key": row.url_key,
            "url": row.canonical_url,
            "discovered": row.first_seen,
            "outcome": "unchanged",
            "reason": PRUNED,
        }
        for row in chosen
    }
    shown = update(PageRow).where(PageRow.article_id.in_(ids))
    session.execute(shown.values(reason=PRUNED, next_check=None, missing=None, etag=None, last_modified=None))
    insert_missing(session, PageRow, "url_key", addresses)
    session.expunge_all()
    remove_articles(session, ids)
