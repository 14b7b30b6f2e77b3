"""What matches a search, read out of the index: places of articles (`search_places.place_of`), newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, TextClause, TextualSelect, bindparam, column, text
from sqlalchemy.orm import Session

from storage.inserting import chunks
from storage.search_expressions import any_of, fts5_expression, has_phrase, in_title, rank_tsquery, tsquery_expression
from storage.search_parts import articles_of_part, read_part
from storage.search_places import ID_MASK, TOP
from storage.search_query import Node


class Scored(NamedTuple):
    """A match and how well its words fit; larger is better, never negative, and comparable within one search alone."""

    place: int
    title: float
    body: float


@dataclass(frozen=True, slots=True)
class _Statements:
    """One database's way of asking.

    `newest` gives places in a range, newest first; `scored` the same with scores; `among` those of given articles.
    """

    newest: TextClause
    scored: TextClause
    among: TextClause
    ids: str


_FTS5 = "FROM article_search WHERE article_search MATCH :query AND rowid >= :low AND rowid < :below"
_SQLITE = _Statements(
    newest=text(f"SELECT rowid {_FTS5} ORDER BY rowid DESC LIMIT :many"),
    scored=text(
        f"SELECT rowid, -bm25(article_search, 1.0, 0.0, 0.0, 0.0), -bm25(article_search, 0.0, 1.0, 1.0, 0.0) {_FTS5}"
        " ORDER BY rowid DESC LIMIT :many"
    ),
    among=text(
        "SELECT rowid FROM article_search WHERE article_search MATCH :query AND rowid >= :low AND rowid < :below"
        " AND rowid IN :places"
    ).bindparams(bindparam("places", expanding=True)),
    ids=f"SELECT rowid & {ID_MASK} AS id {_FTS5}",
)
# What the index can answer alone is sorted first; where words stand is looked up one by one, newest first, since the
# words of each article lie in another file. OFFSET 0 keeps the planner from doing that for all of them; `setweight`,
# which changes nothing here, has them read from there once, not for each use.
_TSQUERY = "FROM article_search WHERE words @@ CAST(:loose AS tsquery) AND place >= :low AND place < :below"
_READ = "SELECT place, setweight(words, 'D', '{}') AS words FROM"
_LOOSE = f"(SELECT place, words {_TSQUERY} ORDER BY place DESC OFFSET 0) AS loose"
_NEAR = "WHERE words @@ CAST(:query AS tsquery) LIMIT :many"
_NEWEST = f"({_READ} (SELECT place, words {_TSQUERY} ORDER BY place DESC LIMIT :many) AS newest OFFSET 0) AS found"
_RANKS = (
    "ts_rank('{0, 0, 0, 1}', words, CAST(:ranked AS tsquery)), ts_rank('{1, 0, 1, 0}', words, CAST(:ranked AS tsquery))"
)
_AMONG = (
    "SELECT place FROM article_search WHERE article_id IN :ids AND words @@ CAST(:query AS tsquery)"
    " AND place >= :low AND place < :below"
)
_POSTGRES_NEAR = _Statements(
    newest=text(f"SELECT place FROM {_LOOSE} {_NEAR}"),
    scored=text(f"SELECT place, {_RANKS} FROM ({_READ} {_LOOSE} OFFSET 0) AS found {_NEAR}"),
    among=text(_AMONG).bindparams(bindparam("ids", expanding=True)),
    ids=f"SELECT article_id AS id {_TSQUERY} AND words @@ CAST(:query AS tsquery)",
)
_POSTGRES = replace(
    _POSTGRES_NEAR,
    newest=text(f"SELECT place {_TSQUERY} ORDER BY place DESC LIMIT :many"),
    scored=text(f"SELECT place, {_RANKS} FROM {_NEWEST}"),
    ids=f"SELECT article_id AS id {_TSQUERY}",
)


@dataclass(frozen=True, slots=True)
class Matches:
    """The articles that a search finds in a range of places: `low` <= place < `below`."""

    node: Node
    """Settled: with tags and without marks."""
    embedded: bool
    low: int = 0
    below: int = TOP

    def newest(self, session: Session, below: int, many: int) -> list[int]:
        """The places of the newest `many` below a place."""
        return [row[0] for row in self._read(session, self._statements.newest, min(below, self.below), many)]

    def scored(self, session: Session, many: int) -> list[Scored]:
        """The newest `many` with their scores."""
        return list(map(Scored._make, self._read(session, self._statements.scored, self.below, many)))

    def by_title(self, session: Session, many: int) -> list[int]:
        """The places of the newest `many` that would be found by their titles alone."""
        titled = replace(self, node=in_title(self.node))
        return list(session.scalars(titled._statements.newest, titled._asked(many=many)).all())

    def _read(self, session: Session, statement: TextClause, below: int, many: int) -> list[Any]:
        """What `statement` gives of the newest `many` below a place. SQLite's index is in the order of time;
        PostgreSQL is asked for ever older parts of the archive."""
        if self.embedded:
            return list(session.execute(statement, self._asked(below=below, many=many)).all())
        rows: list[Any] = []
        passed = 0
        while True:
            part = read_part(session, self.low, below, articles_of_part(passed, len(rows), many))
            asked = self._asked(low=part.low, below=below, many=many - len(rows))
            if part.eras:
                asked["loose"] = f"{asked['loose']} & {any_of(part.eras)}"
            rows += session.execute(statement, asked).all()
            if part.low == self.low or len(rows) >= many:
                return rows
            passed, below = passed + part.articles, part.low

    def among(self, session: Session, places: Collection[int]) -> set[int]:
        """Those of `places` that match."""
        found: set[int] = set()
        for part in chunks(sorted(places)):
            asked: dict[str, Sequence[int]] = (
                {"places": part} if self.embedded else {"ids": [place & ID_MASK for place in part]}
            )
            found.update(session.scalars(self._statements.among, self._asked(**asked)))
        return found

    def count(self, session: Session, most: int | None) -> int:
        """How many there are; with `most` it stops there."""
        if most is not None:
            return len(self.newest(session, self.below, most))
        return session.scalar(text(f"SELECT count(*) FROM ({self._statements.ids}) AS found"), self._asked()) or 0

    def ids(self) -> TextualSelect:
        """The select of the ids of all of them."""
        asked = {name: value for name, value in self._asked().items() if f":{name}" in self._statements.ids}
        return text(self._statements.ids).bindparams(**asked).columns(column("id", BigInteger))

    def _asked(self, **more: Any) -> dict[str, Any]:
        asked = {"low": self.low, "below": self.below, **more}
        if self.embedded:
            return asked | {"query": fts5_expression(self.node)}
        loose, query = tsquery_expression(self.node, near=False), tsquery_expression(self.node)
        return asked | {"loose": loose, "query": query, "ranked": rank_tsquery(self.node)}

    @property
    def _statements(self) -> _Statements:
        if self.embedded:
            return _SQLITE
        return _POSTGRES_NEAR if has_phrase(self.node) else _POSTGRES
