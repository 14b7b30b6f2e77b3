"""Asks before something is done."""

from __future__ import annotations

import sys

import typer

from kitewire.commands.terminal import err
from kitewire.errors import UsageError


def confirm(question: str, yes: bool) -> None:
    """Ask unless `yes`. Leaves with code 1 on a no; raises `UsageError` where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody can be asked here: add --yes")
    if not typer.confirm(question, default=False, err=True):
        err.print("Nothing was done.")
        raise typer.Exit(1)
