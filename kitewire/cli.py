"""The front door: the `kitewire` command. Each module of `kitewire.commands` brings a group of commands."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
import typer.core
import typer.main

from kitewire.errors import KitewireError

_MODULES = {
    "source": "source",
    "crawl": "crawl",
    "ingest": "crawl",
    "reprocess": "crawl",
    "serve": "serve",
    "worker": "worker",
    "runs": "serve",
    "health": "health",
    "feed": "feed",
    "search": "read",
    "show": "read",
    "story": "read",
    "export": "export",
    "extract": "extract",
    "link": "link",
    "links": "links",
    "relink": "relink",
    "repair": "repair",
    "db": "db",
    "manual": "manual",
}
"""Command → module of `kitewire.commands`, in the order of the help."""


class _Commands(typer.core.TyperGroup):
    """Imports a command's module when the command is asked for: Scrapy alone takes longer than most commands run."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f"kitewire.commands.{_MODULES[cmd_name]}")
        group = typer.main.get_group(module.app)
        if cmd_name != module.NAME:
            return group.commands[cmd_name]
        group.name = cmd_name
        return group


app = typer.Typer(
    cls=_Commands,
    help="From regional news sites to a linked, searchable archive and clean feeds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _kitewire() -> None:
    """From regional news sites to a linked, searchable archive and clean feeds."""


def main() -> None:
    """Run a command. What the user can mend is printed as one line; its exit code is 2 for usage, 1 for failure."""
    try:
        app(standalone_mode=True)
    except KitewireError as error:
        print(f"kitewire: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
