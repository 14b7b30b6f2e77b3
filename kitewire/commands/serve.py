"""Commands that keep things running, and tell how they ran: `serve` and `runs`."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from kitewire.commands.hints import hint_relink
from kitewire.commands.terminal import database, err, out, print_json, settings, shown_time
from kitewire.crawl import Outcome, RunStatus, RunView
from kitewire.errors import PortTakenError
from kitewire.settings import Settings

NAME: str | None = None
app = typer.Typer()


@app.command()
def serve(
    once: Annotated[bool, typer.Option(help="Crawl what is due, then end; for cron.")] = False,
    http: Annotated[bool, typer.Option(help="Answer HTTP too.")] = True,
) -> None:
    """Crawl sources on their schedules and serve the feeds, until SIGTERM or Ctrl-C."""
    from scheduler.service import Service

    loaded = settings()
    with database(loaded) as opened:
        hint_relink(opened)
        service = Service(opened, loaded)
        if once:
            ended = service.run_due_once()
            print_json({child.name: child.code for child in ended})
            raise typer.Exit(1 if any(child.code for child in ended) else 0)
        listener = listen(loaded) if http else None
        stop = _stop_event()
        service.start()
        try:
            _serve_http(opened, loaded, listener) if listener else stop.wait()
        finally:
            err.print("stopping: crawls under way save what they hold")
            service.stop()


def listen(loaded: Settings) -> socket.socket:
    """A listening socket. Raises `PortTakenError` that names the address and the setting to change."""
    family = socket.AF_INET6 if ":" in loaded.listen_addr else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((loaded.listen_addr, loaded.port))
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"cannot listen on {loaded.listen_addr} port {loaded.port} ({error.strerror}); set LISTEN_ADDR or PORT"
        ) from error
    listener.listen(128)
    return listener


def _serve_http(opened: object, loaded: Settings, listener: socket.socket) -> None:
    import uvicorn

    from feeds.web import create_app

    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Kitewire serves on http://{shown}:{port}/\n")
    sys.stdout.flush()
    config = uvicorn.Config(create_app(opened, loaded), log_level=loaded.log_level.lower(), access_log=False)  # type: ignore[arg-type]
    uvicorn.Server(config).run(sockets=[listener])


def _stop_event() -> threading.Event:
    """Set by SIGINT or SIGTERM. uvicorn raises the signal again when it has stopped: by default that would kill us
    before the crawls are stopped."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


@app.command()
def runs(
    source: Annotated[str | None, typer.Argument(help="Only this source's runs.")] = None,
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
        "found": run.found, "outcomes": {outcome.value: run.total(outcome) for outcome in Outcome},
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
