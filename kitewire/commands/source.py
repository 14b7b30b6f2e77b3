"""Commands: source."""

from __future__ import annotations

import typer

NAME: str | None = "source"
app = typer.Typer()
