"""Commands: link."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, TextIO, TypeVar

import typer
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from kitewire.commands import terminal
from kitewire.commands.link_input import open_lines, read_document, read_pair
from kitewire.errors import KitewireError, UnknownIdError, UsageError
from linking import likeness
from storage import open_database
from storage.link_documents import DocumentArchive

NAME: str | None = None
app = typer.Typer()

T = TypeVar("T")
_BATCH = 200
"""Documents, or pairs, that are handled at once."""


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
    clusters: Annotated[bool, typer.Option("--clusters", help="Print each document's story instead of links.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here and not to standard output; .gz is gzipped.")
    ] = None,
) -> None:
    """Link the documents of a file, of any size, as the archive links articles, and print the links.

    A line is {"a", "b", "kind", "score"}: for a reprint a is the copy, for a reference the one that refers. With
    --pairs a line is a, b and how surely one is a copy of the other (0.5 is the border); with --clusters id and story.
    """
    if pairs and clusters:
        raise UsageError("give --pairs or --clusters, not both")
    with _archive() as archive, _progress() as progress:
        _read_in(archive, documents, progress, link=pairs is None)
        lines = _scores(archive, pairs, progress) if pairs else _stories(archive) if clusters else _links(archive)
        with _written(output) as out:
            out.writelines(lines)


@contextmanager
def _archive() -> Iterator[DocumentArchive]:
    """An archive that is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="kitewire-link-") as folder,
        open_database(f"sqlite:///{Path(folder) / 'link.db'}") as database,
    ):
        yield DocumentArchive(database)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Counts on a terminal's standard error, nothing elsewhere."""
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, disable=not terminal.err.is_terminal, transient=True) as progress:
        yield progress


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        with (
            gzip.open(path, "wt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open("w", encoding="utf-8") as file
        ):
            yield file
    except OSError as error:
        raise KitewireError(f"{path} cannot be written: {error.strerror or error}") from error


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
    return error if ", line " in text else UsageError(f"{batch[0][0]} to {batch[-1][0].rsplit(' ', 1)[1]}: {text}")


def _scores(archive: DocumentArchive, path: Path, progress: Progress) -> Iterator[str]:
    task = progress.add_task("pairs", total=None)
    with open_lines(path) as lines:
        for batch in _batches(lines):
            named = [read_pair(where, line) for where, line in batch]
            try:
                texts = archive.texts([one for pair in named for one in pair])
            except UnknownIdError as error:
                raise UsageError(f"{batch[0][0]} to {batch[-1][0].rsplit(' ', 1)[1]}: {error}") from error
            for a, b in named:
                yield f"{a}\t{b}\t{likeness(texts[a], texts[b]):.9f}\n"
            progress.advance(task, len(batch))


def _links(archive: DocumentArchive) -> Iterator[str]:
    for one in archive.links():
        record = {"a": one.a, "b": one.b, "kind": one.kind.value, "score": round(one.score, 4)}
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _stories(archive: DocumentArchive) -> Iterator[str]:
    for name, story in archive.stories():
        yield f"{name}\t{story}\n"


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
