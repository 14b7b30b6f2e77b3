"""Commands: db."""

from __future__ import annotations

from typing import Annotated

import typer

from kitewire.commands.hints import hint_relink
from kitewire.commands.terminal import out, settings
from kitewire.errors import DatabaseError
from storage import open_database
from storage.checking import check as check_archive
from storage.checking import rebuild_search as make_search_index
from storage.queue_tables import bring_up_queue, has_queue

NAME: str | None = "db"
app = typer.Typer(help="Look after the database.", no_args_is_help=True)

Rebuild = Annotated[bool, typer.Option("--rebuild-search", help="Make the search index anew as well.")]


@app.command()
def upgrade(rebuild_search: Rebuild = False) -> None:
    """Make the tables of the database, or bring them to this version of Kitewire."""
    loaded = settings()
    with open_database(loaded.database_url, upgrade=True) as database:
        if database.transactions.dialect == "postgresql" and has_queue() and bring_up_queue(database.transactions):
            out.print("made the tables of the queue ready")
        if rebuild_search:
            out.print(f"search index made anew: {make_search_index(database)} articles")
        out.print(f"database is at revision {check_archive(database).revision}")


@app.command()
def check() -> None:
    """Look through the whole database: its revision, its file, and whether its tables fit together."""
    loaded = settings()
    with open_database(loaded.database_url, upgrade=False) as database:
        health = check_archive(database)
        hint_relink(database)
    if health.faults:
        raise DatabaseError("the database is not sound:\n" + "\n".join(f"- {fault}" for fault in health.faults))
    out.print(f"database is at revision {health.revision} and sound: {health.articles} articles")
