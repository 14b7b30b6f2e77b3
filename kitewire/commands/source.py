"""Commands: source add, list, show, test, pause, resume, run, freeze, forget, remove, import, export."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kitewire.commands import show_sources, source_memory, source_paths
from kitewire.commands.asking import confirm
from kitewire.commands.completing import source_names
from kitewire.commands.source_now import make_due
from kitewire.commands.source_probing import add_source, asked_source, test_source
from kitewire.commands.terminal import database, err, out, print_json, report, settings
from kitewire.errors import UnknownSourceError, UsageError
from kitewire.source_files import dump_source
from kitewire.source_opml import write_opml
from storage import Database

NAME: str | None = "source"
app = typer.Typer(help="The sites that are crawled: add, list, test, pause, import, export.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="Names of sources.", autocompletion=source_names)]
Name = Annotated[str, typer.Argument(help="Name of a source.", autocompletion=source_names)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


class ExportFormat(StrEnum):
    """What `source export` writes."""

    TOML = "toml"
    OPML = "opml"


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Home page of the site, or one of its sections, feeds or sitemaps.")],
    name: Annotated[str, typer.Option(help="Name of the source; made of the host if not given.")] = "",
    title: Annotated[str, typer.Option(help="The outlet's name for people; read from the site if not given.")] = "",
    region: Annotated[str, typer.Option(help="Where the outlet is at home.")] = "",
    lang: Annotated[str, typer.Option(help="Language of its articles (ISO 639-1), such as zh or en.")] = "",
    delay: Annotated[float | None, typer.Option(min=0, help="Seconds between two requests to the site.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Save without asking.")] = False,
    json: Json = False,
) -> None:
    """Find a site's feeds, sitemaps and list pages, show them with three sample articles, and save the source."""
    loaded = settings()
    asked = asked_source(url, name, {"title": title, "region": region, "lang": lang}, delay)
    add_source(asked, loaded, yes, json)


@app.command("list")
def list_sources(json: Json = False) -> None:
    """List all sources with their state."""
    loaded = settings()
    with database(loaded) as archive:
        rows = _rows(archive)
    if json:
        for source, state in rows:
            print_json(show_sources.list_record(source, state))
    elif rows:
        show_sources.show_table(rows, loaded)
    else:
        err.print("No source yet: `kitewire source add URL` or `kitewire source import --starter` brings some.")


@app.command()
def show(name: Name, json: Json = False) -> None:
    """Show all of one source, as a source file with its state and what was learned of its pages in comments."""
    from scheduler.reschedule import waits_of

    loaded = settings()
    with database(loaded) as archive:
        memory = archive.memories.load(name)
        source, state = next(row for row in _rows(archive) if row[0].name == name)
        waits = waits_of(archive, source, datetime.now(UTC))
    if json:
        print_json(show_sources.whole_record(source, state, memory, waits))
    else:
        sys.stdout.write(show_sources.as_toml(source, state, memory, waits, loaded))


@app.command()
def test(
    what: Annotated[
        str,
        typer.Argument(metavar="NAME|FILE", help="A source, or a source file (.toml).", autocompletion=source_names),
    ],
    json: Json = False,
) -> None:
    """Fetch a source's start points, three articles and its templates' test pages; mark it verified if all is well."""
    test_source(what, settings(), json)


@app.command()
def pause(names: Names, json: Json = False) -> None:
    """Take sources out of the schedule; what they brought stays."""
    _set_paused(names, True, json)


@app.command()
def resume(names: Names, json: Json = False) -> None:
    """Put paused sources back into the schedule."""
    _set_paused(names, False, json)


@app.command("run")
def run_now(names: Names, json: Json = False) -> None:
    """Have sources crawled now by the service that runs; their schedules go on from there."""
    loaded = settings()
    with database(loaded) as archive:
        _all_known(archive, names)
        make_due(archive, loaded, list(dict.fromkeys(names)), json)


@app.command()
def freeze(
    name: Name,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; - or none: standard output.")
    ] = None,
) -> None:
    """Write a source file with what was learned of the source's pages as templates; nothing is saved."""
    with database(settings()) as archive:
        text = source_memory.frozen_file(archive, name)
    _write(text.encode(), output)


