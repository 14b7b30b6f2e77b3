"""Commands: export."""

from __future__ import annotations

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
from feeds.markdown import article_markdown, file_name
from feeds.parameters import Parameters, read_parameters
from kitewire.archive_view import ArticleView
from kitewire.commands import filters
from kitewire.commands.kept_pages import kept_pages
from kitewire.commands.terminal import database, settings
from kitewire.commands.writing import write_file
from kitewire.errors import OutputError, UsageError
from kitewire.settings import Settings
from storage import Database

NAME: str | None = None
app = typer.Typer()

_BINARY = ("parquet", "warc")
FormatName = StrEnum("FormatName", {name: name for name in FORMATS})  # type: ignore[misc]


class Reprints(StrEnum):
    """Whether one text is written once."""

    FOLD = "fold"
    ALL = "all"


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
    reprints: Annotated[
        Reprints | None, typer.Option("--reprints", help="fold: of reprints only the earliest; all unless given.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Articles at most; without it 50 in a feed, all in the other formats."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="PATH",
            help="File to write; - or none: standard output. For Markdown also a folder, for a file an article.",
        ),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option("--archive", metavar="FOLDER", help="For WARC: where pages are kept, if not in KITEWIRE_ARCHIVE."),
    ] = None,
) -> None:  # fmt: skip
    """Write articles as a feed, a table, texts or archived pages; or the sources as OPML."""
    loaded = settings()
    asked = read_parameters(
        q=query, source=source, region=region, since=since, until=until, lang=lang, story=story, limit=limit,
        reprints=reprints and reprints.value,
    )  # fmt: skip
    with database(loaded) as opened:
        feed = replace(_feed(opened, loaded, asked, form.value), pages=kept_pages(loaded, archive))
        if form.value == "markdown" and output is not None and _is_folder(output):
            _write_folder(output, feed.articles)
            return
        written = FORMATS[form.value].write(feed)
        if output is None or str(output) == "-":
            _write_stdout(written, form.value)
        else:
            write_file(output, written)


def _is_folder(path: Path) -> bool:
    return path.is_dir() or (str(path) != "-" and not path.suffix and not path.exists())


def _write_folder(folder: Path, articles: Iterable[ArticleView]) -> None:
    """A file an article; those that are there already are written anew, other files stay. Raises `OutputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror or error}; name another folder with -o") from error
    for article in articles:
        write_file(folder / file_name(article), [article_markdown(article).encode("utf-8", "replace")])


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


def _write_stdout(pieces: Iterable[bytes], form: str) -> None:
    if form in _BINARY and sys.stdout.isatty():
        raise UsageError(f"{form} is nothing to look at: name a file with -o, or send it to another program")
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
