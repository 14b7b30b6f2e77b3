"""Days of a request budget: they begin at midnight in the source's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kitewire.source import Source
from kitewire.zones import zone_of


def budget_day(source: Source, now: datetime) -> str:
    """The day that `now` (aware) belongs to, `YYYY-MM-DD`."""
    return now.astimezone(zone_of(source)).date().isoformat()


def budget_ends(source: Source, now: datetime) -> datetime:
    """When that day is over, and requests may be spent again; aware, UTC."""
    tomorrow = now.astimezone(zone_of(source)).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone_of(source)).astimezone(UTC)
