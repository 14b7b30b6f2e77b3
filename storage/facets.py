"""What a list of articles consists of: counts by source, language and day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kitewire.archive_view import ArticleQuery
from storage.choosing import choose
from storage.models import ArticleRow, SourceRow
from storage.row_values import listing, rows_of
from storage.times import UtcDateTime
from storage.transaction import Transactions

MOST_COUNTED = 2000
"""The latest articles that are counted: some 20 ms. To count all of a large archive takes longer than to show it."""

_COLUMNS = (SourceRow.name, ArticleRow.lang, ArticleRow.sorted_by)
_FOUND = listing(
    "SELECT sources.name, articles.lang, articles.sorted_by FROM articles"
    " JOIN sources ON sources.id = articles.source_id WHERE articles.id {ids}",
    {"sorted_by": UtcDateTime},
)
"""The same of what a search finds."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many articles of one source are in one language on one day."""

    source: str
    lang: str | None
    day: date
    articles: int


@dataclass(frozen=True, slots=True)
class Cells:
    """The counts of a list."""

    cells: tuple[Cell, ...]
    whole: bool
    """Whether all of the list was counted; else its `MOST_COUNTED` latest articles."""


class Facets:
    """Counts what queries choose."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def count(self, query: ArticleQuery, zone: ZoneInfo) -> Cells:
        """What `query` chooses, whatever its source, region and language: these are what a reader may choose from.

        Days are those of `zone`. Raises `BadQueryError` where its text says nothing to look for.
        """
        wide = replace(
            query, source=None, region=None, lang=None, latest_first=True, fold_reprints=False, after=None,
            limit=MOST_COUNTED, offset=0,
        )  # fmt: skip
        with self._transactions.read() as session:
            choice = choose(session, wide)
            if choice.walk is None:
                rows = session.execute(choice.articles().with_only_columns(*_COLUMNS)).all()
            else:
                rows = rows_of(session, _FOUND, ids=choice.ids())
        # Days by the zone's own rules: databases know no zones (SQLite) or others than ours.
        found = Counter((name, lang, _day(when, zone)) for name, lang, when in rows)
        cells = tuple(Cell(*key, articles) for key, articles in found.items())
        return Cells(cells, len(rows) < MOST_COUNTED)


def _day(when: datetime, zone: ZoneInfo) -> date:
    """The day of a moment; in the first and the last hours of the calendar that of UTC."""
    try:
        return when.astimezone(zone).date()
    except OverflowError:
        return when.date()
