"""References: related entries and links within texts, pointed at stored articles, whichever was stored first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Session

from linking import fold_title
from storage.handed_on import opening_of
from storage.inserting import chunks
from storage.models import BodyLinkRow, RelatedRow
from storage.reference_rows import TABLES, ReferenceTable
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, listing, rows_of
from storage.times import UtcDateTime

MARGIN = 3
"""Days between the date beside an entry and its target's: lists show the day of posting, last change or print."""
LEAST_TITLE = 8
"""Folded Han characters of a title that can name an article by itself; for other scripts twice as many."""
MOST_NAMESAKES = 50
"""A title that more articles bear is a heading (今日天气); entries with it stay open without looking closer."""

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class _Target:
    """An article that an entry may mean."""

    id: int
    source_id: int
    published: datetime | None

    @cached_property
    def days(self) -> frozenset[date]:
        """On which it was published, where the outlets are and in UTC; none where that is not known."""
        if self.published is None:
            return frozenset()
        return frozenset(self.published.astimezone(zone).date() for zone in (_BEIJING, UTC))


@dataclass(frozen=True, slots=True)
class _Stored:
    """The stored articles that a batch of entries may mean, by address and by title."""

    by_url: dict[str, int]
    by_title: dict[int, list[_Target]]


@dataclass(slots=True)
class Resolved:
    """What became of references."""

    touched: set[int] = field(default_factory=set)
    """Articles whose references changed, and those that lost one."""
    moved: dict[ReferenceTable, set[tuple[int, int]]] = field(
        default_factory=lambda: {table: set() for table in TABLES.values()}
    )
    """Article and position of the entries and links that have another target now, or none."""


def resolve_references(session: Session, article_ids: Collection[int], former: Collection[int] = ()) -> Resolved:
    """Point the entries and links of `article_ids`, and those of others that mean them, at their targets.

    Each is decided anew from what is stored, so the outcome is the same in whatever order articles came. `former`:
    keys of titles that articles no longer bear; what stayed open between two of that title may be certain now.
    """
    found = Resolved()
    for part in chunks(sorted(article_ids)):
        names = _names_of(session, part)
        for table in TABLES.values():
            _decide_all(session, table, _about(session, table, part, names), found)
    for part in chunks(sorted(former)):
        _decide_all(session, RelatedRow, _entries(session, _TITLED, keys=part), found)
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """What an entry can name some articles by."""

    titles: tuple[int, ...]
    """Keys."""
    urls: tuple[str, ...]
    """Keys: their own addresses and those of pages that led to them."""


def _names_of(session: Session, ids: Sequence[int]) -> _Names:
    rows = rows_of(session, _OWN_NAMES, ids=ids)
    titles = {title_key for one, title_key, title, _ in rows if title_key and _names(session, one, title)}
    urls = {url_key for *_, url_key in rows}
    urls.update(url_key for (url_key,) in rows_of(session, _PAGES_OF, ids=ids))
    return _Names(tuple(sorted(titles)), tuple(sorted(urls)))


def _names(session: Session, article_id: int, title: str) -> bool:
    """Whether the title of an article says enough to name it."""
    read = opening_of(session, article_id)
    return _long_enough(read.title) if read else _says_enough(title)


_OWN_NAMES = listing("SELECT id, title_key, title, url_key FROM articles WHERE id {ids}")
_PAGES_OF = listing("SELECT url_key FROM pages WHERE article_id {ids}")


class _Entry(NamedTuple):
    """A related entry, or a link within a text, and what it was pointed at so far."""

    article_id: int
    position: int
    url_key: str | None
    target_id: int | None
    resolved_by: str | None
    source_id: int
    title: str = ""
    """The words of a link within a text are no title: only its address counts."""
    date: str | None = None
    title_key: int = 0


Entries = dict[tuple[int, int], _Entry]
"""By article and position."""


def _about(session: Session, table: ReferenceTable, ids: Sequence[int], names: _Names) -> Entries:
    """Entries of the articles `ids`, and all that name them by address or title or did so before."""
    if table is BodyLinkRow:
        return _entries(session, _LINKS, ids=ids, urls=names.urls)
    return _entries(session, _RELATED, ids=ids, urls=names.urls, keys=names.titles)


def _entries(session: Session, statements: Statements, **given: Sequence[int] | Sequence[str]) -> Entries:
    return {(row[0], row[1]): _Entry(*row) for row in rows_of(session, statements, **given)}


def _select(table: ReferenceTable, *conditions: str) -> Statements:
    """Entries of which one of the conditions holds; each is looked up by itself, so that its index serves it."""
    columns = ["article_id", "position", "url_key", "target_id", "resolved_by"]
    named = ["title", "date", "title_key"] if table is RelatedRow else []
    chosen = ", ".join([*(f"entry.{one}" for one in columns), "article.source_id", *(f"entry.{one}" for one in named)])
    of = f"FROM {table.__tablename__} AS entry JOIN articles AS article ON article.id = entry.article_id"
    return listing(" UNION ALL ".join(f"SELECT {chosen} {of} WHERE entry.{one}" for one in conditions), texts=["urls"])


_CONDITIONS = ("article_id {ids}", "target_id {ids}", "url_key {urls}")
_RELATED = _select(RelatedRow, *_CONDITIONS, "title_key {keys}")
_LINKS = _select(BodyLinkRow, *_CONDITIONS)
_TITLED = _select(RelatedRow, "title_key {keys}")


