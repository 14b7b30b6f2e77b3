"""kitewire export over a real archive."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from pyarrow.parquet import read_table
from typer.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import ArchiveWriter
from kitewire.cli import app
from kitewire.commands.writing import write_file
from kitewire.crawl import Fetched
from kitewire.errors import ArchiveError, OutputError
from storage import open_database
from tests.feeds.archive import DAY, WEIFANG, fill, page, save

WEIFANG_1 = "http://wf.example.cn/202610/t20261028_1.htm"

Kitewire = Callable[..., Result]


@pytest.fixture
def kitewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitewire:
    fill(tmp_path).close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    monkeypatch.setenv("BASE_URL", "https://news.example/")
    return lambda *words: CliRunner().invoke(app, ["export", *words])


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feeds(kitewire: Kitewire, form: str) -> None:
    written = kitewire("--format", form, "--query", "風箏", "--since", "2026-10-28").stdout_bytes
    parsed = feedparser.parse(written)
    assert not parsed.bozo
    assert [entry.title for entry in parsed.entries] == [
        "博物館門票預約指南",
        "风筝博物馆重新开放",
        "風箏博物館重新開放",
    ]
    (own,) = etree.fromstring(written).xpath("//*[local-name()='link'][@rel='self']/@href")
    assert own == f"https://news.example/articles.{form}?q=%E9%A2%A8%E7%AE%8F&since=2026-10-28"


def test_json_feed(kitewire: Kitewire) -> None:
    document = json.loads(kitewire("--format", "json", "--source", "weifang").stdout_bytes)
    assert document["title"] == "Kitewire: 濰坊風箏網" and len(document["items"]) == 2
    assert document["language"] == "zh"


def test_opml(kitewire: Kitewire) -> None:
    root = etree.fromstring(kitewire("--format", "opml").stdout_bytes)
    assert root.xpath("//outline/@xmlUrl") == [
        "https://news.example/sources/river.post.rss",
        "https://news.example/sources/weifang.rss",
    ]
    one = etree.fromstring(kitewire("--format", "opml", "--region", "山東").stdout_bytes)
    assert len(one.xpath("//outline[@xmlUrl]")) == 1


def test_tables_are_whole_and_feeds_are_not(kitewire: Kitewire, tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'archive.db'}") as database:
        pages = [page(f"http://wf.example.cn/n/{n}.htm", f"=題 {n}", f"第 {n} 條消息的正文在此。") for n in range(60)]
        save(database, WEIFANG, *pages)
    rows = list(csv.DictReader(io.StringIO(kitewire("--format", "csv").stdout_bytes.decode(), newline="")))
    assert len(rows) == 64 and sum(row["title"].startswith("'=題") for row in rows) == 60
    records = [json.loads(line) for line in kitewire("--format", "jsonl").stdout_bytes.splitlines()]
    assert len(records) == 64
    assert [one["article"] for one in next(r for r in records if r["id"] == 4)["related"]] == [1, None]
    assert len(feedparser.parse(kitewire("--format", "rss").stdout_bytes).entries) == 50
    assert len(feedparser.parse(kitewire("--format", "rss", "--limit", "60").stdout_bytes).entries) == 60
    assert len(kitewire("--format", "jsonl", "--limit", "3").stdout_bytes.splitlines()) == 3


def test_to_a_file(kitewire: Kitewire, tmp_path: Path) -> None:
    target = tmp_path / "out" / "feed.atom"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    result = kitewire("--format", "atom", "-o", str(target))
    assert result.stdout == "" and result.exit_code == 0
    assert len(feedparser.parse(target.read_bytes()).entries) == 4
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(target.parent.iterdir()) == [target]


def test_a_file_is_the_old_one_until_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")

    def broken() -> Iterator[bytes]:
        yield b"new"
        assert target.read_bytes() == b"old"
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        write_file(target, broken())
    assert target.read_bytes() == b"old" and list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_file(tmp_path / "link", [b"new"])
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, [b"a", b"b"])
    reader.join(120)
    assert read == [b"ab"] and pipe.is_fifo()


def test_a_new_file_is_readable_as_the_user_wishes(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_file(tmp_path / "new", [b"x"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o644


@pytest.mark.parametrize("place", ["no/such/folder/file", "."])
def test_a_place_that_takes_no_file(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_file(tmp_path / place, [b"x"])
    assert caught.value.exit_code == 1


def test_a_reader_that_goes_away_is_no_crash(kitewire: Kitewire) -> None:
    command = f'{sys.executable} -c "from kitewire.cli import main; main()" export --format jsonl | true'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=240, check=False)
    assert "Traceback" not in done.stderr


def test_markdown_as_one_file_and_as_a_folder(kitewire: Kitewire, tmp_path: Path) -> None:
    whole = kitewire("--format", "markdown", "--source", "weifang").stdout
    assert whole.count("\n# ") == 2 and whole.startswith("---\n")
    folder = tmp_path / "notes"
    for _ in range(2):
        assert kitewire("--format", "markdown", "--source", "weifang", "-o", str(folder)).exit_code == 0
    assert sorted(one.name for one in folder.iterdir()) == ["2026-10-28-weifang-1.md", "2026-10-30-weifang-4.md"]
    assert (folder / "2026-10-28-weifang-1.md").read_text() in whole
    assert kitewire("--format", "markdown", "-o", str(tmp_path / "all.md")).exit_code == 0
    assert (tmp_path / "all.md").is_file()


def test_parquet(kitewire: Kitewire, tmp_path: Path) -> None:
    target = tmp_path / "all.parquet"
    assert kitewire("--format", "parquet", "-o", str(target)).exit_code == 0
    assert read_table(target).column("id").to_pylist() == [4, 2, 3, 1]


def test_of_reprints_the_earliest(kitewire: Kitewire) -> None:
    found = [json.loads(line)["id"] for line in kitewire("--format", "jsonl", "--reprints", "fold").stdout.splitlines()]
    assert found == [4, 2, 1]


def test_warc_by_query(kitewire: Kitewire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = kitewire("--format", "warc")
    assert isinstance(none.exception, ArchiveError) and "KITEWIRE_ARCHIVE" in str(none.exception)
    writer = ArchiveWriter(tmp_path / "pages", "weifang")
    for number, url in enumerate((WEIFANG_1, "https://river.example.org/news/bridge")):
        headers = (("Content-Type", "text/html"),)
        writer.add(Fetched(url, url, 200, f"page {number}".encode(), DAY, headers=headers))
    writer.close()
    monkeypatch.setenv("KITEWIRE_ARCHIVE", str(tmp_path / "pages"))
    for more in ((), ("--archive", str(tmp_path / "pages"))):
        data = kitewire("--format", "warc", "--query", "風箏", *more).stdout_bytes
        records = [one for one in ArchiveIterator(io.BytesIO(data)) if one.rec_type == "response"]
        assert [one.rec_headers.get_header("WARC-Target-URI") for one in records] == [WEIFANG_1]
