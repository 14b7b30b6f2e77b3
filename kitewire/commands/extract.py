"""Commands: extract."""

from __future__ import annotations

import json as jsons
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from extraction import extract as extract_page
from kitewire.article import ArticlePage, PageKind, Precision, PublicationDate
from kitewire.commands import terminal
from kitewire.commands.gzip_pages import unpacked, unpacked_as_far
from kitewire.commands.lines import is_stdin, open_lines
from kitewire.errors import ArchiveError, UsageError
from kitewire.urls import require_http

NAME: str | None = None
app = typer.Typer()

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


class _Read(NamedTuple):
    """What came of one page."""

    line: str
    """Its JSON; empty where it cannot be read."""
    error: str = ""
    nowhere: bool = False
    """An article whose address neither the caller nor the page tells."""


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
    json: Annotated[bool, typer.Option("--json", help="With --explain, too: JSON for machines.")] = False,
) -> None:
    """Read saved pages and print one JSON object a page, in order; or explain how one is read."""
    url = require_http(url) if url else url
    if explain:
        _explain(files, manifest, url, html, json)
        return
    if html:
        raise UsageError("--html belongs to --explain: add it")
    if manifest and url:
        raise UsageError("--url is for pages without a manifest: its lines name the address of each page")
    if len([one for one in files or [] if is_stdin(one)]) > 1:
        raise UsageError("- stands twice, and standard input can be read only once")
    if bool(files) == bool(manifest):
        raise UsageError("give pages to read, or a manifest with --manifest FILE, not both and not neither")
    wanted = read_manifest(manifest) if manifest else [_given(file, url) for file in files or []]
    failed = nowhere = 0
    for read in _read_all(wanted, terminal.settings().workers):
        if read.error:
            terminal.err.print(f"kitewire: {read.error}", markup=False)
            failed += 1
        if read.line:
            sys.stdout.write(read.line + "\n")
        nowhere += read.nowhere
    sys.stdout.flush()
    if nowhere:
        hint = 'give it with --url, or as "url" in a manifest'
        terminal.err.print(
            f"{nowhere} read without an address, so that relative links are missing: {hint}", markup=False
        )
    if failed:
        raise typer.Exit(1)


def _given(file: Path, url: str) -> _Wanted:
    return _Wanted(str(file), None if is_stdin(file) else file, url)


def _explain(files: list[Path] | None, manifest: Path | None, url: str, html: Path | None, as_json: bool) -> None:
    from extraction.explaining import explain as explain_page
    from kitewire.commands import explain_html, explain_terminal

    if manifest or not files or len(files) != 1:
        raise UsageError("--explain takes one page: kitewire extract --explain FILE")
    wanted = _given(files[0], url)
    raw, problem = _read_bytes(wanted)
    if raw is None:
        raise ArchiveError(problem)
    if problem:
        terminal.err.print(f"kitewire: {problem}", markup=False)
    found = explain_page(raw, url)
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
    folder = Path() if is_stdin(path) else path.parent
    try:
        with open_lines(path) as lines:
            return [_manifest_line(folder, where, line) for where, line in lines]
    except UsageError as error:
        raise ArchiveError(f"manifest {error}") from error


def _manifest_line(folder: Path, where: str, line: str) -> _Wanted:
    try:
        entry = jsons.loads(line)
    except (ValueError, RecursionError) as error:
        return _Wanted("", None, where=where, error=f"{where} is no JSON: {error}")
    named = isinstance(entry, dict) and isinstance(entry.get("id"), str | int | float)
    if not named or not isinstance(entry.get("html"), str):
        wrong = f'{where} must be an object with "id", "html" (a file) and, if known, "url"'
        return _Wanted("", None, where=where, error=wrong)
    url = entry.get("url") or ""
    if not isinstance(url, str):
        return _Wanted("", None, where=where, error=f'{where}: "url" must be a text')
    # Lone surrogates, which JSON can hold, are no part of any address.
    url = url.encode("utf-8", "replace").decode()
    return _Wanted(str(entry["id"]), folder / entry["html"], url, where)


def _read_all(wanted: list[_Wanted], workers: int) -> Iterator[_Read]:
    """The pages, read, in order; many are spread over processes."""
    if len(wanted) < 2 * _CHUNK or workers < 2:
        yield from map(_read_one, wanted)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_read_one, wanted, chunksize=_CHUNK)


def _read_one(wanted: _Wanted) -> _Read:
    if wanted.error:
        return _Read("", wanted.error)
    raw, problem = _read_bytes(wanted)
    if raw is None:
        return _Read("", problem)
    page = extract_page(raw, wanted.url)
    return _Read(_json_line(page_record(page, wanted.id)), problem, page.kind is PageKind.ARTICLE and not page.url)


def _read_bytes(wanted: _Wanted) -> tuple[bytes | None, str]:
    """(bytes, what is wrong with them) of a page, or (None, why it cannot be read)."""
    place = f" ({wanted.where})" if wanted.where else ""
    try:
        raw = sys.stdin.buffer.read() if wanted.path is None else wanted.path.read_bytes()
    except (OSError, ValueError) as error:
        # A name with a NUL or a lone surrogate, as JSON can hold them, is a ValueError.
        return None, f"{wanted.path} cannot be read{place}: {getattr(error, 'strerror', None) or error}"
    page, whole = unpacked_as_far(raw)
    name = "standard input" if wanted.path is None else str(wanted.path)
    return page, "" if whole else f"{name} is a broken gzip file{place}: read as far as it goes; get it anew"


def _json_line(record: dict[str, Any]) -> str:
    # Lone surrogates cannot be printed; the escape keeps the line valid JSON.
    return jsons.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode()


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
