"""Archived pages out of WARC files, chosen by address, as they were kept."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Container, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter
from xxhash import xxh3_64_intdigest

from crawler.archive import PART_OF, REQUESTED
from crawler.warc_in import SUFFIXES
from kitewire import __version__
from kitewire.errors import ArchiveError
from kitewire.urls import is_http, url_key

_GZIP_MAGIC = b"\x1f\x8b"
_END_OF_RECORD = b"\r\n\r\n"


def address_key(url: str) -> int:
    """A number for an address whatever its spelling: a set of a million takes less than 100 MB."""
    return xxh3_64_intdigest(url_key(url).encode("utf-8", "surrogatepass"))


def chosen_records(folder: Path, wanted: Container[int]) -> Iterator[bytes]:
    """A WARC file (ISO 28500, compressed record by record) with the pages whose `address_key` is in `wanted`.

    Every capture of a page is there, with the further pages of its article; each record is copied byte for byte.
    A file that is damaged gives what stands before the damage. Raises `ArchiveError` where `folder` holds no WARC file.
    """
    files = sorted(path for path in folder.rglob("*") if path.name.endswith(SUFFIXES)) if folder.is_dir() else []
    if not files:
        raise ArchiveError(
            f"archive {folder}: no WARC file in it: pages are kept where KITEWIRE_ARCHIVE names a folder, "
            "or by `kitewire crawl --archive FOLDER`"
        )
    yield _about()
    for path in files:
        try:
            with path.open("rb") as file:
                yield from _records(file, wanted)
        except OSError as error:
            raise ArchiveError(f"archive {path}: {error.strerror or error}") from error


def _records(file: BinaryIO, wanted: Container[int]) -> Iterator[bytes]:
    packed = file.read(2) == _GZIP_MAGIC
    file.seek(0)
    # Read beside the iterator, which is ahead by what it has buffered.
    with Path(file.name).open("rb") as copy:
        records = ArchiveIterator(file, ensure_http_headers=False)
        try:
            for record in records:
                if _is_wanted(record, wanted):
                    offset = records.get_record_offset()
                    copy.seek(offset)
                    # warcio counts what ends a record only where that is compressed with it.
                    raw = copy.read(records.get_record_length() + (0 if packed else len(_END_OF_RECORD)))
                    # A record that was cut off, by a killed crawl, would spoil those behind it.
                    if not (gzip.decompress(raw) if packed else raw).endswith(_END_OF_RECORD):
                        return
                    yield raw if packed else gzip.compress(raw, 6, mtime=0)
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error):
            return


def _is_wanted(record: Any, wanted: Container[int]) -> bool:
    if record.rec_type != "response":
        return False
    named = (record.rec_headers.get_header(name) for name in (PART_OF, REQUESTED, "WARC-Target-URI"))
    addresses = (url.strip("<>") for url in named if url)
    return any(address_key(url) in wanted for url in addresses if is_http(url))


def _about() -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    writer.write_record(writer.create_warcinfo_record("kitewire.warc.gz", {"software": f"Kitewire/{__version__}"}))
    return buffer.getvalue()
