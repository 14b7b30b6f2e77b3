"""The front door: the `kitewire` command. Each module of `kitewire.commands` brings a group of commands."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
import typer.core
import typer.main

from kitewire.errors import KitewireError

_COMMANDS = {
    "source": ("source", "The sites that are crawled: add, list, test, pause, import, export."),
    "crawl": ("crawl", "Fetch what is new or due, and save it with its links."),
    "ingest": ("crawl", "Read saved pages into the archive, the way a crawl would."),
    "reprocess": ("crawl", "Extract and link archived pages again, without fetching: for after a rule has changed."),
    "serve": ("serve", "Crawl sources on their schedules and serve the feeds, until SIGTERM or Ctrl-C."),
    "worker": (
        "worker",
        "Crawl what `kitewire serve` finds due, on any number of machines with one PostgreSQL, "
        "until SIGTERM or Ctrl-C.",
    ),
    "runs": ("serve", "Show past crawls and how their pages ended."),
    "health": (
        "health",
        "Tell what is wrong with sources and service, since when, and what to do. Exit code 0: nothing, 1: something.",
    ),
    "feed": ("feed", "Feeds under names of your own: any search or list."),
    "search": ("read", "Find articles, best matches first and each story once; without QUERY the latest ones."),
    "show": ("read", "Show an article with its related list, the links in its text, who refers to it, and its story."),
    "story": (
        "read",
        "Show who told a story: the lead, who copied whom, what was taken, added and left out, other ties, and when.",
    ),
    "export": ("export", "Write articles as a feed, a table, texts or archived pages; or the sources as OPML."),
    "extract": ("extract", "Read saved pages and print one JSON object a page, in order; or explain how one is read."),
    "link": ("link", "Link the documents of a file, of any size, as the archive links articles, and print the links."),
    "links": ("links", "See the links of articles, and set or break them by hand."),
    "relink": (
        "relink",
        "Make the fingerprints, links and stories of all articles anew, "
        "after an update of Kitewire has changed the rules.",
    ),
    "repair": ("repair", "Mend text that copying has polluted: pinyin in brackets, shifted GBK bytes, misread UTF-8."),
    "db": ("db", "Look after the database."),
    "manual": (
        "manual",
        "Show the manual page; sent to a file, it is the page itself: `kitewire manual > kitewire.1`.",
    ),
}
"""Command → module of `kitewire.commands` and what the command does, as that module tells; in the order of the help."""


class _Commands(typer.core.TyperGroup):
    """Imports a command's module when the command is asked for: Scrapy alone takes longer than most commands run.

    The help and the completion of names only list commands, and import none.
    """

    _listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _COMMANDS:
            return None
        name, summary = _COMMANDS[cmd_name]
        if self._listing:
            return typer.core.TyperCommand(cmd_name, help=summary)
        module = importlib.import_module(f"kitewire.commands.{name}")
        group = typer.main.get_group(module.app)
        if cmd_name != module.NAME:
            return group.commands[cmd_name]
        group.name = cmd_name
        return group

    def format_help(self, ctx: Any, formatter: Any) -> None:
        with self._names_only():
            super().format_help(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        with self._names_only():
            return super().shell_complete(ctx, incomplete)

    @contextmanager
    def _names_only(self) -> Iterator[None]:
        self._listing = True
        try:
            yield
        finally:
            self._listing = False


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

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
    _ready_streams()
    try:
        try:
            app(standalone_mode=True)
        finally:
            sys.stdout.flush()
    except KitewireError as error:
        print(f"kitewire: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        print(f"kitewire: nothing more can be written: {error.strerror}: make room", file=sys.stderr)  # noqa: T201
        # What is still to be written cannot be: without this the interpreter says so once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _ready_streams() -> None:
    """Standard streams that are there and take every character: who called may have closed them (`>&-`), and a locale
    without UTF-8 would end a command half-way. What is no terminal gets UTF-8, as JSON wants it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        elif name == "stdout" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
