"""Lines of a file that a command is given: plain or gzip, in UTF-8, or standard input."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kitewire.errors import UsageError

GZIP = b"\x1f\x8b"


def is_stdin(path: Path | None) -> bool:
    """Whether `path` stands for standard input."""
    return str(path) == "-"


@contextmanager
def open_lines(path: Path) -> Iterator[Iterator[tuple[str, str]]]:
    """(where, line) of each line that is not empty; `-` is standard input, gzip is told by its first bytes.

    `where` names file and line for messages. Raises `UsageError` where the file cannot be read or is not UTF-8.
    """
    name = "standard input" if is_stdin(path) else str(path)
    try:
        with _binary(path) as binary:
            yield _numbered(name, binary)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UsageError(f"{name} is a broken gzip file: {error}: get it anew") from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from error


@contextmanager
def _binary(path: Path) -> Iterator[Any]:
    if is_stdin(path):
        yield _unpacked(io.BufferedReader(sys.stdin.buffer))
        return
    with path.open("rb") as file:
        yield _unpacked(file)


def _unpacked(file: Any) -> Any:
    return gzip.GzipFile(fileobj=file) if file.peek(2)[:2] == GZIP else file


def _numbered(name: str, binary: Any) -> Iterator[tuple[str, str]]:
    lines = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="\n")
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield f"{name}, line {number}", line
    except UnicodeDecodeError as error:
        wrong = f"{name}, line {number + 1}: is not UTF-8: convert the file, as with iconv -f GB18030 -t UTF-8"
        raise UsageError(wrong) from error
    finally:
        lines.detach()
