"""References: related entries and links within texts, pointed at stored articles, whichever was stored first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, bindparam, literal, null, select, update
from sqlalchemy.orm import Session

from linking import fold_title
from storage.inserting import chunks
from storage.models import ArticleRow, PageRow, RelatedRow
from storage.reference_rows import TABLES, ReferenceTable

MARGIN = 3
"""Days between the date beside an entry and its target's: lists show the day of posting, last change or print."""
LEAST_TITLE = 8
"""Folded Han characters of a title that can name an article by itself; for other scripts twice as many."""
MOST_NAMESAKES = 50
"""A title that more articles bear is a heading (今日天气); entries with it stay open without looking closer."""

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class _Target:
    """An article that an entry may mean."""

    id: int
    source_id: int
    published: datetime | None


@dataclass(frozen=True, slots=True)
class _Stored:
    """The stored articles that a batch of entries may mean, by address and by title."""

    by_url: dict[str, int]
    by_title: dict[int, list[_Target]]


def resolve_references(session: Session, article_ids: Collection[int], former: Collection[int] = ()) -> set[int]:
    """Point the entries and links of `article_ids`, and those of others that mean them, at their targets.

    Each is decided anew from what is stored, so the outcome is the same in whatever order articles came. `former`:
    keys of titles that articles no longer bear; what stayed open between two of that title may be certain now.
    Gives the articles whose references changed, and those that lost one.
    """
    touched: set[int] = set()
    for part in chunks(sorted(article_ids)):
        names = _names_of(session, part)
        for table in TABLES.values():
            touched |= _decide_all(session, table, _about(session, table, part, names))
    for part in chunks(sorted(former)):
        touched |= _decide_all(session, RelatedRow, _entries(session, RelatedRow, RelatedRow.title_key.in_(part)))
    return touched


@dataclass(frozen=True, slots=True)
class _Names:
    """What an entry can name some articles by."""

    titles: tuple[int, ...]
    """Keys."""
    urls: tuple[str, ...]
    """Keys: their own addresses and those of pages that led to them."""


def _names_of(session: Session, ids: Sequence[int]) -> _Names:
    columns = select(ArticleRow.title_key, ArticleRow.title, ArticleRow.url_key)
    rows = session.execute(columns.where(ArticleRow.id.in_(ids))).all()
    titles = {row.title_key for row in rows if row.title_key and _says_enough(row.title)}
    urls = {row.url_key for row in rows}
    urls |= set(session.scalars(select(PageRow.url_key).where(PageRow.article_id.in_(ids))))
    return _Names(tuple(sorted(titles)), tuple(sorted(urls)))


Entries = dict[tuple[int, int], Row[Any]]
"""By article and position."""


def _about(session: Session, table: ReferenceTable, ids: Sequence[int], names: _Names) -> Entries:
    """Entries of the articles `ids`, and all that name them by address or title or did so before."""
    found = _entries(session, table, table.article_id.in_(ids)) | _entries(session, table, table.target_id.in_(ids))
    for part in chunks(names.urls):
        found |= _entries(session, table, table.url_key.in_(part))
    if table is RelatedRow:
        for part in chunks(names.titles):
            found |= _entries(session, table, RelatedRow.title_key.in_(part))
    return found


def _entries(session: Session, table: ReferenceTable, which: ColumnElement[bool]) -> Entries:
    # The words of a link within a text are no title: only its address counts.
    named = (RelatedRow.title, RelatedRow.date, RelatedRow.title_key) if table is RelatedRow else _NO_TITLE
    statement = (
        select(
            table.article_id,
            table.position,
            table.url_key,
            table.target_id,
            table.resolved_by,
            ArticleRow.source_id,
            *named,
        )
        .join(ArticleRow, ArticleRow.id == table.article_id)
        .where(which)
    )
    rows: Iterable[Row[Any]] = session.execute(statement)
    return {(row.article_id, row.position): row for row in rows}


_NO_TITLE = (literal("").label("title"), null().label("date"), literal(0).label("title_key"))


def _decide_all(session: Session, table: ReferenceTable, entries: Entries) -> set[int]:
    in_order = [entries[key] for key in sorted(entries)]
    touched: set[int] = set()
    for start in range(0, len(in_order), 1000):
        touched |= _decide(session, table, in_order[start : start + 1000])
    return touched


