"""Source files on disk: what `source import` reads, what `source export` and `source test` write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from kitewire.commands.writing import write_file
from kitewire.errors import OutputError, SourceFileError, UsageError
from kitewire.source import Source
from kitewire.source_files import dump_source, load_folder, load_source, parse_source, refuse_twins
from kitewire.source_opml import read_opml


def read_paths(paths: Sequence[Path]) -> list[Source]:
    """The sources of TOML files, folders of them, and OPML files, all checked. Raises `SourceFileError`."""
    placed = [(source, str(path)) for path in paths for source in _read(path)]
    refuse_twins([source for source, _ in placed], [place for _, place in placed])
    return [source for source, _ in placed]


def _read(path: Path) -> list[Source]:
    if path.is_dir():
        found = load_folder(path)
        if not found:
            raise SourceFileError(f"{path}: the folder holds no .toml file")
        return found
    if path.suffix.lower() in (".opml", ".xml"):
        try:
            return read_opml(path.read_bytes(), str(path))
        except OSError as error:
            raise SourceFileError(f"{path}: cannot be read: {error.strerror}") from error
    return [load_source(path)]


def starter_sources() -> list[Source]:
    """The sources that Kitewire brings along, none of them verified."""
    with as_file(files("crawler") / "sources") as folder:
        return load_folder(folder)


def write_folder(sources: Sequence[Source], folder: Path) -> list[Path]:
    """A TOML file for each source. Raises `OutputError` where the folder cannot be written."""
    written = []
    for source in sources:
        path = folder / f"{source.name}.toml"
        write(path, dump_source(source).encode())
        written.append(path)
    return written


def write(path: Path, data: bytes) -> None:
    """One file, with the folders above it. Raises `OutputError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    write_file(path, [data])


def mark_verified(path: Path) -> None:
    """Set `verified = true` in a source file and leave everything else, comments too, as it is."""
    text = path.read_text(encoding="utf-8-sig")
    head, table, rest = re.match(r"(.*?)(^[ \t]*\[|\Z)(.*)", text, re.DOTALL | re.MULTILINE).groups()  # type: ignore[union-attr]
    new, count = re.subn(r"^([ \t]*verified[ \t]*=[ \t]*)false\b", r"\1true", head, flags=re.MULTILINE)
    if not count and not re.search(r"^[ \t]*verified[ \t]*=", head, re.MULTILINE):
        new = f"{head.rstrip()}\nverified = true\n\n"
    changed = new + table + rest
    if not parse_source(changed, str(path)).verified:
        raise UsageError(f"{path}: set `verified = true` in it yourself, its layout is unusual")
    write(path, changed.encode())
