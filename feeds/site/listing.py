"""A list of stories as a page shows it, the river or a search: by day, with what it can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from feeds.parameters import Parameters
from feeds.service import Service
from feeds.site.facets import Facets, read_facets
from feeds.site.times import local_day
from kitewire.archive_view import StoryHit
from kitewire.errors import BadQueryError
from kitewire.messages import Message
from storage.cursors import write_cursor

A_PAGE = 30
"""Stories of a page."""
MOST = 100
EXCERPT = 180
"""Characters of an excerpt, about."""


@dataclass(frozen=True, slots=True)
class Day:
    """The stories of one day."""

    day: date | None
    """None: they are not in the order of time, or go on with the day of the page before."""
    hits: tuple[StoryHit, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list."""

    days: tuple[Day, ...]
    after: str | None
    """Cursor of the next page; None: there is none."""
    facets: Facets
    filters: dict[str, str]
    """What narrows, as parameters of its feeds."""
    whole_archive: bool
    """Whether nothing narrows."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing on it."""
        return not self.days


def read_listing(service: Service, asked: Parameters, by_relevance: bool) -> Listing:
    """The page that `asked` means. Raises `BadQueryError` and `UnknownSourceError`, as storage does."""
    database, zone = service.database, service.settings.zone
    if (asked.limit or 0) > MOST:
        raise BadQueryError(Message("limit: at most {most} stories a page; go on with `after`", most=MOST))
    query = replace(asked.query(zone, A_PAGE), latest_first=not by_relevance, fold_reprints=False)
    page = database.articles.stories(query)
    before = query.after and query.after.sorted_by and local_day(query.after.sorted_by, zone)
    facets = read_facets(database.facets.count(query, zone), query, database.sources.lines())
    if by_relevance:
        days: tuple[Day, ...] = (Day(None, page.hits),) if page.hits else ()
    else:
        days = tuple(_days(page.hits, zone, before or None))
    filters = asked.filters()
    return Listing(days, write_cursor(page.next) if page.next else None, facets, filters, not filters)


def _days(hits: Sequence[StoryHit], zone: ZoneInfo, before: date | None) -> list[Day]:
    by_day = groupby(hits, key=lambda hit: local_day(hit.latest, zone))
    return [Day(None if day == before else day, tuple(found)) for day, found in by_day]
