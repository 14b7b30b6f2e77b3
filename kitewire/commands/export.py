"""Commands: export."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from feeds.channels import Place, View, articles_view, feed_url, make_channel, service_address
from feeds.feed import Feed
from feeds.formats import FORMATS
from feeds.parameters import Parameters, read_parameters
from kitewire.commands import filters
from kitewire.commands.terminal import database, settings
from kitewire.errors import OutputError
from kitewire.settings import Settings
from storage import Database

NAME: str | None = None
app = typer.Typer()

FormatName = StrEnum("FormatName", {name: name for name in FORMATS})  # type: ignore[misc]


@app.command()
def export(
    form: Annotated[FormatName, typer.Option("--format", help="What to write.")],
    query: Annotated[str | None, typer.Option("--query", help='Words and "phrases", in either script.')] = None,
    source: filters.Source = None,
    region: filters.Region = None,
    since: filters.Since = None,
    until: filters.Until = None,
    lang: filters.Lang = None,
    story: filters.Story = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Articles at most; without it 50 in a feed, all in CSV and JSONL."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE; - or none: standard output.")
    ] = None,
) -> None:
    """Write articles as a feed or a table, or the sources as OPML."""
    loaded = settings()
    asked = read_parameters(
        q=query, source=source, region=region, since=since, until=until, lang=lang, story=story, limit=limit
    )
    with database(loaded) as archive:
        written = FORMATS[form.value].write(_feed(archive, loaded, asked, form.value))
        if output is None or str(output) == "-":
            _write_stdout(written)
        else:
            write_file(output, written)


def _feed(archive: Database, loaded: Settings, asked: Parameters, name: str) -> Feed:
    form = FORMATS[name]
    base = service_address(loaded)
    source = archive.sources.get(asked.source) if asked.source else None
    if form.of_sources:
        url = feed_url(base, "/sources", name, {})
        view = View("/sources", "Kitewire sources", "Sources of this archive.")
        chosen = [source] if source else archive.sources.all()
        matching = [one for one in chosen if asked.region in (None, one.region) and asked.lang in (None, one.lang)]
        return Feed(make_channel(view, Place(base, url, url), None), sources=matching)
    query = replace(asked.query(loaded.zone, form.limit), with_related=form.related, latest_first=True)
    if asked.story:
        archive.stories.get(asked.story)
    limit = {"limit": str(asked.limit)} if asked.limit else {}
    url = feed_url(base, "/articles", name, asked.filters() | limit)
    place = Place(base, url, feed_url(base, "/articles", name, asked.filters()))
    channel = make_channel(articles_view(asked, source), place, archive.articles.last_change(query))
    return Feed(channel, archive.articles.stream(query))


def _write_stdout(pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write `pieces` to `path`, which has the old content or the new one, whole, at every moment.

    What is there and no ordinary file (a pipe, a device) is written to as it is. Raises `OutputError`.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(pieces)
            return
        target = path.resolve()
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("xb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}; name another file with -o") from error
