"""Documents of a file, put through the link stage in an archive of their own: for measuring and for research."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Executable, Integer, MetaData, String, Table, insert, select, text
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind
from kitewire.article import PageLink, RelatedEntry
from kitewire.crawl import Fingerprint
from kitewire.errors import UnknownIdError, UsageError
from kitewire.urls import host_of
from linking import Text, fingerprint, fold, title_key
from storage.database import Database
from storage.evidence import write_evidence
from storage.inserting import chunks
from storage.keys import address_key_or_none
from storage.link_reprints import folded, remember
from storage.link_stage import link_saved
from storage.models import ArticleRow, BodyLinkRow, RelatedRow, SourceRow

_NAMES = Table(
    "document_names",
    MetaData(),
    Column("article_id", Integer, primary_key=True),
    Column("name", String, unique=True, nullable=False),
)
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_SOURCES = 10_000
"""Outlets that are remembered; others are looked up."""
_AT_ONCE = {"yield_per": 1000}
# Joined in this order, the rows come in the order of a key, so that nothing is sorted or gathered in memory.
_NAMED = (
    "CROSS JOIN document_names AS a ON a.article_id = {0}.{1} CROSS JOIN document_names AS b ON b.article_id = {0}.{2}"
)
_MADE = text(
    "SELECT a.name, b.name, link.kind, link.score FROM links AS link "
    + _NAMED.format("link", "a_id", "b_id")
    + " ORDER BY link.a_id, link.b_id, link.kind"
).execution_options(**_AT_ONCE)


def _references(table: str, *before: str) -> Executable:
    """Who names whom in `table`; what was named in an earlier place, or in the tables `before`, is left out."""
    same = "earlier.article_id = entry.article_id AND earlier.target_id = entry.target_id"
    known = [f"{table} AS earlier WHERE {same} AND earlier.position < entry.position"]
    known += [f"{other} AS earlier WHERE {same}" for other in before]
    new = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {one})" for one in known)
    return text(
        f"SELECT a.name, b.name FROM {table} AS entry {_NAMED.format('entry', 'article_id', 'target_id')}"
        f" WHERE entry.target_id IS NOT NULL AND {new} ORDER BY entry.article_id, entry.position"
    ).execution_options(**_AT_ONCE)


_REFERENCES = (_references("related_entries"), _references("body_links", "related_entries"))


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file."""

    name: str
    """Its id, unique in the file."""
    title: str
    body: str
    url: str | None = None
    published: datetime | None = None
    """Aware."""
    related: tuple[RelatedEntry, ...] = ()
    links: tuple[PageLink, ...] = ()
    """Within the text."""
    source: str = ""
    """Its outlet; empty: the host of its address."""


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One link that the stage made, by the documents' names; for reprints `a` is the copy."""

    a: str
    b: str
    kind: LinkKind
    score: float


class DocumentArchive:
    """Documents in a database that holds nothing else. Memory does not grow with their number."""

    def __init__(self, database: Database, kinds: frozenset[LinkKind] = frozenset(LinkKind)) -> None:
        """`database`: empty, embedded, and thrown away afterwards. `kinds`: of links that are wanted."""
        self._kinds = kinds
        self._transactions = database.transactions
        self._sources: dict[str, int] = {}
        _NAMES.metadata.create_all(self._transactions.engine)

    def add(self, documents: Sequence[Document], link: bool = True) -> None:
        """Store a batch and, unless only pairs will be asked for, link it. Raises `UsageError` for a name twice."""
        with self._transactions.write() as session:
            self._refuse_known(session, [one.name for one in documents])
            ids = _insert(session, documents, [self._source(session, one) for one in documents])
            session.execute(
                insert(_NAMES),
                [{"article_id": one, "name": document.name} for one, document in zip(ids, documents, strict=True)],
            )
            if link:
                written = _insert_evidence(session, dict(zip(ids, documents, strict=True)), self._kinds)
                link_saved(session, written)

    def links(self) -> Iterator[FoundLink]:
        """Every link, by order of the documents; a document that names another twice refers to it once."""
        with self._transactions.read() as session:
            for one, other, kind, score in session.execute(_MADE):
                yield FoundLink(one, other, LinkKind(kind), score)
            for statement in _REFERENCES:
                for one, other in session.execute(statement):
                    yield FoundLink(one, other, LinkKind.REFERENCE, 1.0)

    def stories(self) -> Iterator[tuple[str, int]]:
        """(name, story) of each document that stands in a story, by order of the documents."""
        statement = (
            select(_NAMES.c.name, ArticleRow.story_id)
            .join(ArticleRow, ArticleRow.id == _NAMES.c.article_id)
            .where(ArticleRow.story_id.is_not(None))
            .order_by(ArticleRow.id)
        )
        with self._transactions.read() as session:
            for row in session.execute(statement.execution_options(yield_per=1000)):
                yield row[0], row[1] or 0

    def texts(self, names: Sequence[str]) -> dict[str, Text]:
        """The documents `names` as they are compared. Raises `UnknownIdError` for a name that is not here."""
        found: dict[str, Text] = {}
        columns = select(_NAMES.c.name, ArticleRow.title, ArticleRow.body, ArticleRow.published)
        columns = columns.join(ArticleRow, ArticleRow.id == _NAMES.c.article_id)
        with self._transactions.read() as session:
            for part in chunks(sorted(set(names))):
                for name, title, body, published in session.execute(columns.where(_NAMES.c.name.in_(part))):
                    found[name] = Text(folded(title, body), published)
        for name in names:
            if name not in found:
                raise UnknownIdError(f"there is no document {name}")
        return found

    def _refuse_known(self, session: Session, names: Sequence[str]) -> None:
        known = set(session.scalars(select(_NAMES.c.name).where(_NAMES.c.name.in_(names))))
        for name in names:
            if name in known:
                raise UsageError(f"two documents have the id {name}")
            known.add(name)

    def _source(self, session: Session, document: Document) -> int:
        """The source of a document: its outlet, else its host, so that outlets are told apart."""
        name = document.source[:200] or (host_of(document.url) if document.url else "") or "documents"
        if name not in self._sources:
            if len(self._sources) >= _MOST_SOURCES:
                self._sources.clear()
            self._sources[name] = self._stored_source(session, name)
        return self._sources[name]

    def _stored_source(self, session: Session, name: str) -> int:
        known = session.scalar(select(SourceRow.id).where(SourceRow.name == name))
        if known is not None:
            return known
        row = SourceRow(name=name, title=name, region="", home="", definition={}, created=_NO_TIME)
        session.add(row)
        session.flush()
        return row.id


