"""The filter options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from feeds.parameters import LARGEST_ID
from kitewire.commands.completing import regions, source_names
from kitewire.errors import UnknownIdError

Source = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Only this source.", autocompletion=source_names)
]
Region = Annotated[
    str | None, typer.Option("--region", metavar="NAME", help="Only this region.", autocompletion=regions)
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="From this day, month (2026-10) or moment on.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="To the end of this day or month, or before this moment.")
]
Lang = Annotated[str | None, typer.Option("--lang", metavar="CODE", help="Only this language (zh, en, …).")]
Story = Annotated[int | None, typer.Option("--story", metavar="ID", help="Only articles of this story.")]
Json = Annotated[bool, typer.Option("--json", help="JSON for machines.")]


def known_size(number: int | None) -> int | None:
    """`number` of an article or story. Raises `UnknownIdError` for one that no database can hold."""
    if number is not None and number > LARGEST_ID:
        raise UnknownIdError(f"there is no article or story {number}: kitewire search --json shows their numbers")
    return number
