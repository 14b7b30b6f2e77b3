"""Shows findings to people: what, since when, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.text import Text

from kitewire.commands.terminal import out, shown_time
from kitewire.health import Finding
from kitewire.health_words import advice, meaning
from kitewire.settings import Settings


def show_troubles(troubles: Sequence[tuple[str, str]]) -> None:
    """(What is wrong with the service, what to do) each."""
    for what, todo in troubles:
        out.print(Text("service: ", "bold red") + Text(what))
        out.print(Padding(Text(f"→ {todo}", "dim"), (0, 0, 0, 2)))


def show_findings(findings: Sequence[Finding], loaded: Settings) -> None:
    """Each finding with its evidence, a source after the other."""
    for one in sorted(findings, key=lambda one: (one.cleared is not None, one.source, one.since)):
        out.print(headline(one, loaded))
        for told in one.evidence:
            out.print(Padding(Text(str(told)), (0, 0, 0, 2)))
            for url in told.samples[:2]:
                if url != told.subject:
                    out.print(Padding(Text(url, "dim", overflow="fold"), (0, 0, 0, 4)))
        if one.cleared is None:
            out.print(Padding(Text(f"→ {advice(one.kind)}", "dim"), (0, 0, 0, 2)))


def headline(one: Finding, loaded: Settings) -> Text:
    """`gazette: empty since 2026-11-20 14:00 (a list names no articles any more)`."""
    until = f" until {shown_time(one.cleared, loaded)}" if one.cleared else ""
    name = Text(f"{one.source}: ", "bold")
    kind = Text(one.kind.value, "green" if one.cleared else "red")
    return name + kind + Text(f" since {shown_time(one.since, loaded)}{until} ({meaning(one.kind)})")
