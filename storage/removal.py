"""Taking articles out, with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.inserting import chunks
from storage.link_stage import link_saved
from storage.models import ArticleRow, LinkRow, RelatedRow, SourceRow, StoryRow
from storage.search_index import unindex


def remove_source(session: Session, source: SourceRow) -> None:
    """Delete a source with its pages, runs and articles; stories that lose articles are told again."""
    ids = list(session.scalars(select(ArticleRow.id).where(ArticleRow.source_id == source.id)))
    for part in chunks(ids):
        remove_articles(session, part)
    session.delete(source)
    session.flush()


def remove_articles(session: Session, ids: Sequence[int]) -> None:
    """Delete articles; references to them become entries again, and those that were tied to them are linked anew."""
    touched = _neighbours(session, ids)
    unindex(session, ids)
    session.execute(update(RelatedRow).where(RelatedRow.target_id.in_(ids)).values(target_id=None, resolved_by=None))
    session.execute(update(StoryRow).where(StoryRow.lead_id.in_(ids)).values(lead_id=None))
    session.execute(delete(ArticleRow).where(ArticleRow.id.in_(ids)))
    _end_small_stories(session)
    session.expire_all()
    if touched:
        link_saved(session, touched)


def _neighbours(session: Session, ids: Sequence[int]) -> list[int]:
    """Other articles of the stories and links that `ids` stand in."""
    stories = select(ArticleRow.story_id).where(ArticleRow.id.in_(ids), ArticleRow.story_id.is_not(None))
    linked = select(LinkRow.a_id).where(LinkRow.b_id.in_(ids)).union(select(LinkRow.b_id).where(LinkRow.a_id.in_(ids)))
    referring = select(RelatedRow.article_id).where(RelatedRow.target_id.in_(ids))
    found = select(ArticleRow.id).where(
        or_(ArticleRow.story_id.in_(stories), ArticleRow.id.in_(linked), ArticleRow.id.in_(referring))
    )
    return sorted(set(session.scalars(found)) - set(ids))


def _end_small_stories(session: Session) -> None:
    """A story of one article is none."""
    kept = select(ArticleRow.story_id).where(ArticleRow.story_id.is_not(None)).group_by(ArticleRow.story_id)
    session.execute(delete(StoryRow).where(StoryRow.id.not_in(kept.having(func.count() > 1))))
