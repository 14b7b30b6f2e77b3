"""The search index: a full-text table of SQLite (FTS5), a `tsvector` with a GIN index on PostgreSQL.

Both hold the tokens of `storage.tokens`, title apart from body. SQLite's table keeps no text (`content=''`), so
what was indexed must be named again when it is taken out. It is written in the transaction of its article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Float, TextualSelect, column, delete, select, text
from sqlalchemy.orm import Session

from storage.inserting import chunks
from storage.models import ArticleRow, MetaRow
from storage.repaired import searched
from storage.search_query import Group, SearchQuery, Term
from storage.tokens import VERSION, token_texts

META_NAME = "search_version"
TABLE = "article_search"

# A title counts so much more than a body that one match in it stands above any number in a body.
_HITS = {
    "sqlite": "SELECT rowid AS id, -bm25(article_search, 1000.0, 1.0) AS score"
    " FROM article_search WHERE article_search MATCH :query",
    "postgresql": "SELECT article_id AS id, ts_rank('{0.01, 0.2, 0.4, 1.0}', words, CAST(:query AS tsquery)) AS score"
    " FROM article_search WHERE words @@ CAST(:query AS tsquery)",
}
_INSERT = {
    "sqlite": text("INSERT INTO article_search (rowid, title, body) VALUES (:id, :title, :body)"),
    "postgresql": text("INSERT INTO article_search (article_id, words) VALUES (:id, CAST(:words AS tsvector))"),
}
_DELETE = {
    "sqlite": text(
        "INSERT INTO article_search (article_search, rowid, title, body) VALUES ('delete', :id, :title, :body)"
    ),
    "postgresql": text("DELETE FROM article_search WHERE article_id = :id"),
}
# PostgreSQL: a tsvector holds less than 1 MB; positions end at 16,383 (further words are found, but not in phrases).
_MOST_BYTES = 700_000
_TITLE_GAP = 100


def hits(query: SearchQuery, dialect: str) -> TextualSelect:
    """The select of (id, score) of the articles that match; a higher score is a better match."""
    statement = text(_HITS[dialect]).bindparams(query=_EXPRESSIONS[dialect](query))
    return statement.columns(column("id", BigInteger), column("score", Float))


def index_all(session: Session, texts: Iterable[tuple[int, str, str]]) -> None:
    """Put articles' texts (article, title, body) into the index."""
    dialect = session.get_bind().dialect.name
    if rows := [_row(dialect, *one) for one in texts]:
        session.connection().execute(_INSERT[dialect], rows)


def unindex_text(session: Session, article_id: int, title: str, body: str) -> None:
    """Take out of the index what `index_all` put there with the same arguments."""
    dialect = session.get_bind().dialect.name
    session.execute(
        _DELETE[dialect], _row(dialect, article_id, title, body) if dialect == "sqlite" else {"id": article_id}
    )


def unindex(session: Session, ids: Sequence[int]) -> None:
    """Take stored articles out of the index, before they are deleted."""
    for article_id, title, body in _texts(session, ids):
        unindex_text(session, article_id, title, body)


def rebuild(session: Session) -> int:
    """Make the whole index anew; gives how many articles are in it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO article_search (article_search) VALUES ('delete-all')"))
    else:
        session.execute(text("DELETE FROM article_search"))
    ids = session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)).all()
    for part in chunks(ids):
        index_all(session, _texts(session, part))
    session.execute(delete(MetaRow).where(MetaRow.name == META_NAME))
    session.add(MetaRow(name=META_NAME, value=VERSION))
    return len(ids)


def _texts(session: Session, ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """(article, title, body) of stored articles, as they were indexed."""
    columns = select(ArticleRow.id, ArticleRow.title, ArticleRow.body, ArticleRow.repaired)
    found = session.execute(columns.where(ArticleRow.id.in_(ids))).all()
    return [(article_id, *searched(title, body, repaired)) for article_id, title, body, repaired in found]


def _row(dialect: str, article_id: int, title: str, body: str) -> dict[str, object]:
    if dialect == "sqlite":
        return {"id": article_id, "title": _joined(title), "body": _joined(body)}
    return {"id": article_id, "words": tsvector(title, body)}


def _joined(value: str) -> str:
    return " ".join(token_texts(value))


def tsvector(title: str, body: str) -> str:
    """The literal of a `tsvector`: positions of the title with weight A, then those of the body.

    Tokens that would make it larger than PostgreSQL takes are left out: the end of a very long text is not found.
    """
    places: dict[str, list[str]] = {}
    size = 0
    for word, place in _placed(title, body):
        size += 2 if word in places else len(word.encode()) + 12
        if size > _MOST_BYTES:
            break
        places.setdefault(word, []).append(place)
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _placed(title: str, body: str) -> Iterable[tuple[str, str]]:
    at = 0
    for at, token in enumerate(token_texts(title), 1):
        yield token, f"{min(at, 16_383)}A"
    for place, token in enumerate(token_texts(body), at + _TITLE_GAP):
        yield token, str(min(place, 16_383))


def fts5_expression(query: SearchQuery) -> str:
    """The query in the language of SQLite's FTS5."""

    def term(one: Term) -> str:
        return f'"{" ".join(one.tokens)}"' + (" *" if one.prefix else "")

    def group(one: Group) -> str:
        wanted = f"({' AND '.join(map(term, one.wanted))})"
        return f"({wanted} NOT ({' OR '.join(map(term, one.unwanted))}))" if one.unwanted else wanted

    return " OR ".join(map(group, query.groups))


def tsquery_expression(query: SearchQuery) -> str:
    """The query as the literal of a PostgreSQL `tsquery`."""

    def term(one: Term) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in one.tokens) + (":*" if one.prefix else "") + ")"

    def group(one: Group) -> str:
        return "(" + " & ".join([*map(term, one.wanted), *(f"!{term(out)}" for out in one.unwanted)]) + ")"

    return " | ".join(map(group, query.groups))


_EXPRESSIONS = {"sqlite": fts5_expression, "postgresql": tsquery_expression}