def _insert(session: Session, documents: Sequence[Document], sources: Sequence[int]) -> list[int]:
    """Store the articles; a second document of one address is kept under its own name and not as a revision."""
    keys = [address_key_or_none(one.url) for one in documents]
    asked = [key for key in keys if key]
    taken: set[str | None] = set(session.scalars(select(ArticleRow.url_key).where(ArticleRow.url_key.in_(asked))))
    rows = []
    for document, source, key in zip(documents, sources, keys, strict=True):
        own = f"#{document.name}" if key is None or key in taken else key
        taken.add(own)
        rows.append(_article(document, source, own))
    return list(session.scalars(insert(ArticleRow).returning(ArticleRow.id, sort_by_parameter_order=True), rows))


def _article(document: Document, source: int, key: str) -> dict[str, Any]:
    when = document.published or _NO_TIME
    return {
        "source_id": source,
        "url_key": key,
        "url": document.url or "",
        "canonical_url": document.url or "",
        "title": document.title,
        "body": document.body,
        "published": document.published,
        "first_seen": when,
        "updated": when,
        "sorted_by": when,
        "keywords": [],
        "bylines": {},
        "decoding": {},
        "text_hash": "",
        "title_key": title_key(document.title),
        "text_key": 0,
        "text_size": 0,
    }


def _insert_evidence(session: Session, documents: dict[int, Document], kinds: frozenset[LinkKind]) -> set[int]:
    """What the link stage looks at besides the articles; gives all whose evidence is another now.

    Links of other kinds than `kinds` are not found, since nothing is there to find them by.
    """
    prints = {one: _fingerprint(document) for one, document in documents.items()}
    if LinkKind.SAME_EVENT not in kinds:
        prints = {one: replace(found, event=b"") for one, found in prints.items()}
    written = write_evidence(session, prints)
    if LinkKind.REFERENCE in kinds:
        _insert_references(session, documents)
    return written


def _fingerprint(document: Document) -> Fingerprint:
    found = fold(document.title, document.body)
    remember(document.title, document.body, found)
    return fingerprint(found)


def _insert_references(session: Session, documents: dict[int, Document]) -> None:
    entries = [
        {
            "article_id": one,
            "position": position,
            "title": entry.title,
            "url": entry.url,
            "url_key": address_key_or_none(entry.url),
            "date": entry.date,
            "title_key": title_key(entry.title),
        }
        for one, document in documents.items()
        for position, entry in enumerate(document.related, 1)
    ]
    if entries:
        session.execute(insert(RelatedRow), entries)
    links = [
        {
            "article_id": one,
            "position": position,
            "title": link.text,
            "url": link.url,
            "url_key": address_key_or_none(link.url),
        }
        for one, document in documents.items()
        for position, link in enumerate(document.links, 1)
    ]
    if links:
        session.execute(insert(BodyLinkRow), links)
