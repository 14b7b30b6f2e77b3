"""An article page as rows: the article's columns, what it refers to, its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import String, delete, insert, select
from sqlalchemy.orm import Session

from kitewire.article import ArticlePage
from kitewire.crawl import Fingerprint, PageRead
from linking import prints_of, title_key
from storage.claims import text_hash
from storage.keys import address_key, address_key_or_none
from storage.models import ArticleRow, BodyLinkRow, RelatedRow
from storage.reference_rows import ReferenceTable
from storage.repaired import repaired_column


@dataclass(frozen=True, slots=True)
class Read:
    """An article as a page told it, with what it is stored under."""

    page: ArticlePage
    key: str
    """Of the canonical URL."""
    text_hash: str
    prints: Fingerprint


def read_of(read: PageRead, page: ArticlePage) -> Read:
    """The article of `read`; its fingerprint is made here where it was not made before."""
    prints = read.fingerprint or prints_of(page.title, page.body)
    key = address_key_or_none(page.canonical_url) or address_key_or_none(page.url) or address_key(read.fetched_url)
    return Read(page, key, text_hash(page.title, page.body), prints)


def without_furniture(one: Read, furniture: frozenset[int]) -> Read:
    """`one` with the fingerprint of its text without those lines that `furniture` holds."""
    if furniture.isdisjoint(one.prints.lines):
        return one
    return replace(one, prints=prints_of(one.page.title, one.page.body, furniture))


def columns(one: Read) -> dict[str, Any]:
    """The columns of `ArticleRow` that the page decides."""
    page, found = one.page, one.page.published
    values = {
        "url_key": one.key,
        "url": page.url,
        "canonical_url": page.canonical_url or page.url,
        "title": page.title,
        "body": page.body,
        "lang": page.lang,
        "published": found.when if found else None,
        "published_precision": found.precision.value if found else None,
        "published_found_by": found.found_by if found else None,
        "modified": page.modified,
        "origin": page.origin,
        "dateline": page.dateline,
        "section": page.section,
        "keywords": list(page.keywords),
        "image": page.image,
        "bylines": page.bylines.by_role(),
        "decoding": {
            "declared": page.decoding.declared,
            "used": page.decoding.used,
            "replaced": page.decoding.replaced,
        },
        "repaired": repaired_column(page.title, page.body),
        "text_hash": one.text_hash,
        "title_key": one.prints.title_key,
        "text_key": one.prints.text_key,
        "text_size": one.prints.size,
    }
    return {name: _fitted(name, value) for name, value in values.items()}


_LENGTHS = {
    column.name: column.type.length
    for column in ArticleRow.__table__.columns
    if isinstance(column.type, String) and column.type.length
}


def _fitted(name: str, value: Any) -> Any:
    """`value`, cut to the length of its column: PostgreSQL would refuse the whole batch."""
    return value[: _LENGTHS[name]] if name in _LENGTHS and isinstance(value, str) else value


def apply(row: ArticleRow, one: Read) -> bool:
    """Set the columns of `row`; gives whether any of them changed."""
    changed = False
    for name, value in columns(one).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    sorted_by = row.published or row.first_seen
    if row.sorted_by != sorted_by:
        row.sorted_by = sorted_by
    return changed


# The articles of one outlet mostly name the same others.
_title_key = lru_cache(maxsize=10_000)(title_key)
_address_key = lru_cache(maxsize=10_000)(address_key_or_none)


def related_rows(page: ArticlePage) -> list[dict[str, Any]]:
    """The related list as columns of `RelatedRow`, without the article's id."""
    return [
        {
            "position": position,
            "title": entry.title,
            "url": entry.url,
            "url_key": _address_key(entry.url),
            "date": entry.date[:10] if entry.date else None,
            "title_key": _title_key(entry.title),
        }
        for position, entry in enumerate(page.related, 1)
    ]


def body_link_rows(page: ArticlePage) -> list[dict[str, Any]]:
    """The links within the text as columns of `BodyLinkRow`, without the article's id."""
    return [
        {"position": position, "title": link.text, "url": link.url, "url_key": _address_key(link.url)}
        for position, link in enumerate(page.body_links, 1)
    ]


def add_references(session: Session, pages: Mapping[int, ArticlePage]) -> None:
    """Store what the pages of new articles (by id) refer to. It is resolved later."""
    for table, rows_of in ((RelatedRow, related_rows), (BodyLinkRow, body_link_rows)):
        _insert_rows(
            session, table, [{"article_id": one, **row} for one, page in pages.items() for row in rows_of(page)]
        )


def replace_references(session: Session, article_id: int, page: ArticlePage) -> bool:
    """Make what is stored of an article's related list and links that of `page`; gives whether it was other."""
    related = _replace(session, RelatedRow, article_id, related_rows(page))
    return _replace(session, BodyLinkRow, article_id, body_link_rows(page)) or related


def _replace(session: Session, table: ReferenceTable, article_id: int, wanted: list[dict[str, Any]]) -> bool:
    columns = [column for column in table.__table__.columns if column.name not in ("article_id", *_RESOLUTION)]
    stored = session.execute(select(*columns).where(table.article_id == article_id).order_by(table.position))
    if [row._asdict() for row in stored] == wanted:
        return False
    session.execute(delete(table).where(table.article_id == article_id))
    _insert_rows(session, table, [{"article_id": article_id, **row} for row in wanted])
    return True


_RESOLUTION = ("target_id", "resolved_by", "ties")


def _insert_rows(session: Session, table: ReferenceTable, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table.__table__), rows)  # type: ignore[arg-type]


def when_seen(read: PageRead, now: datetime) -> datetime:
    """When the page was fetched; a replayed page was fetched long ago."""
    return min(read.fetched.fetched_at, now) if read.fetched else now
