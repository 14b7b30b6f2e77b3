"""Commands: feed add, list, show, remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

import typer
from rich.table import Table
from rich.text import Text

from feeds.channels import feed_url, service_address
from feeds.feed_page import Ending
from feeds.saved import save_feed
from feeds.text import for_terminal
from kitewire.commands import filters
from kitewire.commands.asking import confirm
from kitewire.commands.completing import feed_names
from kitewire.commands.terminal import database, err, out, print_json, settings, shown_time
from kitewire.errors import UnknownFeedError, UsageError
from kitewire.saved_feed import SavedFeed
from kitewire.settings import Settings
from storage import Database

NAME: str | None = "feed"
app = typer.Typer(help="Feeds under names of your own: any search or list.", no_args_is_help=True)

Name = Annotated[
    str, typer.Argument(help="Name of the feed, as in its address /feeds/NAME.rss.", autocompletion=feed_names)
]


@app.command()
def add(
    name: Name,
    query: Annotated[str | None, typer.Option("--query", help="What to search for, as in `kitewire search`.")] = None,
    title: Annotated[str, typer.Option(help="For people; made of the filters if not given.")] = "",
    source: filters.Source = None,
    region: filters.Region = None,
    since: filters.Since = None,
    until: filters.Until = None,
    lang: filters.Lang = None,
    story: filters.Story = None,
    reprints: Annotated[
        Literal["fold", "all"] | None, typer.Option(help="fold: one text once, as usual; all: each reprint too.")
    ] = None,
    content: Annotated[
        Literal["full", "summary"] | None, typer.Option(help="full: whole texts, as usual; summary: their beginning.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=500, help="Articles a page; 50 without it.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Change the feed of that name, if there is one.")] = False,
    json: filters.Json = False,
) -> None:
    """Save a search or list as a feed: latest first, at an address that stays when its filters change."""
    given = {
        "q": query, "source": source, "region": region, "since": since, "until": until, "lang": lang,
        "story": story, "reprints": reprints, "content": content, "limit": limit,
    }  # fmt: skip
    asked = {key: str(value) for key, value in given.items() if value is not None}
    loaded = settings()
    with database(loaded) as archive:
        if not replace and _exists(archive, name):
            raise UsageError(f"there is a feed {name!r} already: give another name, or --replace to change it")
        saved = save_feed(archive, loaded, SavedFeed(name, asked, title))
    if json:
        print_json(feed_record(saved, loaded))
    else:
        _show(saved, loaded)


@app.command("list")
def list_feeds(json: filters.Json = False) -> None:
    """List the saved feeds."""
    loaded = settings()
    with database(loaded) as archive:
        feeds = archive.saved_feeds.all()
    if json:
        for feed in feeds:
            print_json(feed_record(feed, loaded))
    elif feeds:
        out.print(_table(feeds))
    else:
        err.print("No feed is saved yet: `kitewire feed add NAME --query WORDS` saves one.", markup=False)


@app.command()
def show(name: Name, json: filters.Json = False) -> None:
    """Show one saved feed with its addresses."""
    loaded = settings()
    with database(loaded) as archive:
        feed = archive.saved_feeds.get(name)
    if json:
        print_json(feed_record(feed, loaded))
    else:
        _show(feed, loaded)


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names of saved feeds.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: filters.Json = False,
) -> None:
    """Forget saved feeds; no article goes with them, but their addresses lead nowhere from then on."""
    wanted = list(dict.fromkeys(names))
    with database(settings()) as archive:
        for name in wanted:
            archive.saved_feeds.get(name)
        confirm(f"Remove {', '.join(wanted)}? Whoever reads these feeds gets nothing more.", yes)
        for name in wanted:
            archive.saved_feeds.remove(name)
    if json:
        print_json({"removed": wanted})
    else:
        out.print(f"Removed {', '.join(wanted)}.", markup=False)


def feed_record(feed: SavedFeed, loaded: Settings) -> dict[str, Any]:
    """A saved feed as one JSON object."""
    return {
        "name": feed.name,
        "title": feed.title,
        "parameters": dict(feed.parameters),
        "created": feed.created.isoformat(),
        "changed": feed.changed.isoformat(),
        "feeds": _addresses(feed, loaded),
    }


def _addresses(feed: SavedFeed, loaded: Settings) -> Mapping[str, str]:
    base = service_address(loaded)
    return {ending: feed_url(base, f"/feeds/{feed.name}", ending, {}) for ending in get_args(Ending)}


def _exists(archive: Database, name: str) -> bool:
    try:
        archive.saved_feeds.get(name)
    except UnknownFeedError:
        return False
    return True


def _table(feeds: list[SavedFeed]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("title")
    table.add_column("filters", overflow="fold")
    for feed in feeds:
        table.add_row(Text(feed.name), Text(for_terminal(feed.title)), Text(_in_one_line(feed)))
    return table


def _show(feed: SavedFeed, loaded: Settings) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    rows = {
        "name": feed.name,
        "title": for_terminal(feed.title),
        "filters": _in_one_line(feed),
        "saved": shown_time(feed.created, loaded),
        "changed": shown_time(feed.changed, loaded),
        **_addresses(feed, loaded),
    }
    for label, value in rows.items():
        table.add_row(label, Text(value))
    out.print(table)


def _in_one_line(feed: SavedFeed) -> str:
    shown = " ".join(f"{name}={value}" for name, value in feed.parameters.items())
    return for_terminal(shown) or "everything"
