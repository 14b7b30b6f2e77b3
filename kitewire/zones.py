"""The time zone of a source."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kitewire.source import Source


def zone_of(source: Source) -> ZoneInfo:
    """The zone in which a source's cron line, its days and its rhythm are read."""
    return ZoneInfo(source.zone or ("Asia/Shanghai" if source.lang in ("", "zh") else "UTC"))
