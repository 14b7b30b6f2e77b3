"""Commands: link."""

from __future__ import annotations

import json
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from kitewire.archive_view import LinkKind
from kitewire.commands import terminal
from kitewire.commands.lines import is_stdin, open_lines
from kitewire.commands.link_input import read_document, read_pair
from kitewire.commands.writing import write_file
from kitewire.errors import UnknownIdError, UsageError
from linking import Text, likeness
from linking.events.days import day_of
from linking.events.decision import EventText, event_likeness
from linking.events.profile import profile
from storage import open_database
from storage.link_documents import DocumentArchive

NAME: str | None = None
app = typer.Typer()

T = TypeVar("T")
_BATCH = 200
"""Documents, or pairs, that are handled at once."""


class Task(StrEnum):
    """What is asked of documents."""

    DUP = "dup"
    EVENT = "event"


_LINKED = {
    None: frozenset(LinkKind),
    Task.DUP: frozenset({LinkKind.REPRINT}),
    Task.EVENT: frozenset({LinkKind.REPRINT, LinkKind.SAME_EVENT}),
}
"""What the stage may link: copies tell of the same event, too."""


@app.command("link")
def link(
    documents: Annotated[
        Path,
        typer.Argument(
            help='JSON lines {"id", "title", "body" or "text", "url", "published", "source", "related", "links"}; '
            "also gzip; - is stdin."
        ),
    ],
    pairs: Annotated[
        Path | None, typer.Option(help="Lines of two ids with a tab between; prints each with its score, 0 to 1.")
    ] = None,
    clusters: Annotated[
        bool, typer.Option("--clusters", help="Print the story of each document that has one, instead of links.")
    ] = False,
    task: Annotated[
        Task | None,
        typer.Option(help="Copies only (dup), or whatever tells of the same event (event); without it all links."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write, gzipped if it ends in .gz; - or none: standard output."),
    ] = None,
    json_lines: Annotated[bool, typer.Option("--json", help="Print links as JSON lines.")] = False,
) -> None:
    """Link the documents of a file, of any size, as the archive links articles, and print the links.

    A line is a, b, kind and score with tabs between, or with --json {"a", "b", "kind", "score"}: for a reprint a is
    the copy, for a reference the one that refers. With --pairs a line is a, b and how surely one is a copy of the other
    (0.5 is the border), with --task event how surely both tell of the same event; with --clusters id and story.
    """
    if pairs and clusters:
        raise UsageError("give --pairs or --clusters, not both")
    if json_lines and (pairs or clusters):
        raise UsageError("--json is for links: --pairs and --clusters print lines with tabs")
    _refuse_files(documents, pairs, output)
    with _archive(_LINKED[task]) as archive, _progress() as progress:
        _read_in(archive, documents, progress, link=pairs is None)
        if pairs:
            lines = _scores(archive, pairs, task or Task.DUP, progress)
        else:
            lines = _stories(archive) if clusters else _links(archive, json_lines)
        _write(output, lines)


def _refuse_files(documents: Path, pairs: Path | None, output: Path | None) -> None:
    """Raises `UsageError` where one thing is to be read twice, or written while it is read."""
    given = [one for one in (documents, pairs) if one]
    if len(given) > 1 and all(map(is_stdin, given)):
        raise UsageError("documents and pairs cannot both come from standard input: name a file for one of them")
    if output and output.is_file() and any(one.is_file() and one.samefile(output) for one in given):
        raise UsageError(f"{output} is what is read, and would be lost: name another file with -o")


@contextmanager
def _archive(kinds: frozenset[LinkKind]) -> Iterator[DocumentArchive]:
    """An archive that is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="kitewire-link-") as folder,
        open_database(f"sqlite:///{Path(folder) / 'link.db'}") as database,
    ):
        yield DocumentArchive(database, kinds)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Counts on a terminal's standard error, nothing elsewhere."""
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, disable=not terminal.err.is_terminal, transient=True) as progress:
        yield progress


def _write(path: Path | None, lines: Iterator[str]) -> None:
    """Write `lines`; what stands in a file is replaced once all of them are there. Raises `OutputError`."""
    if path is None or is_stdin(path):
        sys.stdout.writelines(lines)
        return
    whole = (line.encode("utf-8", "replace") for line in lines)
    write_file(path, _gzipped(whole) if path.suffix == ".gz" else whole)


def _gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _read_in(archive: DocumentArchive, path: Path, progress: Progress, link: bool) -> None:
    task = progress.add_task("documents", total=None)
    with open_lines(path) as lines:
        for batch in _batches(lines):
            try:
                archive.add([read_document(where, line) for where, line in batch], link)
            except UsageError as error:
                raise _placed(error, path, batch) from error
            progress.advance(task, len(batch))


def _placed(error: UsageError, path: Path, batch: list[tuple[str, str]]) -> UsageError:
    """`error` with the place in the file, where it does not name one yet."""
    text = str(error)
    return error if ", line " in text else UsageError(f"{_span(batch)}: {text}")


def _span(batch: list[tuple[str, str]]) -> str:
    """The places of a batch: `docs.jsonl, lines 1 to 200`."""
    (first, last), (file, _, number) = (batch[0][0], batch[-1][0]), batch[0][0].rpartition(", line ")
    return first if first == last else f"{file}, lines {number} to {last.rpartition(' ')[2]}"


def _scores(archive: DocumentArchive, path: Path, asked: Task, progress: Progress) -> Iterator[str]:
    task = progress.add_task("pairs", total=None)
    with open_lines(path) as lines:
        for batch in _batches(lines):
            named = [read_pair(where, line) for where, line in batch]
            try:
                texts = archive.texts([one for pair in named for one in pair])
            except UnknownIdError as error:
                raise UnknownIdError(f"{_span(batch)}: {error}") from error
            for a, b in named:
                yield f"{a}\t{b}\t{_SCORES[asked](texts[a], texts[b]):.9f}\n"
            progress.advance(task, len(batch))


def _same_event(a: Text, b: Text) -> float:
    """A copy tells of the same event, too."""
    return max(event_likeness(_event_text(a), _event_text(b)), likeness(a, b))


def _event_text(text: Text) -> EventText:
    return EventText(_profile(text.folded), day_of(text.published.date()) if text.published else None)


_profile = lru_cache(maxsize=2 * _BATCH)(profile)
_SCORES: dict[Task, Callable[[Text, Text], float]] = {Task.DUP: likeness, Task.EVENT: _same_event}


def _links(archive: DocumentArchive, as_json: bool) -> Iterator[str]:
    for one in archive.links():
        if as_json:
            record = {"a": one.a, "b": one.b, "kind": one.kind.value, "score": round(one.score, 4)}
            yield json.dumps(record, ensure_ascii=False) + "\n"
        else:
            yield f"{one.a}\t{one.b}\t{one.kind.value}\t{one.score:.4f}\n"


def _stories(archive: DocumentArchive) -> Iterator[str]:
    for name, story in archive.stories():
        yield f"{name}\t{story}\n"


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
