"""Reading stories out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind, LinkView, StoryView
from kitewire.errors import UnknownIdError
from storage.models import ArticleRow, LinkRow, RelatedRow, StoryRow
from storage.transaction import Transactions
from storage.views import article_select, article_view


class Stories:
    """Stored stories."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, story_id: int) -> StoryView:
        """One story. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            row = session.get(StoryRow, story_id)
            view = None if row is None else _view(session, row)
        if view is None:
            raise UnknownIdError(f"there is no story {story_id}")
        return view

    def recent(self, limit: int) -> list[StoryView]:
        """The stories that changed last, newest first."""
        statement = select(StoryRow).order_by(StoryRow.updated.desc(), StoryRow.id.desc()).limit(limit)
        with self._transactions.read() as session:
            views = [_view(session, row) for row in session.scalars(statement).all()]
        return [view for view in views if view is not None]


def _view(session: Session, row: StoryRow) -> StoryView | None:
    statement = article_select().where(ArticleRow.story_id == row.id).order_by(ArticleRow.sorted_by, ArticleRow.id)
    articles = tuple(article_view(found) for found in session.execute(statement))
    if not articles:
        return None
    lead = next((one for one in articles if one.id == row.lead_id), articles[0])
    return StoryView(row.id, lead, articles, tuple(_links(session, [one.id for one in articles])))


def _links(session: Session, ids: Sequence[int]) -> list[LinkView]:
    """Links between articles of one story, references among them."""
    within = select(ArticleRow.id).where(ArticleRow.id.in_(ids))
    links = select(LinkRow).where(LinkRow.a_id.in_(within), LinkRow.b_id.in_(within))
    found = [
        LinkView(row.a_id, row.b_id, LinkKind(row.kind), row.score, row.evidence) for row in session.scalars(links)
    ]
    named = select(RelatedRow.article_id, RelatedRow.target_id, RelatedRow.resolved_by).where(
        RelatedRow.article_id.in_(within), RelatedRow.target_id.in_(within)
    )
    references = {
        (row.article_id, row.target_id): LinkView(
            row.article_id, row.target_id, LinkKind.REFERENCE, 1.0, row.resolved_by or ""
        )
        for row in session.execute(named)
    }
    return sorted([*found, *references.values()], key=lambda link: (link.a, link.b, link.kind.value))
