"""Pages out of WARC files: ours, and those of other programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.archive import PART_OF, REQUESTED
from crawler.captures import Capture, Damage
from kitewire.errors import ArchiveError
from kitewire.urls import is_http, url_key

SUFFIXES = (".warc", ".warc.gz", ".warc.gz.part")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")


class WarcShelf:
    """A WARC file. Only answers of status 200 that hold a page count; request and other records are passed by."""

    def __init__(self, path: Path) -> None:
        """Raises `ArchiveError` where the file cannot be opened."""
        self._path = path
        self._places: dict[str, int] | None = None
        self._open().close()

    def captures(self) -> Iterator[Capture | Damage]:
        """In the order of the file; after a damaged record nothing more can be found."""
        with self._open() as file:
            records = ArchiveIterator(file, ensure_http_headers=False)
            while True:
                try:
                    record = next(records, None)
                    if record is None:
                        return
                    capture = self._capture(record, records.get_record_offset)
                except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
                    yield Damage(f"archive {self._path}, byte {file.tell()}: {_one_line(error)}; the rest is left out")
                    return
                if isinstance(capture, Damage):
                    yield capture
                    return
                if capture is not None:
                    yield capture

    def find(self, url: str) -> Capture | None:
        """By the index of the file, which the first call makes."""
        if self._places is None:
            self._places = dict(self._index())
        place = self._places.get(url_key(url))
        if place is None:
            return None
        with self._open() as file:
            file.seek(place)
            found = self._capture(next(ArchiveIterator(file)), lambda: place)
        return found if isinstance(found, Capture) else None

    def _open(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            raise ArchiveError(f"archive {self._path}: {error.strerror or error}") from error

    def _index(self) -> Iterator[tuple[str, int]]:
        with self._open() as file:
            records = ArchiveIterator(file)
            try:
                for record in records:
                    url = _page_url(record)
                    if url:
                        yield url_key(url), records.get_record_offset()
            except (ArchiveLoadFailed, OSError, EOFError, ValueError):
                return  # `captures` tells of it

    def _capture(self, record: Any, place: Callable[[], int]) -> Capture | Damage | None:
        url = _page_url(record)
        if not url:
            return None
        body = record.content_stream().read()
        # Asking for the place skips what has not been read of the record.
        offset = place()
        if getattr(record.raw_stream, "limit", 0) > 0:
            return Damage(f"archive {self._path}, byte {offset}: the record is cut off; the rest is left out")
        headers = record.http_headers
        charset = _CHARSET.search(headers.get_header("Content-Type") or "")
        return Capture(
            place=f"{self._path}, byte {offset}",
            url=url,
            body=body,
            taken=_time(record.rec_headers.get_header("WARC-Date")),
            requested=record.rec_headers.get_header(REQUESTED) or "",
            part_of=record.rec_headers.get_header(PART_OF) or "",
            charset=charset.group(1).lower() if charset else None,
            etag=headers.get_header("ETag"),
            last_modified=headers.get_header("Last-Modified"),
        )


def _page_url(record: Any) -> str:
    if record.rec_type != "response" or record.http_headers is None:
        return ""
    if record.http_headers.get_statuscode() != "200":
        return ""
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    url: str = record.rec_headers.get_header("WARC-Target-URI") or ""
    # Some programs write the address in angle brackets (WARC 1.0's grammar asks for them).
    url = url.strip("<>")
    return url if kind in _PAGE_TYPES and is_http(url) else ""


def _time(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
