"""How many articles there are a day, by the calendar of a time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, String, cast, func, literal_column, select

from storage.models import ArticleRow, SourceRow
from storage.transaction import Transactions

Days = dict[date, int]
"""Day → articles; days without any are left out."""


class Calendar:
    """Counts of articles by day, on `sorted_by`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of(self, source: str, first: date, last: date, zone: ZoneInfo) -> Days:
        """The articles of one source on each day from `first` to `last`, in `zone`."""
        return self.by_source(first, last, zone, source).get(source, {})

    def by_source(self, first: date, last: date, zone: ZoneInfo, only: str | None = None) -> dict[str, Days]:
        """The same for every source that has any: name → days."""
        found: dict[str, Days] = {}
        with self._transactions.read() as session:
            for begin, end, offset in spans(first, last, zone):
                day = self._day(offset)
                statement = (
                    select(SourceRow.name, day, func.count())
                    .join(SourceRow, SourceRow.id == ArticleRow.source_id)
                    .where(ArticleRow.sorted_by >= begin, ArticleRow.sorted_by < end)
                    .group_by(SourceRow.name, day)
                )
                if only is not None:
                    statement = statement.where(SourceRow.name == only)
                for name, text, articles in session.execute(statement):
                    days = found.setdefault(name, {})
                    # A day on which the clock was changed lies in two spans.
                    days[date.fromisoformat(text)] = days.get(date.fromisoformat(text), 0) + articles
        return found

    def _day(self, offset: timedelta) -> ColumnElement[str]:
        """The day of `sorted_by` at this distance from UTC, as `YYYY-MM-DD`."""
        seconds = int(offset.total_seconds())
        column = ArticleRow.sorted_by
        if self._transactions.dialect == "sqlite":
            return func.date(column, f"{seconds:+d} seconds", type_=String)
        # Written out: PostgreSQL takes two parameters of the same value for two expressions, and cannot group by one.
        return cast(cast(column + literal_column(f"interval '{seconds} seconds'"), Date), String)


def spans(first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The days from `first` to `last` as spans of time (begin, end, aware) within which the zone keeps its distance
    from UTC; a year has one, or three where clocks are changed twice. Clocks are changed at full hours of UTC, and at
    most once within 24 of them."""
    begin, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    offset = _offset(begin, zone)
    at = begin
    while at < end:
        following = min(at + timedelta(days=1), end)
        if _offset(following, zone) != offset:
            following = min(at + timedelta(hours=1), end)
        if _offset(following, zone) != offset:
            yield begin, following, offset
            begin, offset = following, _offset(following, zone)
        at = following
    if begin < end:
        yield begin, end, offset


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _offset(when: datetime, zone: ZoneInfo) -> timedelta:
    return when.astimezone(zone).utcoffset() or timedelta()