@app.command()
def forget(names: Names, json: Json = False) -> None:
    """Drop what was learned of the pages of sources; their articles stay, and learning begins anew."""
    with database(settings()) as archive:
        _all_known(archive, names)
        layouts = sum(archive.memories.forget(name) for name in dict.fromkeys(names))
    words = f"Forgot {layouts} layout{'' if layouts == 1 else 's'} of {', '.join(names)}."
    report(words, {"sources": names, "layouts": layouts}, json)


@app.command()
def remove(names: Names, yes: Yes = False, json: Json = False) -> None:
    """Delete sources with all their articles."""
    with database(settings()) as archive:
        _all_known(archive, names)
        articles = sum(state.articles for state in archive.sources.states() if state.name in names)
        number = f"{articles} article{'' if articles == 1 else 's'}"
        confirm(f"Remove {', '.join(names)} and {number}?", yes)
        for name in dict.fromkeys(names):
            archive.sources.remove(name)
    report(f"Removed {', '.join(names)} and {number}.", {"sources": names, "articles": articles}, json)


@app.command("import")
def import_sources(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="TOML files, folders of them, OPML files.")
    ] = None,
    starter: Annotated[bool, typer.Option("--starter", help="The sources Kitewire brings along, paused.")] = False,
    paused: Annotated[bool, typer.Option("--paused", help="Leave new sources out of the schedule for now.")] = False,
    json: Json = False,
) -> None:
    """Add sources from files, or change those of the same name. All files are checked before anything is saved."""
    if not paths and not starter:
        raise UsageError("name a TOML file, a folder or an OPML file, or give --starter")
    sources = source_paths.read_paths(paths or [])
    brought = source_paths.starter_sources() if starter else []
    with database(settings()) as archive:
        known = {source.name for source in archive.sources.all()}
        named = {source.name for source in sources}
        fresh = [source for source in brought if source.name not in known | named]
        for source in (*sources, *fresh):
            archive.sources.save(source)
            if source in fresh or (paused and source.name not in known):
                archive.sources.pause(source.name, True)
    changed = len(named & known)
    added = len(named) - changed + len(fresh)
    report(f"Added {added}, changed {changed}.", {"added": added, "changed": changed}, json)
    if fresh and not json:
        out.print("The sources brought along are paused and unverified: run `kitewire source test NAME`, then resume.")


@app.command()
def export(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Sources; none: all.", autocompletion=source_names)
    ] = None,
    form: Annotated[ExportFormat, typer.Option("--format", help="toml or opml.")] = ExportFormat.TOML,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="File, or folder for several TOML files.")
    ] = None,
) -> None:
    """Write sources as source files (all there is) or as OPML (names and start points)."""
    output = None if str(output) == "-" else output
    with database(settings()) as archive:
        _all_known(archive, names or [])
        sources = [source for source in archive.sources.all() if not names or source.name in names]
    if form is ExportFormat.OPML:
        _write(write_opml(sources), output)
    elif output is not None and (output.suffix.lower() != ".toml" or len(sources) != 1):
        if output.is_file():
            raise UsageError(f"{output} is a file: {len(sources)} sources as TOML need a folder")
        written = source_paths.write_folder(sources, output)
        err.print(f"Wrote {len(written)} files into {output}.")
    elif len(sources) == 1:
        _write(dump_source(sources[0]).encode(), output)
    else:
        raise UsageError(f"{len(sources)} sources make as many TOML files: name a folder with -o, or one source")


def _rows(archive: Database) -> list[show_sources.Row]:
    states = {state.name: state for state in archive.sources.states()}
    return [(source, states[source.name]) for source in archive.sources.all() if source.name in states]


def _all_known(archive: Database, names: Sequence[str]) -> None:
    known = {source.name for source in archive.sources.all()}
    for name in names:
        if name not in known:
            raise UnknownSourceError(f"there is no source {name!r}; `kitewire source list` shows those there are")


def _set_paused(names: Sequence[str], paused: bool, json: bool) -> None:
    with database(settings()) as archive:
        _all_known(archive, names)
        for name in names:
            archive.sources.pause(name, paused)
    words = f"{'Paused' if paused else 'Resumed'} {', '.join(names)}."
    report(words, {"sources": list(names), "paused": paused}, json)


def _write(data: bytes, output: Path | None) -> None:
    if output is None or str(output) == "-":
        sys.stdout.write(data.decode())
    else:
        source_paths.write(output, data)
