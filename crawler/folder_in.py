"""Pages out of folders: with a manifest (JSONL, or JSON as a list or mapping), or just pages that name themselves."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.captures import Capture, Damage
from kitewire.errors import ArchiveError
from kitewire.urls import is_http, url_key

PAGES = (".html", ".htm", ".shtml", ".xhtml", ".html.gz", ".htm.gz", ".shtml.gz")
MANIFESTS = ("manifest.jsonl", "manifest.json", "truth.json")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of a folder."""

    place: str
    path: Path
    url: str = ""


class FolderShelf:
    """Saved pages in files."""

    def __init__(self, path: Path) -> None:
        """`path`: a folder or a manifest. Raises `ArchiveError` where there is nothing to read."""
        self._path = path
        self._by_url: dict[str, Entry] | None = None
        self._manifest = path if path.is_file() else _manifest_in(path)
        if self._manifest is None and not any(_pages_in(path)):
            raise ArchiveError(
                f"archive {path}: neither a manifest ({', '.join(MANIFESTS)}) nor pages (*.html, *.html.gz) in it"
            )

    def captures(self) -> Iterator[Capture | Damage]:
        """In the order of the manifest, else by name."""
        for entry in self._entries():
            yield entry if isinstance(entry, Damage) else _capture(entry)

    def find(self, url: str) -> Capture | None:
        """By the manifest; pages without one are not looked through."""
        if self._by_url is None:
            entries = (e for e in self._entries() if isinstance(e, Entry)) if self._manifest else ()
            self._by_url = {url_key(e.url): e for e in entries if e.url}
        entry = self._by_url.get(url_key(url))
        found = _capture(entry) if entry else None
        return found if isinstance(found, Capture) else None

    def _entries(self) -> Iterator[Entry | Damage]:
        if self._manifest is None:
            yield from (Entry(str(path), path) for path in _pages_in(self._path))
        elif self._manifest.suffix == ".jsonl":
            yield from _lines(self._manifest)
        else:
            yield from _document(self._manifest)


def is_manifest(path: Path) -> bool:
    """Whether a file names pages rather than being one."""
    return path.suffix in (".jsonl", ".json")


def _manifest_in(folder: Path) -> Path | None:
    named = next((folder / name for name in MANIFESTS if (folder / name).is_file()), None)
    others = sorted(folder.glob("*.jsonl"))
    return named or (others[0] if others else None)


def _pages_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.name.lower().endswith(PAGES) and path.is_file():
            yield path


def _lines(manifest: Path) -> Iterator[Entry | Damage]:
    with manifest.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            place = f"{manifest}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                yield Damage(f"{place}: {error}; write one JSON object with id, html and url a line")
                continue
            yield _entry(manifest, place, row)


def _document(manifest: Path) -> Iterator[Entry | Damage]:
    try:
        rows = json.loads(manifest.read_bytes())
    except (OSError, ValueError) as error:
        yield Damage(f"{manifest}: {error}")
        return
    pairs = rows.items() if isinstance(rows, dict) else enumerate(rows) if isinstance(rows, list) else ()
    for name, row in pairs:
        yield _entry(manifest, f"{manifest}, entry {name}", row)


def _entry(manifest: Path, place: str, row: Any) -> Entry | Damage:
    html = row.get("html") if isinstance(row, dict) else None
    if not isinstance(html, str) or not html:
        return Damage(f"{place}: no `html`, the file of the page")
    url = row.get("url")
    folder = manifest.parent
    # Beside the manifest, or in one of the folders that hold the pages of a data set.
    path = next((p for p in (folder / html, folder / "pages" / html, folder / "html" / html) if p.is_file()), None)
    if path is None:
        return Damage(f"{place}: there is no file {folder / html}")
    return Entry(place, path, url if isinstance(url, str) and is_http(url) else "")


def _capture(entry: Entry) -> Capture | Damage:
    try:
        body = entry.path.read_bytes()
        if body.startswith(_GZIP):
            body = gzip.decompress(body)
        taken = datetime.fromtimestamp(entry.path.stat().st_mtime, UTC)
    except (OSError, EOFError, zlib.error) as error:
        return Damage(f"{entry.place}: {entry.path}: {error}")
    return Capture(entry.place, entry.url, body, min(taken, datetime.now(UTC)))
