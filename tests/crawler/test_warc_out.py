"""Archived pages chosen by address."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveWriter
from crawler.warc_in import WarcShelf
from crawler.warc_out import address_key, chosen_records
from kitewire.crawl import Fetched
from kitewire.errors import ArchiveError

NOW = datetime(2026, 10, 28, tzinfo=UTC)


def fetched(url: str, body: str, asked: str = "") -> Fetched:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Fetched(asked or url, url, 200, body.encode(), NOW, "utf-8", headers=headers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, pages in {
        "a": [fetched("http://a.example/1", "eins"), fetched("http://a.example/2", "zwei")],
        "b": [
            fetched("http://a.example/1?utm_source=x", "eins, später"),
            fetched("http://a.example/3", "drei", "http://a.example/r"),
        ],
    }.items():
        writer = ArchiveWriter(tmp_path / "deep", name)
        for page in pages:
            writer.add(page)
        if name == "a":
            writer.add(fetched("http://a.example/1_2", "eins, weiter"), part_of="http://a.example/1")
        writer.close()
    return tmp_path


def bodies(data: bytes) -> list[str]:
    records = ArchiveIterator(io.BytesIO(data))
    return [one.content_stream().read().decode() for one in records if one.rec_type == "response"]


def test_every_capture_of_a_page_and_its_further_pages(folder: Path) -> None:
    data = b"".join(chosen_records(folder, {address_key("https://www.a.example/1/")}))
    assert bodies(data) == ["eins", "eins, weiter", "eins, später"]
    assert next(iter(ArchiveIterator(io.BytesIO(data)))).rec_type == "warcinfo"


def test_an_address_that_was_led_elsewhere(folder: Path) -> None:
    assert bodies(b"".join(chosen_records(folder, {address_key("http://a.example/r")}))) == ["drei"]


def test_records_are_the_bytes_that_were_kept(folder: Path) -> None:
    kept = (folder / "deep" / "a.warc.gz").read_bytes()
    pieces = list(chosen_records(folder, {address_key("http://a.example/2")}))
    assert len(pieces) == 2 and pieces[1] in kept


def test_what_comes_out_goes_in_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.warc.gz"
    out.write_bytes(b"".join(chosen_records(folder, {address_key("http://a.example/2")})))
    assert [one.body for one in WarcShelf(out).captures()] == [b"zwei"]  # type: ignore[union-attr]


def test_files_that_are_not_compressed(folder: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.warc").write_bytes(gzip.decompress((folder / "deep" / "a.warc.gz").read_bytes()))
    assert bodies(b"".join(chosen_records(plain, {address_key("http://a.example/2")}))) == ["zwei"]


def test_damage_ends_a_file_and_not_the_export(folder: Path) -> None:
    path = folder / "deep" / "a.warc.gz"
    path.write_bytes(path.read_bytes()[:-30])
    found = bodies(b"".join(chosen_records(folder, {address_key("http://a.example/1")})))
    assert found == ["eins", "eins, später"]


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_nothing_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArchiveError, match="KITEWIRE_ARCHIVE"):
        next(chosen_records(tmp_path / name, set()))
