"""Commands: repair."""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kitewire.commands import filters
from kitewire.commands.lines import GZIP, is_stdin
from kitewire.commands.terminal import err, out, print_json
from kitewire.errors import ArchiveError, UsageError

NAME: str | None = None
app = typer.Typer()

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_UNREADABLE = 0.02
"""Share of control characters and of lost ones from which on bytes are no text."""


@app.command("repair")
def repair_command(
    files: Annotated[list[Path] | None, typer.Argument(help="Text files; none or -: standard input.")] = None,
    mark: Annotated[bool, typer.Option("--mark", help="Show what was mended within the text.")] = False,
    json: filters.Json = False,
) -> None:
    """Mend text that copying has polluted: pinyin in brackets, shifted GBK bytes, misread UTF-8."""
    from kitewire.commands.show_repaired import marked, untried_told
    from linking import repair

    if mark and json:
        raise UsageError("give --mark or --json, not both")
    failed = False
    for path in _once(files or [Path("-")]):
        name = "standard input" if is_stdin(path) else str(path)
        try:
            text = _text(path, name)
        except ArchiveError as error:
            # The other files are mended all the same.
            err.print(f"kitewire: {error}", markup=False)
            failed = True
            continue
        done = repair(text)
        if done.untried:
            err.print(f"{name}: {untried_told(done.untried)}")
        if json:
            mends = [asdict(one) | {"kind": one.kind.value} for one in done.mends]
            print_json({"file": name, "text": done.text, "mends": mends, "untried": done.untried})
        elif mark and out.is_terminal:
            out.print(marked(text, done.mends, colours=True), end="", soft_wrap=True)
        else:
            sys.stdout.write(marked(text, done.mends, colours=False).plain if mark else done.text)
    if failed:
        raise typer.Exit(1)


def _once(files: list[Path]) -> list[Path]:
    """`files`. Raises `UsageError` where standard input is to be read twice."""
    if sum(map(is_stdin, files)) > 1:
        raise UsageError("- stands twice, and standard input can be read only once")
    return files


def _text(path: Path, name: str) -> str:
    """The text of a file, gunzipped. Raises `ArchiveError` where it cannot be read or holds none."""
    try:
        raw = sys.stdin.buffer.read() if is_stdin(path) else path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{name} cannot be read: {error.strerror or error}") from error
    if raw.startswith(GZIP):
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise ArchiveError(f"{name} is a broken gzip file: {error}: get it anew") from error
    return decoded(raw, name)


def decoded(raw: bytes, name: str) -> str:
    """The text of `raw`, in whatever charset it is read best. Raises `ArchiveError` where it is none."""
    from extraction.decoding import decode

    text, decoding = decode(raw, None)
    if len(_CONTROL.findall(text)) + decoding.replaced > _MOST_UNREADABLE * len(text):
        raise ArchiveError(f"{name} holds no text (read as {decoding.used}): give a text file, in UTF-8 or GBK")
    return text
