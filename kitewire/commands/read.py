"""Commands: read."""

from __future__ import annotations

import typer

NAME: str | None = None
app = typer.Typer()
