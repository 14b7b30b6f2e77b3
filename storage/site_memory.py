"""What was learned of the sources' layouts: one row a source and layout."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kitewire.crawl import Outcome, PageRead, Saved
from kitewire.site_memory import LayoutMemory, Lesson, SiteMemory, layout_from_dict, layout_to_dict
from storage.article_rows import when_seen
from storage.models import SiteMemoryRow
from storage.page_rows import PART
from storage.sources import source_row
from storage.transaction import Transactions

Learn = Callable[[SiteMemory, Sequence[Lesson]], SiteMemory]
"""How lessons become memory: `extraction.memory.learn`, which this folder does not know."""


class Memories:
    """What is remembered of sources."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def load(self, source: str) -> SiteMemory:
        """The memory of a source; an empty one where nothing was learned. Raises `UnknownSourceError`."""
        with self._transactions.read() as session:
            return load_memory(session, source_row(session, source).id)

    def forget(self, source: str) -> int:
        """Drop what was learned of a source; gives how many layouts that were. Raises `UnknownSourceError`."""
        with self._transactions.write() as session:
            mine = SiteMemoryRow.source_id == source_row(session, source).id
            layouts = session.scalars(select(SiteMemoryRow.layout).where(mine)).all()
            session.execute(delete(SiteMemoryRow).where(mine))
            return len(layouts)


def load_memory(session: Session, source_id: int) -> SiteMemory:
    """The memory of a source inside a transaction."""
    rows = select(SiteMemoryRow).where(SiteMemoryRow.source_id == source_id)
    layouts = [layout for row in session.scalars(rows) if (layout := layout_from_dict(row.memory))]
    return SiteMemory(tuple(sorted(layouts, key=lambda one: (-one.pages, one.body))))


def take_lessons(
    session: Session, source_id: int, learn: Learn, read: Sequence[tuple[PageRead, Saved]], now: datetime
) -> int:
    """Learn from pages inside the transaction that saves their articles: both are kept or neither is.

    Gives how many of them look like no layout that was known, where one was.
    """
    lessons = [lesson for page, saved in read if (lesson := _lesson(page, saved, now))]
    if not lessons:
        return 0
    before = load_memory(session, source_id)
    after = learn(before, lessons)
    if after != before:
        _save(session, source_id, before, after, now)
    proven = {layout.body for layout in before.layouts if layout.proven is not None}
    return sum(lesson.observation.body not in proven for lesson in lessons) if proven else 0


def _lesson(page: PageRead, saved: Saved, now: datetime) -> Lesson | None:
    """What a page teaches: only one that is an article of its own."""
    observation = page.article.observation if page.article else None
    ended_well = saved.outcome in (Outcome.NEW, Outcome.REVISED, Outcome.UNCHANGED) and saved.reason != PART
    if observation is None or saved.article_id is None or not ended_well:
        return None
    return Lesson(observation, when_seen(page, now), fresh=saved.outcome is Outcome.NEW)


def _save(session: Session, source_id: int, before: SiteMemory, after: SiteMemory, now: datetime) -> None:
    old = {_key(one): one for one in before.layouts}
    new = {_key(one): one for one in after.layouts}
    mine = SiteMemoryRow.source_id == source_id
    session.execute(delete(SiteMemoryRow).where(mine, SiteMemoryRow.layout.not_in(new)))
    for key, layout in new.items():
        if layout != old.get(key):
            row = SiteMemoryRow(
                source_id=source_id,
                layout=key,
                pages=layout.pages,
                memory=layout_to_dict(layout),
                updated=now,
                changed_since=layout.changed_since,
            )
            session.merge(row)


def _key(layout: LayoutMemory) -> str:
    return hashlib.sha256(layout.body.encode()).hexdigest()[:32]
