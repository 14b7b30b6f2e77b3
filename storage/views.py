"""Rows as readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kitewire.archive_view import ArticleView, BodyLinkView, RelatedView
from kitewire.article import Bylines, Decoding, Precision
from storage.inserting import chunks
from storage.models import ArticleRow, BodyLinkRow, RelatedRow, SourceRow
from storage.repaired import repaired_view


def article_select() -> Select[ArticleRow, str, str, str]:
    """Articles with their sources; `article_view` makes a view of each result."""
    return select(ArticleRow, SourceRow.name, SourceRow.title, SourceRow.region).join(
        SourceRow, SourceRow.id == ArticleRow.source_id
    )


def article_view(
    result: Any,
    related: tuple[RelatedView, ...] = (),
    links: tuple[BodyLinkView, ...] = (),
    snippet: str = "",
    marked_title: str = "",
) -> ArticleView:
    """The view of one result of `article_select`."""
    row, source, source_title, region = result[:4]
    return ArticleView(
        id=row.id,
        source=source,
        source_title=source_title or source,
        region=region,
        url=row.url,
        canonical_url=row.canonical_url,
        title=row.title,
        body=row.body,
        lang=row.lang,
        published=row.published,
        published_precision=None if row.published_precision is None else Precision(row.published_precision),
        published_found_by=row.published_found_by,
        modified=row.modified,
        first_seen=row.first_seen,
        updated=row.updated,
        origin=row.origin,
        dateline=row.dateline,
        bylines=Bylines(**{role: tuple(row.bylines.get(role, ())) for role in Bylines.ROLES}),
        section=row.section,
        keywords=tuple(row.keywords),
        image=row.image,
        decoding=Decoding(**row.decoding),
        story_id=row.story_id,
        related=related,
        links=links,
        snippet=snippet,
        marked_title=marked_title,
        repaired=repaired_view(row.repaired),
        gone=row.gone,
    )


def related_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[RelatedView, ...]]:
    """The related lists of articles, in the order of the page."""
    lists: dict[int, list[RelatedView]] = {one: [] for one in ids}
    for part in chunks(ids):
        rows = select(RelatedRow).where(RelatedRow.article_id.in_(part)).order_by(RelatedRow.position)
        for row in session.scalars(rows):
            view = RelatedView(row.position, row.title, row.url, row.date, row.target_id, row.resolved_by)
            lists[row.article_id].append(view)
    return {one: tuple(views) for one, views in lists.items()}


def links_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[BodyLinkView, ...]]:
    """The links within the texts of articles, in the order of the text."""
    lists: dict[int, list[BodyLinkView]] = {one: [] for one in ids}
    for part in chunks(ids):
        rows = select(BodyLinkRow).where(BodyLinkRow.article_id.in_(part)).order_by(BodyLinkRow.position)
        for row in session.scalars(rows):
            view = BodyLinkView(row.position, row.title, row.url, row.target_id, row.resolved_by)
            lists[row.article_id].append(view)
    return {one: tuple(views) for one, views in lists.items()}
