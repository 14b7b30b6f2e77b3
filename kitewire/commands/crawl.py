"""Commands: crawl, ingest, reprocess."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from kitewire.commands.completing import source_names
from kitewire.commands.crawl_display import CrawlDisplay
from kitewire.commands.hints import hint_relink, hint_user_agent
from kitewire.commands.terminal import database, err, out, print_json, settings
from kitewire.crawl import Outcome, RunStatus, RunView
from kitewire.settings import Settings

NAME: str | None = None
app = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="One JSON object a run on standard output, at the end.")]


@app.command()
def crawl(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Names; none: all that are not paused.", autocompletion=source_names)
    ] = None,
    due: Annotated[bool, typer.Option(help="Only sources whose time has come.")] = False,
    limit: Annotated[int | None, typer.Option(min=0, help="Article pages to fetch, for each source.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave out addresses that show an older day.")
    ] = None,
    archive: Annotated[Path | None, typer.Option(help="Folder to write the pages to, as WARC.")] = None,
    as_json: Json = False,
) -> None:
    """Fetch what is new or due, and save it with its links."""
    from crawler.fork_server import begin_fork_server

    begin_fork_server()  # it loads extraction meanwhile
    from crawler import door  # here, since Scrapy takes longer to import than most commands to run

    loaded = settings()
    options = door.CrawlOptions(limit, _day(since), archive, due)
    with database(loaded) as opened:
        hint_relink(opened)
    hint_user_agent(loaded)
    with CrawlDisplay(quiet=as_json) as display:
        runs = door.crawl(sources or [], loaded, options, display.show)
    _reschedule(runs, loaded)
    _tell(runs, as_json)
    if not runs and not as_json and not display.told:
        err.print(
            "nothing to crawl: no source is due"
            if due
            else "nothing to crawl: add a source with `kitewire source add URL`"
        )
    _leave(runs)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="WARC files, folders of saved pages, manifests (JSONL).")],
    as_json: Json = False,
) -> None:
    """Read saved pages into the archive, the way a crawl would."""
    from crawler.fork_server import begin_fork_server

    begin_fork_server()
    from crawler import door

    with CrawlDisplay(quiet=True) as display:
        runs = door.ingest(paths, settings(), display.show)
    _tell_replay(runs, as_json)
    _leave(runs)


@app.command()
def reprocess(
    archive: Annotated[Path, typer.Option(help="Folder of WARC files, as `crawl --archive` writes them.")],
    as_json: Json = False,
) -> None:
    """Extract and link archived pages again, without fetching: for after a rule has changed."""
    from crawler.fork_server import begin_fork_server

    begin_fork_server()
    from crawler import door

    with CrawlDisplay(quiet=True) as display:
        runs = door.reprocess(archive, settings(), display.show)
    _tell_replay(runs, as_json)
    _leave(runs)


def _reschedule(runs: list[RunView], loaded: Settings) -> None:
    """A crawl by hand or by cron counts for schedule, health and alerts too: all works without `kitewire serve`."""
    from scheduler.after_run import after_run
    from scheduler.alerting import send_due

    with database(loaded) as opened:
        for run in runs:
            if run.status is not RunStatus.INTERRUPTED:
                after_run(opened, run.source, datetime.now(UTC))
        send_due(opened, loaded, datetime.now(UTC))


def _day(since: datetime | None) -> date | None:
    return since.date() if since else None


def _tell(runs: list[RunView], as_json: bool) -> None:
    for run in runs:
        if as_json:
            print_json(_as_dict(run))
        elif run.error:
            err.print(f"{run.source}: {run.error}", markup=False)


def _tell_replay(runs: list[RunView], as_json: bool) -> None:
    if as_json:
        for run in runs:
            print_json(_as_dict(run))
        return
    total: Counter[tuple[str, str]] = Counter()
    for run in runs:
        total.update({(outcome.value, reason): pages for (outcome, reason), pages in run.counts.items()})
    for (outcome, reason), pages in sorted(total.items(), key=lambda one: (-one[1], one[0])):
        out.print(f"{pages:7} {outcome}" + (f" ({reason})" if reason else ""), markup=False)
    out.print(f"{total.total():7} pages in all, {sum(1 for run in runs if run.source)} sources", markup=False)
    for run in runs:
        for line in filter(None, run.error.splitlines()):
            err.print(line, markup=False)


def _as_dict(run: RunView) -> dict[str, Any]:
    """What machines get of a run."""
    return {
        "run": run.id,
        "source": run.source,
        "trigger": run.trigger,
        "status": run.status.value,
        "found": run.found,
        "requests": run.requests,
        **{outcome.value: run.total(outcome) for outcome in Outcome},
        "reasons": [
            {"outcome": outcome.value, "reason": reason, "pages": pages}
            for (outcome, reason), pages in run.counts.items()
            if reason
        ],
        "error": run.error,
    }


def _leave(runs: list[RunView]) -> None:
    if any(run.status is RunStatus.FAILED for run in runs):
        raise typer.Exit(1)
