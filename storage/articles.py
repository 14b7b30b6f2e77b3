"""Reading articles out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.archive_view import (
    ArticleQuery,
    ArticleView,
    FoundPage,
    ReferencePlace,
    Referrer,
    RevisionView,
    StoryPage,
)
from kitewire.errors import UnknownIdError
from kitewire.messages import Message
from storage.choosing import Choice, choose
from storage.models import ArticleRow, RevisionRow
from storage.reference_rows import references
from storage.snippet import marked, marked_title
from storage.story_pages import story_page
from storage.transaction import Transactions
from storage.views import article_select, article_view, links_of, related_of

_AT_ONCE = 200
"""Rows of a stream in memory."""


class Articles:
    """Stored articles, one or many."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, article_id: int) -> ArticleView:
        """One article with its related list and its links. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            found = session.execute(article_select().where(ArticleRow.id == article_id)).first()
            if found is None:
                raise UnknownIdError(Message("there is no article {number}", number=article_id))
            related, links = related_of(session, [article_id]), links_of(session, [article_id])
            return article_view(found, related[article_id], links[article_id])

    def find(self, query: ArticleQuery) -> list[ArticleView]:
        """The articles that `query` chooses, best or latest first.

        Raises `BadQueryError` where its text says nothing to look for, `UnknownSourceError` for its source.
        """
        return list(self.stream(query))

    def page(self, query: ArticleQuery) -> FoundPage:
        """As `find`, with the cursor of the next page, for a query with a limit."""
        limit = query.limit or 0
        with self._transactions.read() as session:
            choice = choose(session, replace(query, limit=limit + 1))
            found = list(_views(session, choice))
        shown = tuple(found[:limit])
        more = len(found) > limit and bool(shown)
        return FoundPage(shown, choice.cursor(shown[-1], limit) if more else None)

    def stories(self, query: ArticleQuery, count: int = 0) -> StoryPage:
        """What `query` chooses, each story once: for the river and for searches that people read.

        `query.limit` and `offset` count stories; `fold_reprints` makes no difference, since a story holds its reprints.
        With `count` the page says how many articles are chosen, counted to so many: for little more than the page.
        Raises as `find`.
        """
        with self._transactions.read() as session:
            return story_page(session, query, count)

    def stream(self, query: ArticleQuery) -> Iterator[ArticleView]:
        """As `find`, one by one: memory does not grow with their number, and writers are not held up."""
        with self._transactions.read() as session:
            yield from _views(session, choose(session, query))

    def count(self, query: ArticleQuery, most: int | None = None) -> int:
        """How many articles `query` chooses, whatever its limit and offset; with `most` it stops there. Raises as
        `find`."""
        with self._transactions.read() as session:
            return choose(session, query).count(most)

    def last_change(self, query: ArticleQuery) -> datetime | None:
        """When an article that `query` chooses was last added or changed its text; None: there is none."""
        with self._transactions.read() as session:
            when: datetime | None = session.scalar(choose(session, query).last_change())
            return when

    def revisions(self, article_id: int) -> list[RevisionView]:
        """The earlier texts of an article, the first one first. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            if session.get(ArticleRow, article_id) is None:
                raise UnknownIdError(Message("there is no article {number}", number=article_id))
            rows = select(RevisionRow).where(RevisionRow.article_id == article_id).order_by(RevisionRow.number)
            return [RevisionView(row.number, row.title, row.body, row.replaced_at) for row in session.scalars(rows)]

    def referring(self, article_id: int) -> list[ArticleView]:
        """The articles whose related lists or texts name this one, latest first."""
        return [one.article for one in self.referrers(article_id)]

    def referrers(self, article_id: int) -> list[Referrer]:
        """As `referring`, with where each of them names it."""
        named = references(lambda table: table.target_id == article_id).subquery()
        statement = article_select().where(ArticleRow.id.in_(select(named.c.article_id)))
        places: dict[int, set[str]] = defaultdict(set)
        with self._transactions.read() as session:
            for one, place in session.execute(select(named.c.article_id, named.c.place)):
                places[one].add(place)
            ordered = statement.order_by(ArticleRow.sorted_by.desc(), ArticleRow.id.desc())
            return [
                Referrer(article_view(row), tuple(place for place in ReferencePlace if place in places[row[0].id]))
                for row in session.execute(ordered)
            ]


def _views(session: Session, choice: Choice) -> Iterator[ArticleView]:
    for part in _rows(session, choice):
        ids = [row[0].id for row in part] if choice.query.with_related else []
        related, links = related_of(session, ids), links_of(session, ids)
        for row in part:
            marks = marked(row[0], choice.terms), marked_title(row[0], choice.terms)
            yield article_view(row, related.get(row[0].id, ()), links.get(row[0].id, ()), *marks)


def _rows(session: Session, choice: Choice) -> Iterator[Sequence[Any]]:
    if choice.walk is None:
        statement = choice.articles().execution_options(yield_per=_AT_ONCE)
        yield from session.execute(statement).partitions()
        return
    ids = choice.ids()
    while part := list(islice(ids, _AT_ONCE)):
        found = {row[0].id: row for row in session.execute(article_select().where(ArticleRow.id.in_(part)))}
        yield [found[one] for one in part if one in found]
        session.expunge_all()
