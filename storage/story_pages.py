"""Lists of stories: what a query chooses, each story once.

Latest first, a story stands where its latest chosen article does. The list is walked article by article, newest
first and only as far as the page needs; an article that has a later one of its story among those chosen is passed over,
so that a story on one page does not come again on the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.archive_view import ArticleQuery, Cursor, StoryHit, StoryPage
from storage.choosing import Choice, choose
from storage.inserting import chunks
from storage.models import ArticleRow, SourceRow, StoryRow
from storage.search_walk import Hit
from storage.snippet import marked, marked_title
from storage.views import article_select, article_view

_LEAST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Group:
    """The chosen articles of a story, the one that gives the group its place first."""

    members: tuple[Hit, ...]

    @property
    def story_id(self) -> int | None:
        return self.members[0].story_id

    @property
    def latest(self) -> Hit:
        return max(self.members, key=_by_time)


def _by_time(hit: Hit) -> tuple[datetime, int]:
    return hit.sorted_by, hit.id


def story_page(session: Session, query: ArticleQuery, count: int = 0) -> StoryPage:
    """The page of stories that `query` asks for: `limit` stories (50 where there is none), `offset` left out; with
    `count` the articles chosen are counted to so many.

    `fold_reprints` makes no difference: a story holds its reprints. Raises `BadQueryError`, `UnknownSourceError`.
    """
    limit = 50 if query.limit is None else query.limit
    choice = choose(session, replace(query, fold_reprints=False))
    passed = choice.passed
    found = _by_relevance(choice) if choice.by_relevance else _by_latest(choice, passed + limit + 1)
    groups = [group for _, group in zip(range(passed + limit + 1), found, strict=False)]
    shown = groups[passed : passed + limit]
    if choice.by_relevance:
        shown = _whole(choice, shown)
    more = len(groups) > passed + limit and bool(shown)
    following = _next(choice, shown, passed) if more else None
    return StoryPage(tuple(_hits(session, choice, shown)), following, choice.count(count) if count else None)


def _next(choice: Choice, shown: Sequence[_Group], passed: int) -> Cursor:
    last = shown[-1].latest
    return Cursor(None, passed + len(shown)) if choice.by_relevance else Cursor(last.sorted_by, last.id)


def _by_relevance(choice: Choice) -> Iterator[_Group]:
    """Best first: a story stands where its best match does. Here each holds that alone; `_whole` adds the others."""
    told: set[int] = set()
    for hit in choice.ranked():
        if hit.story_id is None or hit.story_id not in told:
            told.add(hit.story_id or 0)
            yield _Group((hit,))


def _whole(choice: Choice, groups: Sequence[_Group]) -> list[_Group]:
    """The groups with all chosen articles of their stories."""
    members: dict[int, list[Hit]] = defaultdict(list)
    for part in chunks([group.story_id for group in groups if group.story_id]):
        for hit in choice.of_stories(part):
            members[hit.story_id or 0].append(hit)
    return [
        _Group((first, *(one for one in members[first.story_id or 0] if one.id != first.id)))
        for first in (group.members[0] for group in groups)
    ]


def _by_latest(choice: Choice, wanted: int) -> Iterator[_Group]:
    """Latest first."""
    after, many = choice.query.after, max(_LEAST_AT_ONCE, wanted)
    while part := choice.latest(after, many):
        stories = {hit.story_id for hit in part if hit.story_id}
        members: dict[int, list[Hit]] = defaultdict(list)
        for ids in chunks(sorted(stories)):
            for hit in choice.of_stories(ids):
                members[hit.story_id or 0].append(hit)
        for hit in part:
            if hit.story_id is None:
                yield _Group((hit,))
            elif max(members[hit.story_id], key=_by_time).id == hit.id:
                yield _Group((hit, *(one for one in members[hit.story_id] if one.id != hit.id)))
        if len(part) < many:
            return
        after = Cursor(part[-1].sorted_by, part[-1].id)


def _hits(session: Session, choice: Choice, groups: Sequence[_Group]) -> Iterator[StoryHit]:
    leads = _leads(session, choice, groups)
    titles = _outlets(session, {one.source_id for group in groups for one in group.members})
    shown = article_select().where(ArticleRow.id.in_(lead.id for lead in leads))
    rows = {row[0].id: row for row in session.execute(shown)}
    for group, lead in zip(groups, leads, strict=True):
        if (row := rows.get(lead.id)) is None:
            continue
        outlets = [lead, *sorted(group.members, key=_by_time)]
        yield StoryHit(
            story_id=group.story_id,
            lead=article_view(
                row, snippet=marked(row[0], choice.terms), marked_title=marked_title(row[0], choice.terms)
            ),
            articles=len(group.members),
            outlets=tuple(dict.fromkeys(titles[one.source_id] for one in outlets)),
            latest=group.latest.sorted_by,
        )


def _leads(session: Session, choice: Choice, groups: Sequence[_Group]) -> list[Hit]:
    if choice.by_relevance:
        return [group.members[0] for group in groups]
    stories = [group.story_id for group in groups if group.story_id]
    asked = select(StoryRow.lead_id).where(StoryRow.id.in_(stories))
    leads = set(session.scalars(asked))
    return [
        next((one for one in group.members if one.id in leads), min(group.members, key=_by_time)) for group in groups
    ]


def _outlets(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(SourceRow.id, SourceRow.title, SourceRow.name).where(SourceRow.id.in_(ids)))
    return {row.id: row.title or row.name for row in rows}
