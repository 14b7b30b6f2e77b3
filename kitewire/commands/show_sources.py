"""Shows sources: the table of all, and one with its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from kitewire.archive_view import SourceState
from kitewire.commands.show_memory import memory_lines, memory_record
from kitewire.commands.terminal import out, shown_time
from kitewire.settings import Settings
from kitewire.site_memory import SiteMemory
from kitewire.source import Source
from kitewire.source_files import dump_source, source_to_dict
from kitewire.source_state import marks

Row = tuple[Source, SourceState]
Waits = Sequence[timedelta]
"""Between two polls, for each hour of the week from Monday 0:00 in the source's zone; empty: not adaptive."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BARS = "▁▂▃▄▅▆▇█"


def show_table(rows: Sequence[Row], loaded: Settings) -> None:
    """A row a source."""
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "title", "region", "state", "articles", "last run", "next due"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "articles" else "left")
    for source, state in rows:
        due = "–" if state.paused else shown_time(state.next_due, loaded) if state.next_due else "now"
        table.add_row(
            Text(source.name),
            Text(source.title),
            Text(source.region),
            state_word(source, state),
            str(state.articles),
            shown_time(state.last_run, loaded),
            due,
        )
    out.print(table)


def state_word(source: Source, state: SourceState) -> str:
    """How a source stands, in one or two words."""
    words = marks(source, state)
    return f"failing ({state.failures})" if words == ("failing",) and not state.findings else ", ".join(words)


def list_record(source: Source, state: SourceState) -> dict[str, Any]:
    """A source's row as plain values."""
    return {
        "name": source.name,
        "title": source.title,
        "region": source.region,
        "home": source.home,
        "verified": source.verified,
        "paused": state.paused,
        "state": state_word(source, state),
        "articles": state.articles,
        "last_run": state.last_run.isoformat() if state.last_run else None,
        "last_status": state.last_status,
        "next_due": state.next_due.isoformat() if state.next_due else None,
        "failures": state.failures,
        "findings": list(state.findings),
    }


def whole_record(source: Source, state: SourceState, memory: SiteMemory, waits: Waits) -> dict[str, Any]:
    """A source with all of its definition and what was learned of its pages and its rhythm."""
    return {
        **list_record(source, state),
        "definition": source_to_dict(source),
        "memory": memory_record(memory),
        "minutes_between_polls": [round(wait.total_seconds() / 60, 1) for wait in waits] or None,
    }


def as_toml(source: Source, state: SourceState, memory: SiteMemory, waits: Waits, loaded: Settings) -> str:
    """The source as a source file, its state and what was learned of its pages in comments at the top."""
    due = "none, it is paused" if state.paused else shown_time(state.next_due, loaded) if state.next_due else "now"
    lines = [
        f"# state: {state_word(source, state)}",
        f"# articles: {state.articles}",
        f"# last run: {shown_time(state.last_run, loaded)} {state.last_status or ''}".rstrip(),
        f"# next due: {due}",
        f"# failed runs in a row: {state.failures}",
        *(
            [f"# found: {', '.join(state.findings)} (`kitewire health {state.name}` tells more)"]
            if state.findings
            else []
        ),
        *(f"# {line}" for line in rhythm_lines(waits)),
        *(f"# {line}" for line in memory_lines(memory, loaded)),
    ]
    return "\n".join(lines) + "\n" + dump_source(source)


def rhythm_lines(waits: Waits) -> list[str]:
    """How often a source is polled, by the hours of its week, for people."""
    if not waits:
        return []
    most, least = min(waits), max(waits)
    if least - most < most / 10:
        return [f"polled every {_span(most)} at all hours"]
    often = [sum(1 / waits[day * 24 + hour].total_seconds() for day in range(7)) for hour in range(24)]
    low, high = min(often), max(often)
    bars = "".join(_BARS[round((one - low) / (high - low or 1) * (len(_BARS) - 1))] for one in often)
    return [
        f"polled every {_span(most)} ({_hour(waits.index(most))}) to {_span(least)} ({_hour(waits.index(least))})",
        f"polls by hour of the day, 0 to 23: {bars}",
    ]


def _hour(number: int) -> str:
    return f"{_DAYS[number // 24]} {number % 24}:00"


def _span(wait: timedelta) -> str:
    minutes = round(wait.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes}m"
    hours, rest = divmod(5 * round(minutes / 5), 60)
    return f"{hours}h{rest}m" if rest else f"{hours}h"
