"""How a page writes its dates: in which zone, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

from extraction.dates import Habits, Reading, zone_named
from extraction.view import PageView

_DAY = timedelta(days=1)
_UNSEEN = datetime(2100, 1, 2, tzinfo=UTC)
# Of languages that are spoken in one zone, all but a little.
_ZONES = {"zh": timezone(timedelta(hours=8)), "ja": timezone(timedelta(hours=9)), "ko": timezone(timedelta(hours=9))}


def habits_of(view: PageView) -> Habits:
    """The zone of dates without one (the source's, else that of the language, else UTC) and the order of 3/4/2024."""
    known: Habits | None = view.memo.get("habits")
    if known is None:
        known = view.memo["habits"] = _habits_of(view)
    return known


def _habits_of(view: PageView) -> Habits:
    zone: tzinfo = zone_named(view.hints.zone) or _ZONES.get(view.lang or "", UTC)
    declared = (view.root.get("lang") or view.root.get("xml:lang") or view.meta("og:locale")).lower().replace("_", "-")
    host = view.url.partition("://")[2].partition("/")[0]
    elsewhere = (declared.startswith("en-") and declared != "en-us") or host.endswith(
        (".uk", ".au", ".nz", ".in", ".ie", ".za")
    )
    return Habits(zone, month_first=view.lang == "en" and not elsewhere)


def limit_of(view: PageView) -> datetime:
    """Behind which no date of a page is believed."""
    return view.hints.seen + _DAY if view.hints.seen else _UNSEEN


def is_bare_midnight(reading: Reading, habits: Habits) -> bool:
    """Whether it is midnight without a zone, which systems write where they know the day alone."""
    return not reading.clock and reading.when.tzinfo is habits.zone
