"""The W3C feed validator over many documents, in two processes (`bench/feeds/w3c.py`)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.feeds.walking import Document

_PROCESSES = 2
Found = dict[str, dict[str, int]]
"""By a document's address: its errors and warnings, and how often each; empty for a sound one."""


def validate(validator: Path, documents: Iterable[Document], tell: Callable[[], object] = lambda: None) -> Found:
    """What the validator finds in each document. `validator` is the folder that holds its package; `tell` is called as
    soon as one more is done. Raises `CalledProcessError` where the validator itself fails."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_PROCESSES) as pool:
        lists = _lists(Path(folder), documents)
        parts = pool.map(lambda listed: _run(validator, listed, tell), lists)
        return {address: found for part in parts for address, found in part.items()}


def _lists(folder: Path, documents: Iterable[Document]) -> Sequence[Path]:
    """The documents in files, and a list for each process; each document goes to the list with less to read."""
    parts: list[list[str]] = [[] for _ in range(_PROCESSES)]
    sizes = [0] * _PROCESSES
    for number, document in enumerate(documents):
        path = folder / f"{number}.xml"
        path.write_bytes(document.content)
        least = sizes.index(min(sizes))
        sizes[least] += len(document.content)
        parts[least].append(json.dumps([document.address, document.media_type, str(path)]))
    lists = [folder / f"list-{one}" for one in range(_PROCESSES)]
    for listed, lines in zip(lists, parts, strict=True):
        listed.write_text("".join(f"{line}\n" for line in lines))
    return lists


def _run(validator: Path, listed: Path, tell: Callable[[], object]) -> Found:
    command = [sys.executable, str(Path(__file__).with_name("w3c.py")), str(validator)]
    told: Found = {}
    with listed.open() as lines, subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            address, found = json.loads(line)
            told[address] = found
            tell()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return told
