"""Commands: extract."""

from __future__ import annotations

import json as jsons
import sys
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from extraction import extract as extract_page
from kitewire.article import ArticlePage, Precision, PublicationDate
from kitewire.commands import terminal
from kitewire.errors import ArchiveError, UsageError

NAME: str | None = None
app = typer.Typer()

# A page larger than this after unpacking is given on as it is: extraction calls it too large.
_MOST_UNPACKED = 25_000_000
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One page to read, or why that is impossible."""

    id: str
    path: Path | None
    """None: standard input."""
    url: str = ""
    where: str = ""
    """The manifest line, for messages."""
    error: str = ""


@app.command("extract")
def extract(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Saved pages (also gzipped); - reads standard input.")
    ] = None,
    url: Annotated[str, typer.Option(help="The address of the page: links and canonical URL stand on it.")] = "",
    manifest: Annotated[
        Path | None, typer.Option(help='JSON lines {"id", "html", "url"}; html relative to the file.')
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why one page is read as it is: finders, scores, an outline.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --explain: write it as a page for the browser.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="With --explain: JSON for machines.")] = False,
) -> None:
    """Read saved pages and print one JSON object a page, in order; or explain how one is read."""
    if explain:
        _explain(files, manifest, url, html, json)
        return
    if html or json:
        raise UsageError("--html and --json belong to --explain: add it (without it the output is JSON anyway)")
    if bool(files) == bool(manifest):
        raise UsageError("give pages to read, or a manifest with --manifest FILE, not both and not neither")
    wanted = (
        read_manifest(manifest)
        if manifest
        else [_Wanted(str(f), None if str(f) == "-" else f, url) for f in files or []]
    )
    failed = 0
    for line, error in _read_all(wanted, terminal.settings().workers):
        if error:
            terminal.err.print(f"kitewire: {error}", markup=False)
            failed += 1
        else:
            sys.stdout.write(line + "\n")
    sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


def _explain(files: list[Path] | None, manifest: Path | None, url: str, html: Path | None, as_json: bool) -> None:
    from extraction.explaining import explain as explain_page
    from kitewire.commands import explain_html, explain_terminal

    if manifest or not files or len(files) != 1:
        raise UsageError("--explain takes one page: kitewire extract --explain FILE")
    wanted = _Wanted(str(files[0]), None if str(files[0]) == "-" else files[0], url)
    raw, problem = _read_bytes(wanted)
    if problem:
        raise ArchiveError(problem)
    found = explain_page(unpacked(raw), url)
    if html:
        explain_html.write_explanation(found, html)
    if as_json:
        record = explain_terminal.explanation_record(found, page_record(found.page, wanted.id))
        sys.stdout.write(_json_line(record) + "\n")
    elif html:
        terminal.err.print(f"kitewire: wrote {html}", markup=False)
    else:
        explain_terminal.show_explanation(found)


def read_manifest(path: Path) -> list[_Wanted]:
    """The pages of a manifest; a malformed line becomes an entry with its error. Raises `ArchiveError` where the file
    itself cannot be read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"manifest {path} cannot be read: {error}") from error
    return [_manifest_line(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]


def _manifest_line(path: Path, number: int, line: str) -> _Wanted:
    where = f"{path} line {number}"
    try:
        entry = jsons.loads(line)
    except ValueError as error:
        return _Wanted("", None, where=where, error=f"{where} is no JSON: {error}")
    if not isinstance(entry, dict) or not isinstance(entry.get("html"), str) or entry.get("id") is None:
        return _Wanted("", None, where=where, error=f'{where} must be an object with "id", "html" and "url"')
    url = entry.get("url")
    return _Wanted(str(entry["id"]), path.parent / entry["html"], url if isinstance(url, str) else "", where)


def _read_all(wanted: list[_Wanted], workers: int) -> Iterator[tuple[str, str]]:
    """(JSON line, "") or ("", error) of each page, in order; many pages are spread over processes."""
    if len(wanted) < 2 * _CHUNK or workers < 2:
        yield from map(_read_one, wanted)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_read_one, wanted, chunksize=_CHUNK)


def _read_one(wanted: _Wanted) -> tuple[str, str]:
    if wanted.error:
        return "", wanted.error
    raw, problem = _read_bytes(wanted)
    if problem:
        return "", problem
    return _json_line(page_record(extract_page(unpacked(raw), wanted.url), wanted.id)), ""


def _read_bytes(wanted: _Wanted) -> tuple[bytes, str]:
    """(bytes, "") of a page, or (nothing, why it cannot be read)."""
    try:
        return sys.stdin.buffer.read() if wanted.path is None else wanted.path.read_bytes(), ""
    except OSError as error:
        place = f" ({wanted.where})" if wanted.where else ""
        return b"", f"{wanted.path} cannot be read{place}: {error.strerror or error}"


def _json_line(record: dict[str, Any]) -> str:
    # Lone surrogates cannot be printed; the escape keeps the line valid JSON.
    return jsons.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode()


def unpacked(raw: bytes) -> bytes:
    """`raw`, gunzipped where it is gzip: as much as a truncated file gives, `raw` itself where it gives nothing."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return zlib.decompressobj(31).decompress(raw, _MOST_UNPACKED) or raw
    except zlib.error:
        return raw


def page_record(page: ArticlePage, page_id: str) -> dict[str, Any]:
    """The JSON object of a page: the stable interface of `kitewire extract`."""
    return {
        "id": page_id,
        "url": page.url,
        "canonical_url": page.canonical_url or None,
        "title": page.title or None,
        "body": page.body,
        "lang": page.lang,
        "published": published_text(page.published),
        "published_precision": page.published.precision.value if page.published else None,
        "modified": page.modified.isoformat() if page.modified else None,
        "origin": page.origin,
        "dateline": page.dateline,
        "bylines": page.bylines.by_role(),
        "section": page.section,
        "keywords": list(page.keywords),
        "image": page.image,
        "related": [{"title": e.title, "url": e.url, "date": e.date} for e in page.related],
        "links": [{"title": link.text, "url": link.url} for link in page.body_links],
        "decoding": {
            "declared": page.decoding.declared,
            "used": page.decoding.used,
            "replaced": page.decoding.replaced,
        },
        "outcome": page.outcome,
    }


def published_text(published: PublicationDate | None) -> str | None:
    """ISO 8601: a day where only that is known, else a time with its zone; None where there is no year."""
    when: datetime | None = published.when if published else None
    if published is None or when is None:
        return None
    return when.date().isoformat() if published.precision is Precision.DAY else when.isoformat()


def records(pages: Iterable[tuple[str, bytes, str]]) -> Iterator[dict[str, Any]]:
    """Records of (id, bytes, url), for callers that have the pages at hand (the bench and the golden test)."""
    for page_id, raw, url in pages:
        yield page_record(extract_page(unpacked(raw), url), page_id)
