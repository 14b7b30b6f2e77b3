"""Command: worker."""

from __future__ import annotations

import typer

from kitewire.commands.running import keep_running
from kitewire.commands.terminal import database, settings
from kitewire.owner import this_process

NAME: str | None = None
app = typer.Typer()


@app.command()
def worker() -> None:
    """Crawl what `kitewire serve` finds due, on any number of machines with one PostgreSQL, until SIGTERM or Ctrl-C.

    `KITEWIRE_MAX_CRAWLS` is how many sources it crawls at the same time.
    """
    from scheduler.building import build_worker

    loaded = settings()
    with database(loaded) as opened:
        parts = build_worker(opened, loaded)
        typer.echo(f"Kitewire works as {this_process()}: up to {loaded.max_crawls} sources at the same time")
        keep_running(parts)