def _decide_all(session: Session, table: ReferenceTable, entries: Entries, found: Resolved) -> None:
    in_order = [entries[key] for key in sorted(entries)]
    for start in range(0, len(in_order), 1000):
        _decide(session, table, in_order[start : start + 1000], found)


def _decide(session: Session, table: ReferenceTable, entries: Sequence[_Entry], found: Resolved) -> None:
    stored = _stored(session, entries)
    touched: set[int | None] = set()
    changes = []
    # The articles of one outlet mostly name the same others.
    meant: dict[tuple[object, ...], _Meant] = {}
    for entry in entries:
        said = (entry.url_key, entry.source_id, entry.title, entry.date, entry.title_key)
        if said not in meant:
            meant[said] = _meant_by(entry, stored)
        target, by = meant[said]
        if target == entry.article_id:
            # Nothing refers to itself.
            target, by = None, None
        if (target, by) == (entry.target_id, entry.resolved_by):
            continue
        # What a new reference ties is found from the article's side; one that is gone leaves two ends.
        touched.update((entry.article_id, entry.target_id))
        changes.append((target, by, entry.article_id, entry.position))
    execute_rows(session, _RESOLUTIONS[table], changes, _RESOLUTION)
    found.touched.update(one for one in touched if one is not None)
    found.moved[table].update((article, position) for _, _, article, position in changes)


_RESOLUTION: Types = {"targets": BigInteger, "ways": String, "articles": BigInteger, "positions": Integer}
# Whether it ties is decided afterwards.
_RESOLUTIONS: Mapping[ReferenceTable, Statements] = {
    table: {
        "sqlite": Plain(
            f"UPDATE {table.__tablename__} SET target_id = ?, resolved_by = ?, ties = 0"
            " WHERE article_id = ? AND position = ?",
            for_each=True,
        ),
        "postgresql": arrays(
            f"UPDATE {table.__tablename__} AS entry SET target_id = one.target, resolved_by = one.way, ties = false"
            " FROM unnest(:targets, :ways, :articles, :positions) AS one(target, way, article, place)"
            " WHERE entry.article_id = one.article AND entry.position = one.place",
            _RESOLUTION,
        ),
    }
    for table in TABLES.values()
}
"""Give an entry its target, or none."""


def _stored(session: Session, entries: Sequence[_Entry]) -> _Stored:
    by_url: dict[str, int] = {}
    by_title: dict[int, list[_Target]] = defaultdict(list)
    if urls := sorted({entry.url_key for entry in entries if entry.url_key}):
        # The article's own address comes last: it outdoes a page that once led elsewhere.
        for statements in (_SHOWN_AT, _STORED_AT):
            by_url.update((key, one) for key, one in rows_of(session, statements, urls=urls))
    # An entry whose address is stored means that, whatever it is called.
    open_keys = {entry.title_key for entry in entries if entry.title_key and (entry.url_key or "") not in by_url}
    if open_keys:
        for key, *target in rows_of(session, _NAMED, keys=sorted(open_keys)):
            by_title[key].append(_Target(*target))
    return _Stored(by_url, by_title)


_SHOWN_AT = listing(
    "SELECT url_key, article_id FROM pages WHERE url_key {urls} AND article_id IS NOT NULL", texts=["urls"]
)
_STORED_AT = listing("SELECT url_key, id FROM articles WHERE url_key {urls}", texts=["urls"])
_NAMED = listing(
    "SELECT title_key, id, source_id, published FROM articles WHERE title_key {keys}", {"published": UtcDateTime}
)


_Meant = tuple[int | None, str | None]
"""An article and how it was found; (None, None) where it is not stored or not certain."""


def _meant_by(entry: _Entry, stored: _Stored) -> _Meant:
    """What an entry means that says this, whatever article it stands in: maybe this one itself."""
    target = stored.by_url.get(entry.url_key or "")
    if target is not None:
        return target, "url"
    namesakes = stored.by_title.get(entry.title_key, [])
    if not namesakes or len(namesakes) > MOST_NAMESAKES or not _says_enough(entry.title):
        return None, None
    own = [one for one in namesakes if one.source_id == entry.source_id]
    near = _near(entry.date, own) or _near(entry.date, namesakes)
    return (near[0].id, "title") if len(near) == 1 else (None, None)


@lru_cache(maxsize=10_000)
def _says_enough(title: str) -> bool:
    return _long_enough(fold_title(title))


def _long_enough(folded: str) -> bool:
    return len(folded) + len(_HAN.findall(folded)) >= 2 * LEAST_TITLE


_HAN = re.compile("[\u3400-\u9fff]")


def _near(shown: str | None, namesakes: Sequence[_Target]) -> list[_Target]:
    """Those of the day shown, else those within the margin."""
    apart = [(_days_apart(shown, one.days), one) for one in namesakes]
    exact = [one for days, one in apart if days is None or days == 0]
    return exact or [one for days, one in apart if days is not None and days <= MARGIN]


def _days_apart(shown: str | None, days: frozenset[date]) -> int | None:
    """Days between the date beside an entry (`YYYY-MM-DD` or `YYYY-MM`) and the nearest of `days`; None where either is
    not known."""
    if not shown or not days:
        return None
    try:
        if len(shown) == 7:
            return 0 if shown in {day.isoformat()[:7] for day in days} else 31
        when = date.fromisoformat(shown)
    except ValueError:
        return None
    return min(abs((when - day).days) for day in days)