def _decide(session: Session, table: ReferenceTable, entries: Sequence[Row[Any]]) -> set[int]:
    stored = _stored(session, entries)
    touched: set[int] = set()
    changes = []
    for entry in entries:
        target, by = _target_of(entry, stored)
        if (target, by) == (entry.target_id, entry.resolved_by):
            continue
        # What a new reference ties is found from the article's side; one that is gone leaves two ends.
        touched |= {entry.article_id, entry.target_id} - {None}
        changes.append({"one": entry.article_id, "place": entry.position, "target": target, "by": by})
    if changes:
        session.connection().execute(_resolution(table), changes)
    return touched


def _resolution(table: ReferenceTable) -> Update:
    """The statement that gives an entry its target, or none. Whether it ties is decided afterwards."""
    columns = table.__table__.c
    which = (columns.article_id == bindparam("one"), columns.position == bindparam("place"))
    values = {"target_id": bindparam("target"), "resolved_by": bindparam("by"), "ties": False}
    return update(table.__table__).where(*which).values(values)  # type: ignore[arg-type]


def _stored(session: Session, entries: Sequence[Row[Any]]) -> _Stored:
    by_url: dict[str, int] = {}
    for part in chunks(sorted({entry.url_key for entry in entries if entry.url_key})):
        pages = select(PageRow.url_key, PageRow.article_id).where(
            PageRow.url_key.in_(part), PageRow.article_id.is_not(None)
        )
        articles = select(ArticleRow.url_key, ArticleRow.id).where(ArticleRow.url_key.in_(part))
        # The article's own address comes last: it outdoes a page that once led elsewhere.
        for statement in (pages, articles):
            by_url.update({key: one for key, one in session.execute(statement) if one is not None})
    by_title: dict[int, list[_Target]] = defaultdict(list)
    for keys in chunks(sorted({entry.title_key for entry in entries if entry.title_key})):
        named = select(ArticleRow.title_key, ArticleRow.id, ArticleRow.source_id, ArticleRow.published).where(
            ArticleRow.title_key.in_(keys)
        )
        for row in session.execute(named):
            by_title[row.title_key].append(_Target(row.id, row.source_id, row.published))
    return _Stored(by_url, by_title)


def _target_of(entry: Row[Any], stored: _Stored) -> tuple[int | None, str | None]:
    """The article that `entry` means and how that was found; (None, None) where it is not stored or not certain."""
    target = stored.by_url.get(entry.url_key or "")
    if target is not None:
        return (None, None) if target == entry.article_id else (target, "url")
    # The article itself among them: an entry that may mean it means no other.
    namesakes = stored.by_title.get(entry.title_key, [])
    if not namesakes or len(namesakes) > MOST_NAMESAKES or not _says_enough(entry.title):
        return None, None
    own = [one for one in namesakes if one.source_id == entry.source_id]
    near = _near(entry.date, own) or _near(entry.date, namesakes)
    certain = len(near) == 1 and near[0].id != entry.article_id
    return (near[0].id, "title") if certain else (None, None)


def _says_enough(title: str) -> bool:
    folded = fold_title(title)
    return sum(2 if "\u3400" <= character <= "\u9fff" else 1 for character in folded) >= 2 * LEAST_TITLE


def _near(shown: str | None, namesakes: Sequence[_Target]) -> list[_Target]:
    """Those of the day shown, else those within the margin."""
    apart = [(_days_apart(shown, one.published), one) for one in namesakes]
    exact = [one for days, one in apart if days is None or days == 0]
    return exact or [one for days, one in apart if days is not None and days <= MARGIN]


def _days_apart(shown: str | None, published: datetime | None) -> int | None:
    """Days between the date beside an entry (`YYYY-MM-DD` or `YYYY-MM`) and a time; None where either is not known."""
    if not shown or published is None:
        return None
    days = {published.astimezone(zone).date() for zone in (_BEIJING, UTC)}
    try:
        if len(shown) == 7:
            return 0 if shown in {day.isoformat()[:7] for day in days} else 31
        when = date.fromisoformat(shown)
    except ValueError:
        return None
    return min(abs((when - day).days) for day in days)
