"""Shows sources: the table of all, and one with its state."""

from __future__ import annotations

from collections.abc import Sequence
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

Row = tuple[Source, SourceState]


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
    if state.paused:
        return "paused"
    if state.failures:
        return f"failing ({state.failures})"
    if not source.verified:
        return "unverified"
    return state.last_status or "new"


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
    }


def whole_record(source: Source, state: SourceState, memory: SiteMemory) -> dict[str, Any]:
    """A source with all of its definition and what was learned of its pages."""
    return {**list_record(source, state), "definition": source_to_dict(source), "memory": memory_record(memory)}


def as_toml(source: Source, state: SourceState, memory: SiteMemory, loaded: Settings) -> str:
    """The source as a source file, its state and what was learned of its pages in comments at the top."""
    due = "none, it is paused" if state.paused else shown_time(state.next_due, loaded) if state.next_due else "now"
    lines = [
        f"# state: {state_word(source, state)}",
        f"# articles: {state.articles}",
        f"# last run: {shown_time(state.last_run, loaded)} {state.last_status or ''}".rstrip(),
        f"# next due: {due}",
        f"# failed runs in a row: {state.failures}",
        *(f"# {line}" for line in memory_lines(memory, loaded)),
    ]
    return "\n".join(lines) + "\n" + dump_source(source)
