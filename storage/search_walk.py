"""The matches of a search, one by one: in either order, without the stories and reprints that are not wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kitewire.archive_view import Cursor, LinkKind
from storage.inserting import chunks
from storage.models import ArticleRow, LinkRow
from storage.ranking import CANDIDATES, TITLE_CANDIDATES, ranked
from storage.row_values import listing, rows_of
from storage.search_matches import Matches
from storage.search_places import ID_MASK, TOP, place_of
from storage.times import UtcDateTime

_FIRST, _MOST = 200, 20_000
"""Places read at once: few unless more are wanted, then ever more, since each time the search begins anew."""
_AT_ONCE = (40, 640)
"""Articles looked up at once: at first about a page."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What is known of a chosen article before it is read."""

    id: int
    sorted_by: datetime
    story_id: int | None
    source_id: int

    @property
    def place(self) -> int:
        """In the index."""
        return place_of(self.sorted_by, self.id)


HIT = (ArticleRow.id, ArticleRow.sorted_by, ArticleRow.story_id, ArticleRow.source_id)
_HITS = listing("SELECT id, sorted_by, story_id, source_id FROM articles WHERE id {ids}", {"sorted_by": UtcDateTime})


@dataclass(slots=True)
class Walk:
    """Walks the matches of one search. What is walked are ids."""

    session: Session
    matches: Matches
    stories: tuple[int, ...] = ()
    not_stories: tuple[int, ...] = ()
    _known: frozenset[int] = frozenset()
    """Places of matches: all that there are from `_known_from` on."""
    _known_from: int = TOP

    def latest(self, after: Cursor | None, many: int | None = None) -> Iterator[int]:
        """Latest first, behind a place; `many`: so many will be wanted."""
        below = TOP if after is None or after.sorted_by is None else place_of(after.sorted_by, after.id)
        return (place & ID_MASK for place in self._places(below, many or 0))

    def ranked(self) -> Iterator[int]:
        """The best first: of the newest, and of those that match by title; then the others, latest first."""
        if self.stories:
            yield from self.latest(None)
            return
        newest = self.matches.scored(self.session, CANDIDATES)
        all_of_them = len(newest) < CANDIDATES
        self._known, self._known_from = frozenset(one.place for one in newest), 0 if all_of_them else newest[-1].place
        by_title = [] if all_of_them else self.matches.by_title(self.session, TITLE_CANDIDATES)
        best = ranked(newest, by_title)
        yield from (place & ID_MASK for place in self._told(best))
        if not all_of_them:
            shown = set(best)
            yield from (place & ID_MASK for place in self._places(newest[-1].place) if place not in shown)

    def matching(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those of `hits` that match."""
        asked = {hit.place for hit in hits if hit.place < self._known_from}
        places = self._known | self.matches.among(self.session, asked)
        return [hit for hit in hits if hit.place in places]

    def read(self, ids: Iterable[int]) -> Iterator[Hit]:
        """What is known of articles, in the order of `ids`."""
        for part in _parts(ids):
            found = {row[0]: Hit(*row) for row in rows_of(self.session, _HITS, ids=part)}
            yield from (found[one] for one in part if one in found)

    def unfolded(self, ids: Iterable[int]) -> Iterator[int]:
        """Those of which no earlier article with the same text matches."""
        for part in _parts(ids):
            folded = self._folded(part)
            yield from (one for one in part if one not in folded)

    def count(self, most: int | None, fold: bool) -> int:
        """How many there are; with `most` it stops there."""
        if not (fold or self.stories or self.not_stories):
            return self._count(most)
        ids = self.latest(None)
        return sum(1 for _ in islice(self.unfolded(ids) if fold else ids, most))

    def _count(self, most: int | None) -> int:
        if most is None or not self._known:
            return self.matches.count(self.session, most)
        lacking = most - len(self._known)
        older = self.matches.newest(self.session, self._known_from, lacking) if self._known_from and lacking > 0 else ()
        return min(len(self._known) + len(older), most)

    def _places(self, below: int, wanted: int = 0) -> Iterator[int]:
        if self.stories:
            yield from self._of_stories(below)
            return
        many = min(max(_FIRST, wanted), _MOST)
        while part := self.matches.newest(self.session, below, many):
            yield from self._told(part)
            if len(part) < many:
                return
            below, many = part[-1], min(many * 3, _MOST)

    def _of_stories(self, below: int) -> Iterator[int]:
        """A story has few articles: they are looked up, not the words."""
        conditions = [ArticleRow.story_id == one for one in self.stories]
        members = [Hit(*row) for row in self.session.execute(select(*HIT).where(*conditions))]
        kept = (hit.place for hit in self.matching(members) if hit.story_id not in self.not_stories)
        yield from (place for place in sorted(kept, reverse=True) if place < below)

    def _told(self, places: Sequence[int]) -> Iterator[int]:
        """Those in none of the stories that are not wanted."""
        if not self.not_stories:
            yield from places
            return
        asked = select(ArticleRow.id).where(ArticleRow.story_id.in_(self.not_stories))
        unwanted = set(self.session.scalars(asked))
        yield from (place for place in places if place & ID_MASK not in unwanted)

    def _folded(self, ids: Sequence[int]) -> set[int]:
        """Those of `ids` of which an earlier article with the same text matches."""
        here, pairs = set(ids), []
        for part in chunks(ids):
            linked = or_(LinkRow.a_id.in_(part), LinkRow.b_id.in_(part))
            asked = select(LinkRow.a_id, LinkRow.b_id).where(LinkRow.kind == LinkKind.REPRINT.value, linked)
            pairs += [tuple(row) for row in self.session.execute(asked)]
        ends = {hit.id: hit for hit in self.read({end for pair in pairs for end in pair})}
        tied = [(ends[one], ends[other]) for a, b in pairs for one, other in ((a, b), (b, a))]
        later = [(one, other) for one, other in tied if one.id in here and other.place < one.place]
        matching = {hit.id for hit in self.matching([other for _, other in later])}
        return {one.id for one, other in later if other.id in matching}


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    left, many = iter(ids), _AT_ONCE[0]
    while part := list(islice(left, many)):
        yield part
        many = min(many * 2, _AT_ONCE[1])
