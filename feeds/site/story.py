"""What the page of a story shows: put together from the archive."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from feeds.site.story_drawing import Drawing, draw
from feeds.story_tree import Branch, closest_ties, references, story_branches
from kitewire.archive_view import ArticleView, LinkKind, LinkView, StoryTelling, StoryView
from storage import Database

DEEPEST = 8
"""Steps that the tree is set in from the left; what is deeper stands at the last one."""
ROWS_SHOWN = 60
"""Lines of the tree on a page."""
MOST_TIES = 60
"""Ties of one kind that are listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tree."""

    branch: Branch
    depth: int
    later: timedelta | None
    """How much later than the first telling; None where only the day is known, or nothing."""


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A story with its drawing and its tree."""

    story_id: int
    lead: ArticleView
    outlets: int
    lasted: timedelta
    drawing: Drawing
    rows: list[Row]
    cited: list[LinkView]
    events: list[LinkView]
    more_events: int
    """Ties of the same event that are not listed."""
    by_id: dict[int, ArticleView]


class StoryPages:
    """Pages of stories, kept until something of them changes: telling a story compares all its texts, some 5 ms for
    each copy. Safe to use from several threads."""

    def __init__(self, database: Database, zone: ZoneInfo, most: int = 32) -> None:
        self._database = database
        self._zone = zone
        self._most = most
        self._kept: OrderedDict[int, tuple[Hashable, Hashable, StoryPage]] = OrderedDict()
        self._lock = Lock()

    def get(self, number: int) -> StoryPage:
        """The page of story `number`. Raises `UnknownIdError`."""
        stamp = self._database.changes.stamp()
        with self._lock:
            kept = self._kept.get(number)
        if kept and kept[0] == stamp:
            return kept[2]
        state = _state(self._database.stories.get(number))
        page = kept[2] if kept and kept[1] == state else story_page(self._database.stories.tell(number), self._zone)
        with self._lock:
            self._kept[number] = (stamp, state, page)
            self._kept.move_to_end(number)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return page


def _state(story: StoryView) -> Hashable:
    shown = tuple((one.id, one.updated, one.origin, one.source_title, one.gone) for one in story.articles)
    return story.lead.id, story.links, shown


def story_page(telling: StoryTelling, zone: ZoneInfo) -> StoryPage:
    """The page of a story that was told."""
    story = telling.story
    first, last = story.articles[0], story.articles[-1]
    events = closest_ties(telling)[:MOST_TIES]
    known = sum(link.kind is LinkKind.SAME_EVENT for link in story.links)
    return StoryPage(
        story_id=story.id,
        lead=story.lead,
        outlets=len({one.source for one in story.articles}),
        lasted=last.sorted_by - first.sorted_by,
        drawing=draw(telling, zone),
        rows=list(_rows(story_branches(telling), 0, first)),
        cited=references(story)[:MOST_TIES],
        events=events,
        more_events=known - len(events),
        by_id={one.id: one for one in story.articles},
    )


def _rows(branches: list[Branch], depth: int, first: ArticleView) -> list[Row]:
    rows: list[Row] = []
    for branch in branches:
        span = branch.article.sorted_by - first.sorted_by
        rows.append(Row(branch, min(depth, DEEPEST), span if span > timedelta(minutes=1) else None))
        rows += _rows(branch.reprints, depth + 1, first)
    return rows
