"""Command: relink."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kitewire.commands.filters import Json
from kitewire.commands.terminal import database, err, report, settings

NAME: str | None = None
app = typer.Typer()


@app.command()
def relink(
    force: Annotated[bool, typer.Option("--force", help="Also where the present rules made the links.")] = False,
    json: Json = False,
) -> None:
    """Make the fingerprints, links and stories of all articles anew, after an update of Kitewire has changed the rules.

    Crawls may go on meanwhile. Killed at any time, the next call goes on where it was. Numbers of stories stay where
    most of their articles do, and what was set or broken by hand stays.
    """
    from storage.relinking import relink as make_anew

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        database(settings()) as archive,
        Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bar,
    ):
        task = bar.add_task("steps", total=None)
        done = make_anew(archive, force, lambda done, total: bar.update(task, completed=done, total=total))
    nothing = "links were made by the present rules: nothing to do (--force makes them anew)"
    report(nothing if done is None else f"{done} articles linked anew", {"articles": done}, json)
