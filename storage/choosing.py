"""An `ArticleQuery` as SQL: which articles, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from kitewire.archive_view import ArticleQuery, ArticleView, Cursor, LinkKind
from kitewire.errors import BadQueryError
from storage.models import ArticleRow, LinkRow, SourceRow
from storage.search_index import hits
from storage.search_query import SearchQuery, Term, read_query
from storage.sources import source_row
from storage.views import article_select

AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """What is known of a chosen article before it is read."""

    id: int
    sorted_by: datetime
    story_id: int | None
    source_id: int


_HIT = (ArticleRow.id, ArticleRow.sorted_by, ArticleRow.story_id, ArticleRow.source_id)
_LATEST_FIRST = (ArticleRow.sorted_by.desc(), ArticleRow.id.desc())


@dataclass(frozen=True)
class Choice:
    """What an `ArticleQuery` comes to on one database."""

    query: ArticleQuery
    search: SearchQuery | None
    found: CTE | None
    """(id, score) of the articles whose text matches."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What to mark in the texts found."""
        return self.search.wanted if self.search else ()

    def articles(self) -> AnySelect:
        """The chosen articles, in order: by relevance if a text is searched (and no other asked), else latest first."""
        statement = self._ordered(article_select()).limit(self.query.limit).offset(self.passed or None)
        after = self.query.after
        return statement if after is None or self.by_relevance else statement.where(_behind(after))

    def ranked(self, session: Session) -> list[Hit]:
        """All that is chosen by a search, the best first."""
        return [Hit(*row) for row in session.execute(self._ordered(select(*_HIT)))]

    def latest(self, session: Session, after: Cursor | None, limit: int) -> list[Hit]:
        """What is chosen behind a place, latest first."""
        statement = self._chosen(select(*_HIT)).order_by(*_LATEST_FIRST).limit(limit)
        return [Hit(*row) for row in session.execute(statement if after is None else statement.where(_behind(after)))]

    def of_stories(self, session: Session, stories: Sequence[int]) -> list[Hit]:
        """What is chosen of stories, in no order."""
        chosen = self._chosen(select(*_HIT)).where(ArticleRow.story_id.in_(stories))
        return [Hit(*row) for row in session.execute(chosen)]

    @property
    def passed(self) -> int:
        """How many articles (or stories) to leave out at the beginning, counted from the cursor's place."""
        after = self.query.after
        return self.query.offset + (after.id if after is not None and self.by_relevance else 0)

    def _ordered(self, statement: AnySelect) -> AnySelect:
        best = (self.found.c.score.desc(),) if self.found is not None and self.by_relevance else ()
        return self._chosen(statement).order_by(*best, *_LATEST_FIRST)

    @property
    def by_relevance(self) -> bool:
        """Whether the best matches come first; else the latest."""
        return self.search is not None and not self.query.latest_first

    def cursor(self, last: ArticleView, shown: int) -> Cursor:
        """The place behind a page of `shown` articles that ends with `last`."""
        if not self.by_relevance:
            return Cursor(last.sorted_by, last.id)
        return Cursor(None, self.passed + shown)

    def count(self) -> AnySelect:
        """How many articles there are, without limit and offset."""
        return self._chosen(select(func.count(ArticleRow.id)))

    def last_change(self) -> AnySelect:
        """When one of them last changed."""
        return self._chosen(select(func.max(ArticleRow.updated)))

    def _chosen(self, statement: AnySelect) -> AnySelect:
        if self.found is not None:
            statement = statement.join(self.found, self.found.c.id == ArticleRow.id)
        statement = statement.where(*self._filters(ArticleRow))
        return statement.where(~self._earlier_reprint()) if self.query.fold_reprints else statement

    def _filters(self, article: Any) -> list[ColumnElement[bool]]:
        query = self.query
        source_of = article.source_id
        tests: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
            (query.source, lambda: source_of.in_(select(SourceRow.id).where(SourceRow.name == query.source))),
            (query.region, lambda: source_of.in_(select(SourceRow.id).where(SourceRow.region == query.region))),
            (query.since, lambda: article.sorted_by >= query.since),
            (query.until, lambda: article.sorted_by < query.until),
            (query.lang, lambda: article.lang == query.lang),
            (query.story, lambda: article.story_id == query.story),
        ]
        return [test() for value, test in tests if value is not None]

    def _earlier_reprint(self) -> ColumnElement[bool]:
        """Whether the same text is chosen from an earlier article too."""
        other = aliased(ArticleRow)
        tied = and_(
            LinkRow.kind == LinkKind.REPRINT.value,
            or_(
                and_(LinkRow.a_id == ArticleRow.id, LinkRow.b_id == other.id),
                and_(LinkRow.b_id == ArticleRow.id, LinkRow.a_id == other.id),
            ),
        )
        earlier = or_(
            other.sorted_by < ArticleRow.sorted_by,
            and_(other.sorted_by == ArticleRow.sorted_by, other.id < ArticleRow.id),
        )
        tests = [tied, earlier, *self._filters(other)]
        if self.found is not None:
            tests.append(other.id.in_(select(self.found.c.id)))
        return exists(select(other.id).join(LinkRow, tied).where(*tests)).correlate(ArticleRow)


def _behind(after: Cursor) -> ColumnElement[bool]:
    """What comes after a place, latest first: the first test is the one that the index serves."""
    order, at = ArticleRow.sorted_by, after.sorted_by
    return and_(order <= at, or_(order < at, ArticleRow.id < after.id))


def choose(session: Session, query: ArticleQuery) -> Choice:
    """The choice that `query` makes. Raises `BadQueryError`, and `UnknownSourceError` for its source."""
    if query.source is not None:
        source_row(session, query.source)
    search = read_query(query.text) if query.text.strip() else None
    if query.after is not None and (query.after.sorted_by is None) != (search is not None and not query.latest_first):
        raise BadQueryError("after: this cursor belongs to a list in another order: begin again without it")
    if search is None:
        return Choice(query, None, None)
    found = hits(search, session.get_bind().dialect.name).cte("hits").prefix_with("MATERIALIZED")
    return Choice(query, search, found)
