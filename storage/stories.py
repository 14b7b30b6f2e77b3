"""Reading stories out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind, LinkView, StoryTelling, StoryView
from kitewire.errors import UnknownIdError
from kitewire.messages import Message
from storage.link_events import likely_events
from storage.models import ArticleRow, HandLinkRow, LinkRow, StoryRow
from storage.outlet_lines import furniture_of
from storage.reference_rows import references
from storage.telling import tell
from storage.transaction import Transactions
from storage.views import article_select, article_view


class Stories:
    """Stored stories."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, story_id: int) -> StoryView:
        """One story. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            return _get(session, story_id)

    def tell(self, story_id: int) -> StoryTelling:
        """One story, with who copied whom and what was added and left out. Raises `UnknownIdError`.

        Reads the texts of all its articles: some 5 ms for each copy.
        """
        with self._transactions.read() as session:
            story = _get(session, story_id)
            by_hand = _set_by_hand(session, story_id)
            furniture = furniture_of(session, [one.id for one in story.articles])
        return tell(story, by_hand, furniture)

    def likely(self, article_id: int, limit: int) -> list[LinkView]:
        """Articles that may tell of the same event and are not linked, the likeliest first. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            if session.get(ArticleRow, article_id) is None:
                raise UnknownIdError(Message("there is no article {number}", number=article_id))
            return likely_events(session, article_id, limit)

    def recent(self, limit: int) -> list[StoryView]:
        """The stories that changed last, newest first."""
        statement = select(StoryRow).order_by(StoryRow.updated.desc(), StoryRow.id.desc()).limit(limit)
        with self._transactions.read() as session:
            views = [_view(session, row) for row in session.scalars(statement).all()]
        return [view for view in views if view is not None]


def _get(session: Session, story_id: int) -> StoryView:
    row = session.get(StoryRow, story_id)
    view = None if row is None else _view(session, row)
    if view is None:
        raise UnknownIdError(Message("there is no story {number}", number=story_id))
    return view


def _view(session: Session, row: StoryRow) -> StoryView | None:
    statement = article_select().where(ArticleRow.story_id == row.id).order_by(ArticleRow.sorted_by, ArticleRow.url_key)
    articles = tuple(article_view(found) for found in session.execute(statement))
    if not articles:
        return None
    lead = next((one for one in articles if one.id == row.lead_id), articles[0])
    return StoryView(row.id, lead, articles, tuple(_links(session, row.id)))


def _links(session: Session, story_id: int) -> list[LinkView]:
    """Links between articles of one story, references among them: one for each place where an article names another."""
    within = select(ArticleRow.id).where(ArticleRow.story_id == story_id)
    links = select(LinkRow).where(LinkRow.a_id.in_(within), LinkRow.b_id.in_(within))
    found = [
        LinkView(row.a_id, row.b_id, LinkKind(row.kind), row.score, row.evidence, row.taken, row.kept)
        for row in session.scalars(links)
    ]
    named = references(lambda table: table.article_id.in_(within) & table.target_id.in_(within))
    referring = {
        LinkView(one, other, LinkKind.REFERENCE, 1.0, f"{place}, by {by}")
        for one, other, by, place in session.execute(named)
    }
    return sorted([*found, *referring], key=lambda link: (link.a, link.b, link.kind.value, link.evidence))


def _set_by_hand(session: Session, story_id: int) -> frozenset[tuple[int, int]]:
    """Copy and original of the reprint links that a person has set within a story."""
    within = select(ArticleRow.id).where(ArticleRow.story_id == story_id)
    chosen = select(HandLinkRow.a_id, HandLinkRow.b_id).where(
        HandLinkRow.kind == LinkKind.REPRINT.value, HandLinkRow.a_id.in_(within)
    )
    return frozenset((row.a_id, row.b_id) for row in session.execute(chosen))
