"""Taking articles out, with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from storage.evidence import rewrite_evidence
from storage.inserting import chunks
from storage.link_events import remove_events
from storage.link_stage import link_saved
from storage.models import ArticleRow, LinkRow, SourceRow, StoryRow
from storage.outlet_lines import lines_of, settle_lines
from storage.reference_rows import TABLES, references
from storage.search_index import unindex
from storage.sketches import replace_sketches


def remove_source(session: Session, source: SourceRow) -> None:
    """Delete a source with its pages, runs and articles; stories that lose articles are told again."""
    remove_articles(session, session.scalars(select(ArticleRow.id).where(ArticleRow.source_id == source.id)).all())
    session.delete(source)
    session.flush()


def remove_articles(session: Session, ids: Sequence[int]) -> None:
    """Delete articles. References to them become entries again, and what was tied to them is linked anew."""
    touched: set[int] = set()
    stories: set[int] = set()
    titles: set[int] = set()
    lines: set[tuple[int, int]] = set()
    for part in chunks(ids):
        touched |= _tied(session, part)
        stories |= _stories_of(session, part)
        unindex(session, part)
        remove_events(session, part)
        replace_sketches(session, dict.fromkeys(part, ()))
        lines |= lines_of(session, part)
        titles |= set(session.scalars(select(ArticleRow.title_key).where(ArticleRow.id.in_(part))))
        for table in TABLES.values():
            naming = update(table).where(table.target_id.in_(part))
            session.execute(naming.values(target_id=None, resolved_by=None, ties=False))
        session.execute(update(StoryRow).where(StoryRow.lead_id.in_(part)).values(lead_id=None))
        session.execute(delete(ArticleRow).where(ArticleRow.id.in_(part)))
    touched |= rewrite_evidence(session, settle_lines(session, lines))
    link_saved(session, touched - set(ids), titles)
    for part in chunks(sorted(stories)):
        told = select(ArticleRow.story_id).where(ArticleRow.story_id.in_(part))
        session.execute(delete(StoryRow).where(StoryRow.id.in_(part), StoryRow.id.not_in(told)))


def _tied(session: Session, ids: Sequence[int]) -> set[int]:
    """The articles of the stories, links and references that `ids` stand in."""
    stories = select(ArticleRow.story_id).where(ArticleRow.id.in_(ids), ArticleRow.story_id.is_not(None))
    linked = select(LinkRow.a_id).where(LinkRow.b_id.in_(ids)).union(select(LinkRow.b_id).where(LinkRow.a_id.in_(ids)))
    naming = references(lambda table: table.target_id.in_(ids)).subquery()
    tied = or_(
        ArticleRow.story_id.in_(stories),
        ArticleRow.id.in_(linked),
        ArticleRow.id.in_(select(naming.c.article_id)),
    )
    return set(session.scalars(select(ArticleRow.id).where(tied)))


def _stories_of(session: Session, ids: Sequence[int]) -> set[int]:
    found = session.scalars(select(ArticleRow.story_id).where(ArticleRow.id.in_(ids)))
    return {story for story in found if story is not None}
