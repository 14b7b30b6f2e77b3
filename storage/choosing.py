"""Which articles an `ArticleQuery` chooses, and in which order.

Without words to look for, a choice is one SQL statement over the articles. With words, the index is walked
(`storage.search_walk`), and articles are read only once it is known which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from kitewire.archive_view import ArticleQuery, ArticleView, Cursor, LinkKind
from kitewire.errors import BadQueryError
from storage.models import ArticleRow, LinkRow
from storage.search_expressions import settle
from storage.search_matches import Matches
from storage.search_places import TOP, place_of
from storage.search_query import All, Field, MarkKind, Node, SearchQuery, Tags, Term, read_query
from storage.search_tags import Known
from storage.search_walk import HIT, Hit, Walk
from storage.sources import source_row
from storage.views import article_select

AnySelect = Select[*tuple[Any, ...]]
_LATEST_FIRST = (ArticleRow.sorted_by.desc(), ArticleRow.id.desc())


@dataclass(frozen=True, slots=True)
class Limits:
    """What must hold of every article chosen, beside its words."""

    wanted: tuple[Tags, ...]
    unwanted: tuple[Tags, ...]

    def tests(self, article: Any) -> Iterator[ColumnElement[bool]]:
        """As conditions on `ArticleRow` or an alias of it."""
        for tags in self.wanted:
            yield self._test(article, tags)
        for tags in self.unwanted:
            yield func.coalesce(self._test(article, tags), False).is_(False)

    def _test(self, article: Any, tags: Tags) -> ColumnElement[bool]:
        column: ColumnElement[Any] = article.source_id if tags.kind is MarkKind.SOURCE else article.lang
        values = [int(one) for one in tags.values] if tags.kind is MarkKind.SOURCE else list(tags.values)
        # An equality lets an index by source and time give the order, too.
        return column == values[0] if len(values) == 1 else column.in_(values)


@dataclass(frozen=True)
class Choice:
    """What an `ArticleQuery` comes to on one database, within one session."""

    session: Session
    query: ArticleQuery
    """With the times that the text names."""
    search: SearchQuery
    limits: Limits
    walk: Walk | None
    """None: no words are looked for."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What to mark in the texts found."""
        return self.search.wanted

    @property
    def by_relevance(self) -> bool:
        """Whether the best matches come first; else the latest."""
        return not self.query.latest_first and any(term.field is not Field.BY for term in self.terms)

    @property
    def passed(self) -> int:
        """How many articles (or stories) to leave out at the beginning, counted from the cursor's place."""
        after = self.query.after
        return self.query.offset + (after.id if after is not None and self.by_relevance else 0)

    def cursor(self, last: ArticleView, shown: int) -> Cursor:
        """The place behind a page of `shown` articles that ends with `last`."""
        return Cursor(None, self.passed + shown) if self.by_relevance else Cursor(last.sorted_by, last.id)

    def articles(self) -> AnySelect:
        """The chosen articles as a statement, latest first; of a search by relevance the best, but in that order."""
        if self.walk is not None and self.query.limit is not None:
            return article_select().where(ArticleRow.id.in_(list(self.ids()))).order_by(*_LATEST_FIRST)
        statement = self._chosen(article_select()).order_by(*_LATEST_FIRST)
        after = self.query.after
        statement = statement if after is None else statement.where(_behind(after))
        return statement.limit(self.query.limit).offset(self.query.offset or None)

    def ids(self) -> Iterator[int]:
        """The ids that a search chooses, in order."""
        assert self.walk is not None
        end = None if self.query.limit is None else self.passed + self.query.limit
        hits = self.walk.ranked() if self.by_relevance else self.walk.latest(self.query.after, end)
        chosen = self.walk.unfolded(hits) if self.query.fold_reprints else hits
        return islice(chosen, self.passed, end)

    def ranked(self) -> Iterator[Hit]:
        """All that is chosen by a search, the best first."""
        assert self.walk is not None
        return self.walk.read(self.walk.ranked())

    def latest(self, after: Cursor | None, limit: int) -> list[Hit]:
        """What is chosen behind a place, latest first."""
        if self.walk is not None:
            return list(self.walk.read(islice(self.walk.latest(after, limit), limit)))
        statement = self._chosen(select(*HIT)).order_by(*_LATEST_FIRST).limit(limit)
        behind = statement if after is None else statement.where(_behind(after))
        return [Hit(*row) for row in self.session.execute(behind)]

    def of_stories(self, stories: Sequence[int]) -> list[Hit]:
        """What is chosen of stories, in no order."""
        statement = select(*HIT).where(ArticleRow.story_id.in_(stories))
        hits = [Hit(*row) for row in self.session.execute(statement.where(*self._tests(ArticleRow)))]
        return hits if self.walk is None else self.walk.matching(hits)

    def count(self, most: int | None = None) -> int:
        """How many articles there are, without limit and offset; with `most` it stops there."""
        if self.walk is not None:
            return self.walk.count(most, self.query.fold_reprints)
        chosen = self._chosen(select(ArticleRow.id)).limit(most).subquery()
        return self.session.scalar(select(func.count()).select_from(chosen)) or 0

    def last_change(self) -> AnySelect:
        """When one of them last changed."""
        return self._chosen(select(func.max(ArticleRow.updated)))

    def _chosen(self, statement: AnySelect) -> AnySelect:
        if self.walk is not None:
            statement = statement.where(ArticleRow.id.in_(self.walk.matches.ids()))
        statement = statement.where(*self._tests(ArticleRow))
        if self.query.fold_reprints:
            statement = statement.where(~self._earlier(LinkRow.a_id, LinkRow.b_id))
            statement = statement.where(~self._earlier(LinkRow.b_id, LinkRow.a_id))
        return statement

    def _tests(self, article: Any) -> list[ColumnElement[bool]]:
        query, search = self.query, self.search
        tests = [article.sorted_by >= query.since] if query.since is not None else []
        if query.until is not None:
            tests.append(article.sorted_by < query.until)
        tests += [article.story_id == one for one in search.stories]
        if search.not_stories:
            tests.append(or_(article.story_id.is_(None), article.story_id.not_in(search.not_stories)))
        return [*tests, *self.limits.tests(article)]

    def _earlier(self, here: Any, there: Any) -> ColumnElement[bool]:
        """Whether the same text is chosen from an earlier article too, to which a link leads from `here` to `there`."""
        other = aliased(ArticleRow)
        earlier = or_(
            other.sorted_by < ArticleRow.sorted_by,
            and_(other.sorted_by == ArticleRow.sorted_by, other.id < ArticleRow.id),
        )
        tests = [here == ArticleRow.id, LinkRow.kind == LinkKind.REPRINT.value, earlier, *self._tests(other)]
        if self.walk is not None:
            tests.append(other.id.in_(self.walk.matches.ids()))
        return exists(select(other.id).join(LinkRow, there == other.id).where(*tests)).correlate(ArticleRow)


