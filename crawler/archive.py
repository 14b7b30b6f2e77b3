"""Archiving: a WARC file for each run (ISO 28500), every page as it came over the wire."""

from __future__ import annotations

from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kitewire import __version__
from kitewire.archive_files import PART_SUFFIX, SUFFIX
from kitewire.crawl import Fetched
from kitewire.errors import ArchiveError

REQUESTED = "Kitewire-Requested-URI"
"""Extension field: the address that was asked for, where a redirect led from it to WARC-Target-URI."""
PART_OF = "Kitewire-Part-Of"
"""Extension field of an article's further page: the address of its first one."""
_CHOOSE = "choose another folder, by --archive or KITEWIRE_ARCHIVE"


class ArchiveWriter:
    """Writes one WARC file; it gets its name when it is whole."""

    def __init__(self, folder: Path, name: str) -> None:
        """Opens `folder`/`name`.warc.gz.part. Raises `ArchiveError`."""
        self._path = folder / f"{name}{SUFFIX}"
        self._part = self._path.with_name(self._path.name + PART_SUFFIX)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("xb")
        except OSError as error:
            raise ArchiveError(f"archive {self._part}: {error.strerror or error}; {_CHOOSE}") from error
        self._writer = WARCWriter(self._file, gzip=True)
        self._write(self._writer.create_warcinfo_record(self._path.name, {"software": f"Kitewire/{__version__}"}))

    def add(self, page: Fetched, part_of: str | None = None) -> None:
        """One response with its headers and body as they came. Raises `ArchiveError`."""
        fields = {"WARC-Date": page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        if page.url != page.final_url:
            fields[REQUESTED] = page.url
        if part_of:
            fields[PART_OF] = part_of
        # The body has come out of its chunks; a reader must not look for them.
        headers = [(name, value) for name, value in page.headers if name.lower() != "transfer-encoding"]
        status = StatusAndHeaders(f"{page.status} {_phrase(page.status)}", headers, protocol="HTTP/1.1")
        self._write(
            self._writer.create_warc_record(
                page.final_url, "response", payload=BytesIO(page.body), http_headers=status, warc_headers_dict=fields
            )
        )

    def close(self) -> None:
        """Finish the file. Raises `ArchiveError`."""
        try:
            self._file.close()
            self._part.rename(self._path)
        except OSError as error:
            raise ArchiveError(f"archive {self._part}: {error.strerror or error}; make room") from error

    def _write(self, record: object) -> None:
        try:
            self._writer.write_record(record)
            self._file.flush()
        except OSError as error:
            raise ArchiveError(f"archive {self._part}: {error.strerror or error}; make room") from error


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
