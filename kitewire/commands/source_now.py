"""`kitewire source run`: due at once, for the service that is running."""

from __future__ import annotations

from collections.abc import Sequence

from kitewire.commands.terminal import err, out, print_json
from kitewire.errors import UsageError
from kitewire.settings import Settings
from storage import Database


def make_due(archive: Database, loaded: Settings, names: Sequence[str], json: bool = False) -> None:
    """Set the sources due and say who will crawl them. Raises `UsageError` where one is paused; nothing is set then."""
    paused = {state.name for state in archive.sources.states() if state.paused}
    if resting := [name for name in names if name in paused]:
        raise UsageError(f"{', '.join(resting)} is paused: `kitewire source resume {' '.join(resting)}` first")
    for name in names:
        archive.schedule.set_due(name, None)
    shown = ", ".join(names)
    who = living_scheduler(archive, loaded)
    if json:
        print_json({"sources": list(names), "scheduler": who or None})
    elif who:
        out.print(f"Due now: {shown}. The scheduler {who} starts it when a place is free.", markup=False)
    else:
        out.print(f"Due now: {shown}.", markup=False)
        words = " ".join(names)
        err.print(f"No scheduler is running: start `kitewire serve`, or `kitewire crawl {words}`.", markup=False)


def living_scheduler(archive: Database, loaded: Settings) -> str:
    """Who dispatches on this database; empty: nobody. One on another machine is watched for a sign of life."""
    from scheduler.leadership import living_holder

    return living_holder(archive.leases, loaded.take_over)
