"""What every command needs: settings, the database, consoles, times for people, JSON."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console

from kitewire.settings import Settings, load_settings

if TYPE_CHECKING:
    from storage import Database

out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def settings() -> Settings:
    """The settings of this process; logging is set up by them, to standard error."""
    loaded = load_settings()
    logging.basicConfig(
        level=loaded.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    return loaded


@contextmanager
def database(loaded: Settings) -> Iterator[Database]:
    """The archive, closed at the end. Raises `DatabaseError` where it cannot be opened."""
    from storage import open_database

    opened = open_database(loaded.database_url)
    try:
        yield opened
    finally:
        opened.close()


def shown_time(when: datetime | None, loaded: Settings, day_only: bool = False) -> str:
    """A time in the zone for people; a dash for none."""
    if when is None:
        return "–"
    return when.astimezone(loaded.zone).strftime("%Y-%m-%d" if day_only else "%Y-%m-%d %H:%M")


def print_json(value: Any) -> None:
    """One JSON value on one line of standard output, never coloured or wrapped."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def report(words: str, record: Any, as_json: bool) -> None:
    """What was done: for people, or as one JSON value."""
    if as_json:
        print_json(record)
    else:
        out.print(words, markup=False, soft_wrap=True)
