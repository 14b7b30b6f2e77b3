"""The front door: the `kitewire` command. Each module of `kitewire.commands` brings a group of commands."""

from __future__ import annotations

import sys

import typer

from kitewire.commands import crawl, db, export, extract, link, read, serve, source
from kitewire.errors import KitewireError

app = typer.Typer(
    help="From regional news sites to a linked, searchable archive and clean feeds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (source, crawl, extract, link, serve, read, export, db):
    app.add_typer(_module.app, name=_module.NAME)


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
