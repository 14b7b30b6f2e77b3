"""Sources that are due and that nobody crawls: found out when asked, since who should find it out may be asleep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kitewire.health import Evidence, Finding, FindingKind, SourceHealth
from kitewire.messages import Message

MANY = 5
"""So many overdue sources are one trouble of the service, and are not told one by one."""
PATIENCE = timedelta(hours=1)
"""How long a source that is due may wait for its turn: others may be crawled first."""


def overdue(states: Iterable[SourceHealth], now: datetime) -> list[Finding]:
    """A finding for each source that has been due for longer than `PATIENCE`, is not crawled and not paused."""
    found = []
    for state in states:
        due = state.due or state.created
        if state.paused or state.running or now - due <= PATIENCE:
            continue
        when = Message("a crawl at {when} UTC", when=f"{due:%Y-%m-%d %H:%M}") if state.due else "a first crawl"
        waited = Message("nobody has crawled it for {hours} h", hours=(now - due) // timedelta(hours=1))
        told = Evidence("", when, waited)
        found.append(Finding(FindingKind.OVERDUE, due, now, 0, (told,), raised=due + PATIENCE, source=state.source))
    return found
