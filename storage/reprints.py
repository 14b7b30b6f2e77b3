"""Which articles carry the same text, by the reprint links between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind, ReprintView
from storage.models import ArticleRow, LinkRow, SourceRow

_FARTHEST = 3
"""Steps from a text to a reprint of a reprint of a reprint of it."""


def reprints_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[ReprintView, ...]]:
    """The other articles with the same text as each of these, by time; an article without any is left out."""
    ties = _ties(session, set(ids))
    groups = {one: _reached(one, ties) for one in ids}
    views = _views(session, set().union(*groups.values()))
    found = {
        one: sorted((views[other] for other in group if other in views), key=_by_time) for one, group in groups.items()
    }
    return {one: tuple(others) for one, others in found.items() if others}


def _ties(session: Session, ids: set[int]) -> dict[int, set[int]]:
    """Who is tied to whom by reprint links, as far as `_FARTHEST` steps from `ids`."""
    ties: dict[int, set[int]] = defaultdict(set)
    known, fresh = set(ids), set(ids)
    for _ in range(_FARTHEST):
        if not fresh:
            break
        for a, b in session.execute(_links(fresh)):
            ties[a].add(b)
            ties[b].add(a)
        fresh = {other for one in fresh for other in ties[one]} - known
        known |= fresh
    return ties


def _links(ids: set[int]) -> Any:
    """Two questions in one, since each is served by an index of its own."""
    sides = [
        select(LinkRow.a_id, LinkRow.b_id).where(LinkRow.kind == LinkKind.REPRINT.value, side.in_(ids))
        for side in (LinkRow.a_id, LinkRow.b_id)
    ]
    return union(*sides)


def _reached(start: int, ties: dict[int, set[int]]) -> set[int]:
    reached, waiting = {start}, [start]
    while waiting:
        for other in ties.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached - {start}


def _views(session: Session, ids: set[int]) -> dict[int, ReprintView]:
    article, source = ArticleRow, SourceRow
    columns = (article.id, source.name, source.title, article.canonical_url, article.title, article.sorted_by)
    statement = select(*columns).join(source, source.id == article.source_id).where(article.id.in_(ids))
    rows = session.execute(statement)
    return {row[0]: ReprintView(row[0], row[1], row[2] or row[1], *row[3:]) for row in rows}


def _by_time(view: ReprintView) -> tuple[datetime, int]:
    return view.sorted_by, view.id
