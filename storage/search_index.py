"""The search index: a full-text table of SQLite (FTS5), a `tsvector` with a GIN index on PostgreSQL.

Both hold the tokens of `storage.tokens`: title, body and bylines apart, and marks that tell source and language. An
article stands in the index at its `place`, a number made of the time that orders lists and of its id: SQLite's
table is read in the order of its row numbers from either end, so the latest matches are found without looking at the
others, and a span of time is a range of rows. That table keeps no text (`content=''`), so what was indexed must be
named again when it is taken out. The index is written in the transaction of its article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from storage.inserting import chunks
from storage.models import ArticleRow, MetaRow
from storage.repaired import searched
from storage.search_expressions import field_token, tag
from storage.search_places import era_tokens, place_of
from storage.search_query import Field, MarkKind
from storage.tokens import VERSION, token_texts

META_NAME = "search_version"
TABLE = "article_search"

_INSERT = {
    "sqlite": text(
        "INSERT INTO article_search (rowid, title, body, names, marks) VALUES (:place, :title, :body, :names, :marks)"
    ),
    "postgresql": text(
        "INSERT INTO article_search (article_id, place, words) VALUES (:id, :place, CAST(:words AS tsvector))"
    ),
}
_DELETE = {
    "sqlite": text(
        "INSERT INTO article_search (article_search, rowid, title, body, names, marks)"
        " VALUES ('delete', :place, :title, :body, :names, :marks)"
    ),
    "postgresql": text("DELETE FROM article_search WHERE article_id = :id"),
}
# PostgreSQL: a tsvector holds less than 1 MB; positions end at 16,383 (further words are found, but not in phrases).
_MOST_BYTES = 700_000
_LAST_PLACE = 16_383
_GAP = 100
"""Places between title, bylines and body: no phrase reaches over."""


class Document(NamedTuple):
    """What the index knows of an article."""

    id: int
    place: int
    title: str
    body: str
    names: str
    """Of its bylines, one a line."""
    marks: str


def document_of(row: ArticleRow) -> Document:
    """What is indexed of a stored article."""
    title, body = searched(row.title, row.body, row.repaired)
    names = "\n".join(name for role in sorted(row.bylines) for name in row.bylines[role])
    marks = [tag(MarkKind.SOURCE, str(row.source_id)), *([tag(MarkKind.LANG, row.lang)] if row.lang else [])]
    return Document(row.id, place_of(row.sorted_by, row.id), title, body, names, " ".join(marks))


def index_all(session: Session, documents: Iterable[Document]) -> None:
    """Put articles into the index."""
    dialect = session.get_bind().dialect.name
    # FTS5 writes what it holds in memory to the file whenever a row number is smaller than the last one.
    if rows := [_row(dialect, one) for one in sorted(documents, key=lambda one: one.place)]:
        session.connection().execute(_INSERT[dialect], rows)


def unindex_all(session: Session, documents: Iterable[Document]) -> None:
    """Take out of the index what `index_all` put there with the same documents."""
    dialect = session.get_bind().dialect.name
    if rows := [_row(dialect, one) if dialect == "sqlite" else {"id": one.id} for one in documents]:
        session.connection().execute(_DELETE[dialect], rows)


def unindex(session: Session, ids: Sequence[int]) -> None:
    """Take stored articles out of the index, before they are deleted."""
    unindex_all(session, _documents(session, ids))


def rebuild(session: Session) -> int:
    """Make the whole index anew; gives how many articles are in it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO article_search (article_search) VALUES ('delete-all')"))
    else:
        session.execute(text("DELETE FROM article_search"))
    ids = session.scalars(select(ArticleRow.id).order_by(ArticleRow.sorted_by, ArticleRow.id)).all()
    for part in chunks(ids):
        index_all(session, _documents(session, part))
    session.execute(delete(MetaRow).where(MetaRow.name == META_NAME))
    session.add(MetaRow(name=META_NAME, value=VERSION))
    return len(ids)


_COLUMNS = ("id", "title", "body", "repaired", "bylines", "source_id", "lang", "sorted_by")


def _documents(session: Session, ids: Sequence[int]) -> list[Document]:
    columns = [getattr(ArticleRow, name) for name in _COLUMNS]
    found = session.execute(select(*columns).where(ArticleRow.id.in_(ids)))
    return [document_of(row) for row in found]  # type: ignore[arg-type]


def _row(dialect: str, one: Document) -> dict[str, object]:
    if dialect == "sqlite":
        texts = {"title": _joined(one.title), "body": _joined(one.body), "names": _joined(one.names)}
        return {"place": one.place, "marks": one.marks, **texts}
    return {"id": one.id, "place": one.place, "words": tsvector(one)}


def _joined(value: str) -> str:
    return " ".join(token_texts(value))


def tsvector(one: Document) -> str:
    """The literal of a `tsvector`: the words of the title with weight A, of the bylines with B, then those of the body.

    Title and bylines stand there a second time with a sign before each word: the GIN index knows of no weights. Marks
    and eras stand there once. Tokens that would make it larger than PostgreSQL takes are left out: the end of a very
    long text is not found.
    """
    places: dict[str, list[str]] = {}
    size = 0
    for word, place in _placed(one):
        size += 2 if word in places else len(word.encode()) + 12
        if size > _MOST_BYTES:
            break
        places.setdefault(word, []).append(place)
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _placed(one: Document) -> Iterable[tuple[str, str]]:
    for mark in (*one.marks.split(), *era_tokens(one.place)):
        yield mark, "1"
    at = 1
    for field, value, weight in ((Field.TITLE, one.title, "A"), (Field.BY, one.names, "B")):
        for token in token_texts(value):
            place = min(at, _LAST_PLACE)
            yield token, f"{place}{weight}"
            yield field_token(field, token), str(place)
            at += 1
        at += _GAP
    for place, token in enumerate(token_texts(one.body), at):
        yield token, str(min(place, _LAST_PLACE))
