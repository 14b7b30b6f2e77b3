"""Commands that keep things running, and tell how they ran: `serve` and `runs`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from kitewire.commands.completing import source_names
from kitewire.commands.hints import hint_relink, hint_user_agent
from kitewire.commands.kept_pages import kept_pages
from kitewire.commands.running import Stop, Watch, keep_running
from kitewire.commands.terminal import database, err, out, print_json, settings, shown_time
from kitewire.crawl import Outcome, RunStatus, RunView
from kitewire.errors import UsageError
from kitewire.settings import Settings

if TYPE_CHECKING:
    from scheduler.building import Parts
    from storage import Database

NAME: str | None = None
app = typer.Typer()


@app.command()
def serve(
    once: Annotated[bool, typer.Option(help="Crawl what is due, then end; for cron.")] = False,
    http: Annotated[bool, typer.Option(help="Answer HTTP too.")] = True,
    crawl: Annotated[bool, typer.Option(help="Crawl here too; without, `kitewire worker` does (PostgreSQL).")] = True,
) -> None:
    """Crawl sources on their schedules and serve the feeds, until SIGTERM or Ctrl-C."""
    from scheduler.building import build_service

    loaded = settings()
    with database(loaded) as opened:
        hint_relink(opened)
        hint_user_agent(loaded)
        if once:
            _once(opened, loaded)
        if not crawl and opened.transactions.dialect != "postgresql":
            raise UsageError("--no-crawl leaves the crawling to `kitewire worker`, which needs PostgreSQL")
        parts = build_service(opened, loaded, crawl)
        keep_running(parts, _http(opened, loaded, parts) if http else None)


def _once(opened: Database, loaded: Settings) -> NoReturn:
    from scheduler.alerting import send_due
    from scheduler.fate import BUSY_CODE
    from scheduler.hub_pushing import push_changes
    from scheduler.once import run_due_once

    # Leaves by way of the cleaning up: crawls under way save what they hold.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    ended = run_due_once(opened, loaded)
    if isinstance(ended, str):
        err.print(f"another scheduler ({ended}) crawls what is due on this database: nothing to do", markup=False)
        raise typer.Exit(0)
    send_due(opened, loaded, datetime.now(UTC))
    if loaded.websub_hubs:
        push_changes(opened, loaded, datetime.now(UTC))
    print_json({child.name: child.code for child in ended})
    raise typer.Exit(1 if any(child.code not in (0, BUSY_CODE) for child in ended) else 0)


def _http(opened: Database, loaded: Settings, parts: Parts) -> Callable[[Watch, Stop], None]:
    from feeds.web import create_app
    from kitewire.commands.desk import desk_of
    from kitewire.commands.http_server import listen, serving

    host, port = listen(loaded)
    web = create_app(opened, loaded, desk_of(opened, loaded))
    web.state.scheduler = parts.state
    web.state.archived_pages = kept_pages(loaded)
    return serving(web, host, port)


@app.command()
def runs(
    source: Annotated[str | None, typer.Argument(help="Only this source's runs.", autocompletion=source_names)] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a run.")] = False,
) -> None:
    """Show past crawls and how their pages ended."""
    loaded = settings()
    with database(loaded) as opened:
        if source is not None:
            opened.sources.get(source)
        history = opened.runs.history(source, limit)
    if json:
        for run in history:
            print_json(run_as_json(run))
    elif not history:
        err.print("No runs yet: try `kitewire crawl`.")
    else:
        out.print(runs_table(history, loaded))


def run_as_json(run: RunView) -> dict[str, object]:
    """A run as one JSON object; `outcomes` holds outcome → pages, `reasons` what ended badly and why."""
    return {
        "id": run.id, "source": run.source, "trigger": run.trigger, "status": run.status.value,
        "started": run.started.isoformat(), "ended": run.ended.isoformat() if run.ended else None, "error": run.error,
        "found": run.found, "requests": run.requests,
        "outcomes": {outcome.value: run.total(outcome) for outcome in Outcome},
        "reasons": {f"{outcome.value} ({reason})": n for (outcome, reason), n in run.counts.items() if reason},
    }  # fmt: skip


_STATUS_STYLE = {RunStatus.FINISHED: "green", RunStatus.FAILED: "red", RunStatus.INTERRUPTED: "yellow"}


def runs_table(history: list[RunView], loaded: Settings) -> Table:
    """Runs as a table, newest first."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("run", "source", "started", "took", "status"):
        table.add_column(name, no_wrap=True)
    table.add_column("pages", overflow="fold")
    for run in history:
        took = f"{(run.ended - run.started).total_seconds():.1f} s" if run.ended else "–"
        status = Text(run.status.value, style=_STATUS_STYLE.get(run.status, "cyan"))
        started = shown_time(run.started, loaded)
        table.add_row(str(run.id), run.source, started, took, status, Text(pages_line(run)))
    return table


def pages_line(run: RunView) -> str:
    """How a run's pages ended, in one line: `49 new · 1 failed (http 404)`, and the run's error if it has one."""
    by_outcome = sorted(run.counts.items(), key=lambda one: (list(Outcome).index(one[0][0]), one[0][1]))
    parts = [f"{n} {outcome.value}" + (f" ({reason})" if reason else "") for (outcome, reason), n in by_outcome]
    return " · ".join(parts or ["none"]) + (f" – {run.error}" if run.error else "")
