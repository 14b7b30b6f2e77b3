"""Command: health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from kitewire.commands.asking import confirm
from kitewire.commands.completing import source_names
from kitewire.commands.show_health import show_findings, show_troubles
from kitewire.commands.terminal import database, err, out, print_json, settings
from kitewire.errors import UsageError
from kitewire.health import Finding, FindingKind
from kitewire.health_words import advice
from kitewire.overdue import MANY, overdue
from kitewire.settings import Settings
from storage import Database

NAME: str | None = None
app = typer.Typer()

LEAST_FREE, LEAST_SHARE = 1_000_000_000, 0.05
"""Bytes, and share of the disk, below which it counts as nearly full."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with the service rather than with one source."""

    what: str
    advice: str


@app.command()
def health(
    source: Annotated[str | None, typer.Argument(help="Only this source.", autocompletion=source_names)] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Also what is over, and paused sources.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="SOURCE is well as it is now: forget what was expected of it.")
    ] = False,
    test_alert: Annotated[bool, typer.Option("--test-alert", help="Send a test to each alert hook.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Tell what is wrong with sources and service, since when, and what to do. Exit code 0: nothing, 1: something."""
    loaded = settings()
    if test_alert:
        _test_alert(loaded)
        return
    with database(loaded) as opened:
        if accept:
            _accept(opened, source, yes)
            return
        now = datetime.now(UTC)
        if source is not None:
            opened.sources.get(source)
        found, over = standing(opened, source, now, show_all)
        troubles = [] if source else service_troubles(opened, loaded, found, now)
    if json:
        print_json(_record(found, over, troubles))
    else:
        show_troubles([(one.what, one.advice) for one in troubles])
        told = found if source or _count_late(found) < MANY else _without_late(found)
        show_findings([*told, *over], loaded)
        if not (found or troubles):
            out.print("All is well." if not source else f"{source} is well.", markup=False)
    if found or troubles:
        raise typer.Exit(1)


def standing(
    opened: Database, source: str | None, now: datetime, show_all: bool = False
) -> tuple[list[Finding], list[Finding]]:
    """The findings that stand, those found out now among them, and with `show_all` those that are over or of paused
    sources."""
    states = opened.health.states(now)
    paused = {one.source for one in states if one.paused}
    stored = opened.health.findings(source, cleared=show_all)
    late = [one for one in overdue(states, now) if source in (None, one.source)]
    found = [one for one in stored if one.cleared is None and one.source not in paused] + late
    over = [one for one in stored if one.cleared is not None or one.source in paused] if show_all else []
    return found, over


def service_troubles(opened: Database, loaded: Settings, found: Sequence[Finding], now: datetime) -> list[Trouble]:
    """What is wrong with the service as a whole."""
    from storage.relinking import relink_wanted
    from storage.room import room_of

    troubles = []
    if (late := _count_late(found)) >= MANY:
        since = min(one.since for one in found if one.kind is FindingKind.OVERDUE)
        what = f"{late} sources are due, the first since {since:%Y-%m-%d %H:%M} UTC, and nobody crawls them"
        troubles.append(Trouble(what, advice(FindingKind.OVERDUE)))
    room = room_of(loaded.database_url)
    if room is not None and room.free < max(LEAST_FREE, LEAST_SHARE * room.total):
        what = f"the disk of {room.path} is nearly full: {room.free / 1e9:.1f} GB left"
        troubles.append(Trouble(what, "make room, or `kitewire db prune` what is old; a full disk stops all crawls"))
    if why := relink_wanted(opened):
        troubles.append(Trouble(why, "run `kitewire relink`"))
    for hook, number, error in opened.alerts.stuck(now):
        what = f"the alert {hook} does not take {number} alert{'' if number == 1 else 's'}: {error}"
        troubles.append(Trouble(what, "see that it works with `kitewire health --test-alert`"))
    for hub, number, error in opened.hub_pushes.stuck(now):
        what = f"the hub {hub} has not been told of {number} feed{'' if number == 1 else 's'}: {error}"
        troubles.append(Trouble(what, "see that KITEWIRE_WEBSUB_HUBS names it rightly and that it works"))
    return troubles


def _record(found: Sequence[Finding], over: Sequence[Finding], troubles: Sequence[Trouble]) -> dict[str, Any]:
    return {
        "ok": not (found or troubles),
        "findings": [{**one.to_dict(), "advice": advice(one.kind)} for one in found],
        "over": [one.to_dict() for one in over],
        "service": [{"what": one.what, "advice": one.advice} for one in troubles],
    }


def _count_late(found: Sequence[Finding]) -> int:
    return sum(one.kind is FindingKind.OVERDUE for one in found)


def _without_late(found: Sequence[Finding]) -> list[Finding]:
    return [one for one in found if one.kind is not FindingKind.OVERDUE]


def _accept(opened: Database, source: str | None, yes: bool) -> None:
    if source is None:
        raise UsageError("--accept needs the name of a source")
    opened.sources.get(source)
    confirm(f"Take {source} as it is now for what is to be expected, and close its findings?", yes)
    closed = opened.health.accept(source, datetime.now(UTC))
    out.print(f"Closed {closed} finding{'' if closed == 1 else 's'} of {source}; it is learned anew.", markup=False)


def _test_alert(loaded: Settings) -> None:
    from scheduler.alerting import send_test

    outcome = send_test(loaded, datetime.now(UTC))
    if not outcome:
        raise UsageError("no hook is set: set KITEWIRE_ALERT_COMMAND or KITEWIRE_ALERT_WEBHOOK")
    for hook, error in outcome.items():
        err.print(f"the {hook} did not take it: {error}" if error else f"the {hook} took it", markup=False)
    if any(outcome.values()):
        raise typer.Exit(1)