def _behind(after: Cursor) -> ColumnElement[bool]:
    """What comes after a place, latest first: the first test is the one that the index serves."""
    order, at = ArticleRow.sorted_by, after.sorted_by
    return and_(order <= at, or_(order < at, ArticleRow.id < after.id))


def choose(session: Session, query: ArticleQuery) -> Choice:
    """The choice that `query` makes. Raises `BadQueryError`, and `UnknownSourceError` for its source."""
    known = Known(session)
    tags = _tags(session, query, known)
    search = read_query(query.text, query.zone) if query.text.strip() else SearchQuery(None)
    if query.story is not None:
        search = replace(search, stories=(*search.stories, query.story))
    query = replace(query, since=_meet(max, query.since, search.since), until=_meet(min, query.until, search.until))
    root = None if search.root is None else settle(search.root, known.tags)
    wanted, unwanted = _plain(root)
    if root is None or (wanted, unwanted) != ((), ()):
        choice = Choice(session, query, search, Limits((*tags, *wanted), unwanted), None)
    else:
        matches = _matches(session, All((*tags, root)) if tags else root, query)
        walk = Walk(session, matches, search.stories, search.not_stories)
        choice = Choice(session, query, search, Limits((), ()), walk)
    if query.after is not None and (query.after.sorted_by is None) != choice.by_relevance:
        raise BadQueryError("after: this cursor belongs to a list in another order: begin again without it")
    return choice


def _matches(session: Session, node: Node, query: ArticleQuery) -> Matches:
    low = 0 if query.since is None else place_of(query.since, 0)
    below = TOP if query.until is None else place_of(query.until, 0)
    return Matches(node, session.get_bind().dialect.name == "sqlite", low, below)


def _tags(session: Session, query: ArticleQuery, known: Known) -> list[Tags]:
    found = []
    if query.source is not None:
        found.append(Tags(MarkKind.SOURCE, (str(source_row(session, query.source).id),)))
    if query.region is not None:
        found.append(known.of_region(query.region))
    if query.lang is not None:
        found.append(Tags(MarkKind.LANG, (query.lang,)))
    return found


def _plain(root: Node | None) -> tuple[tuple[Tags, ...], tuple[Tags, ...]]:
    """What must hold and what may not, where no words are looked for; nothing where there are."""
    node = All((root,)) if isinstance(root, Tags) else root
    if not isinstance(node, All) or not all(isinstance(one, Tags) for one in (*node.wanted, *node.unwanted)):
        return (), ()
    return tuple(_only_tags(node.wanted)), tuple(_only_tags(node.unwanted))


def _only_tags(nodes: Iterable[Node]) -> Iterator[Tags]:
    return (one for one in nodes if isinstance(one, Tags))


def _meet(choice: Any, *values: Any) -> Any:
    return reduce(choice, given) if (given := [one for one in values if one is not None]) else None
