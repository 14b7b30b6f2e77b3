"""Commands: db."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from kitewire.archive_files import remove_old
from kitewire.commands.filters import Json
from kitewire.commands.hints import hint_relink
from kitewire.commands.terminal import err, out, print_json, report, settings
from kitewire.errors import DatabaseError, UsageError
from kitewire.spans import read_span
from storage import Database, open_database
from storage.backup import backup as make_backup
from storage.backup import restore as bring_back
from storage.care import vacuum as put_in_order
from storage.checking import check as check_archive
from storage.checking import rebuild_search as make_search_index
from storage.queue_tables import bring_up_queue, has_queue
from storage.retention import Keep, Pruned, would_prune
from storage.retention import prune as take_out

NAME: str | None = "db"
app = typer.Typer(help="Look after the database.", no_args_is_help=True)

Rebuild = Annotated[bool, typer.Option("--rebuild-search", help="Make the search index anew as well.")]
_SPAN = "such as 90d, 12w, 18mo or 2y"


@app.command()
def upgrade(rebuild_search: Rebuild = False, json: Json = False) -> None:
    """Make the tables of the database, or bring them to this version of Kitewire."""
    loaded = settings()
    with open_database(loaded.database_url, upgrade=True) as database:
        _make_queue_ready(database, json)
        indexed = make_search_index(database) if rebuild_search else None
        revision = check_archive(database).revision
    anew = "" if indexed is None else f"search index made anew: {indexed} articles\n"
    report(f"{anew}database is at revision {revision}", {"revision": revision, "indexed": indexed}, json)


@app.command()
def check(json: Json = False) -> None:
    """Look through the whole database: its revision, its file, and whether its tables fit together."""
    loaded = settings()
    with open_database(loaded.database_url, upgrade=False) as database:
        health = check_archive(database)
        hint_relink(database)
    if json:
        print_json(asdict(health))
    if health.faults:
        raise DatabaseError("the database is not sound:\n" + "\n".join(f"- {fault}" for fault in health.faults))
    if not json:
        out.print(f"database is at revision {health.revision} and sound: {health.articles} articles")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write; an older one of that name is replaced.")],
    compress: Annotated[bool, typer.Option("--compress", help="With gzip; also where FILE ends in .gz.")] = False,
    json: Json = False,
) -> None:
    """Write the whole archive to one file, as it stands at this moment; crawls and the service go on meanwhile."""
    with _bar("backup") as tell:
        made = make_backup(settings().database_url, file, compress, tell)
    told = f"{made.path}: {made.articles} articles, {made.bytes / 1e6:.1f} MB, read again and sound"
    report(told, {"path": str(made.path), "articles": made.articles, "bytes": made.bytes}, json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="File that `kitewire db backup` has written.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what the database holds.")] = False,
    json: Json = False,
) -> None:
    """Make the database what a backup holds, whole or not at all, and bring it to this version of Kitewire."""
    loaded = settings()
    with _bar("restore") as tell:
        done = bring_back(loaded.database_url, file, force, tell)
    with open_database(loaded.database_url) as database:
        _make_queue_ready(database, json)
    words = f"restored {done.articles} articles from {done.path}"
    report(words, {"path": str(done.path), "articles": done.articles}, json)


@app.command()
def vacuum(
    quick: Annotated[bool, typer.Option("--quick", help="Only what keeps no crawl waiting.")] = False,
    json: Json = False,
) -> None:
    """Give back the room that deleted rows took, and keep look-ups quick. Crawls wait meanwhile and then go on."""
    with open_database(settings().database_url, upgrade=False) as database:
        done = put_in_order(database, quick)
    words = f"{done.before / 1e6:.1f} MB before, {done.after / 1e6:.1f} MB now"
    report(words, {"bytes_before": done.before, "bytes_now": done.after}, json)


@app.command()
def prune(
    keep: Annotated[str | None, typer.Option(help=f"Articles older than this go, {_SPAN}.")] = None,
    revisions: Annotated[str | None, typer.Option(help="Earlier texts replaced longer ago go.")] = None,
    runs: Annotated[
        str | None,
        typer.Option(help="Runs and cleared findings older than this go, but for each source's last 20 runs."),
    ] = None,
    pages: Annotated[str | None, typer.Option(help="Files of archived pages of runs before this go.")] = None,
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    archive: Annotated[
        Path | None, typer.Option(help="Where pages are archived, if not in KITEWIRE_ARCHIVE.", file_okay=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how much would go.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Take out what is older than you want to keep. Addresses stay known, so that nothing is crawled again; crawls and
    the service go on meanwhile. Killed, it goes on where it was when it is called again."""
    wanted = Keep(_span("--keep", keep), _span("--revisions", revisions), _span("--runs", runs), source)
    pages_kept = _span("--pages", pages)
    if wanted.articles is wanted.revisions is wanted.runs is pages_kept is None:
        raise UsageError(f"say what is to go: --keep, --revisions, --runs or --pages, each with a span {_SPAN}")
    now = datetime.now(UTC)
    folder = _archive(archive) if pages_kept else None
    with open_database(settings().database_url, upgrade=False) as database:
        found = would_prune(database, wanted, now)
        if not dry_run:
            with _bar("prune") as tell:
                found = take_out(database, wanted, now, _counting(found, tell))
    files = list(remove_old(folder, now - pages_kept, source, dry_run)) if folder and pages_kept else []
    if as_json:
        print_json({"dry_run": dry_run, **asdict(found), "archive_files": len(files), "archive_bytes": sum(files)})
        return
    told = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in asdict(found).items())
    if folder:
        told += f", {len(files)} files of archived pages ({sum(files) / 1e6:.1f} MB)"
    out.print(f"{'would go' if dry_run else 'gone'}: {told}", soft_wrap=True)


def _make_queue_ready(database: Database, quiet: bool) -> None:
    made = database.transactions.dialect == "postgresql" and has_queue() and bring_up_queue(database.transactions)
    if made and not quiet:
        out.print("made the tables of the queue ready")


def _span(option: str, words: str | None) -> timedelta | None:
    try:
        return None if words is None else read_span(words)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _archive(given: Path | None) -> Path:
    named = settings().archive
    if given is None and not named:
        raise UsageError("--pages needs the folder where pages are archived: --archive FOLDER or KITEWIRE_ARCHIVE")
    if given is not None and not given.is_dir():
        raise UsageError(f"--archive: there is no folder {given}")
    return given or Path(named)


def _counting(whole: Pruned, tell: Callable[[float], None]) -> Callable[[Pruned], None]:
    total = sum(asdict(whole).values())
    return lambda done: tell(sum(asdict(done).values()) / max(total, 1))


@contextmanager
def _bar(what: str) -> Iterator[Callable[[float], None]]:
    """A progress bar on a terminal; gives what to tell it, 0 to 1."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=1.0)
        yield lambda share: progress.update(task, completed=share)
