"""Commands: db."""

from __future__ import annotations

import typer

NAME: str | None = "db"
app = typer.Typer()
