"""Commands: manual. The manual page, made from the commands and the settings themselves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import typer

from kitewire import __version__
from kitewire.settings import Settings, env_name

NAME: str | None = None
app = typer.Typer()

_DESCRIPTION = """Kitewire crawls regional news sites, links what they publish (who copied whom, what tells of the same
event), and serves it as an archive to search and as clean feeds. Its commands work on the archive that DATABASE_URL
names."""
_SHORT = "from regional news sites to a linked, searchable archive and clean feeds"
_EXIT = (
    ("0", "It was done."),
    ("1", "It failed, or there is something wrong to be told of."),
    ("2", "It was called wrongly."),
)
_EXAMPLES = (
    ("kitewire source add http://news.example.com/", "Find the feeds, sitemaps and lists of a site, and save it."),
    ("kitewire crawl", "Fetch what is new."),
    ("kitewire serve", "Crawl on schedule, and serve feeds, pages and the API."),
    ("kitewire search '風箏 -濰坊'", "Search, in either script."),
    ("kitewire export --format parquet --since 2026-10 -o october.parquet", "Articles as a table."),
    ("kitewire --install-completion", "Have the shell complete commands, sources and feeds."),
)


@app.command()
def manual() -> None:
    """Show the manual page; sent to a file, it is the page itself: `kitewire manual > kitewire.1`."""
    page = manual_page()
    if sys.stdout.isatty() and shutil.which("man"):
        subprocess.run(["man", "-l", "-"], input=page.encode(), check=False)
    else:
        sys.stdout.write(page)


def manual_page() -> str:
    """The page in roff, with the macros of man(7); ASCII only, so that every formatter reads it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    import typer.main

    from kitewire.cli import app as whole

    yield '.\\" Made by `kitewire manual` from the commands themselves.'
    yield f'.TH KITEWIRE 1 "" "Kitewire {__version__}" "User Commands"'
    yield from (
        ".SH NAME",
        f"kitewire \\- {roff(_SHORT)}",
    )
    yield from (".SH SYNOPSIS", ".B kitewire", ".I command", r"[\fIoptions\fR] [\fIarguments\fR]")
    yield from (".SH DESCRIPTION", roff(_DESCRIPTION), ".SH COMMANDS")
    for path, command in commands(typer.main.get_command(whole), "kitewire"):
        yield from _command(path, command)
    yield from (".SH ENVIRONMENT", roff("Every one may come from a file instead: NAME_FILE names it."))
    for field in Settings.model_fields.values():
        yield from (".TP", rf"\fB{roff(env_name(field))}\fR", roff(field.description or ""))
    yield ".SH EXIT STATUS"
    for code, meaning in _EXIT:
        yield from (".TP", rf"\fB{code}\fR", roff(meaning))
    yield ".SH EXAMPLES"
    for line, meaning in _EXAMPLES:
        yield from (".TP", rf"\fB{roff(line)}\fR", roff(meaning))


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(name, command) of `command` and all below it that can be run."""
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    context = command.context_class(command, info_name=path)
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), f"{path} {name}")


def _command(path: str, command: Any) -> Iterator[str]:
    context = command.context_class(command, info_name=path)
    pieces = " ".join(command.collect_usage_pieces(context))
    yield from (f".SS {roff(path)}", rf"\fB{roff(path)}\fR {roff(pieces)}", ".PP")
    yield from (roff(" ".join(part.split())) for part in (command.help or "").split("\n\n"))
    for parameter in command.params:
        if getattr(parameter, "hidden", False) or not getattr(parameter, "help", None):
            continue
        yield from (".TP", _names(parameter), roff(" ".join(parameter.help.split())))


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return rf"\fI{roff(parameter.metavar or parameter.name.upper())}\fR"
    names = ", ".join(rf"\fB{roff(name)}\fR" for name in (*parameter.opts, *parameter.secondary_opts))
    value = parameter.metavar or max(parameter.opts, key=len).lstrip("-").upper()
    return names if parameter.is_flag else rf"{names} \fI{roff(value)}\fR"


def roff(text: str) -> str:
    """`text` as one line that no formatter obeys: backslashes, hyphens and what begins a line are escaped."""
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    plain = plain.replace("^", "\\(ha").replace("~", "\\(ti").replace('"', "\\(dq")
    safe = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in plain)
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe
