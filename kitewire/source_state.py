"""How a source stands, in the words that commands and pages share."""

from __future__ import annotations

from kitewire.archive_view import SourceLine, SourceState
from kitewire.source import Source


def marks(source: Source | SourceLine, state: SourceState) -> tuple[str, ...]:
    """`paused`; else what is found to be wrong; else `failing` or `unverified`; else how the last run ended,
    `new` before any."""
    if state.paused:
        return ("paused",)
    if state.findings:
        return state.findings
    if state.failures:
        return ("failing",)
    return ("unverified",) if not source.verified else (state.last_status or "new",)
