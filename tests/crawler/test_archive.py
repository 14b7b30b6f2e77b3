"""What a crawl archives comes back as the same articles; what is damaged is named and costs nothing else."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import PART_OF, ArchiveWriter
from crawler.captures import Capture, Damage, own_address
from crawler.door import ingest, reprocess
from crawler.folder_in import FolderShelf
from crawler.replay import open_shelf
from crawler.warc_in import WarcShelf
from kitewire.crawl import Fetched, Outcome, RunStatus, RunView
from kitewire.errors import ArchiveError
from storage import open_database
from tests.crawler.crawling import Newsroom, counts, source_of
from tests.crawler.site import Page, Site, article, listing, path_of

SECOND = path_of(0).replace(".html", "_2.html")
WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        made.pages["/news/"] = listing([path_of(n) for n in range(4)])
        made.pages |= {path_of(n): article(f"Story number {n} of the county", f"bridge {n}") for n in range(3)}
        made.pages[path_of(0)] = article("A story in two pages", "roads", SECOND)
        made.pages[SECOND] = article("A story in two pages", "rivers")
        made.pages[path_of(1)] = Page("", 301, {"Location": path_of(8)})
        made.pages[path_of(8)] = article("A story that was moved", "moving")
        packed = gzip.compress(made.pages[path_of(2)].body.encode())
        made.pages[path_of(2)] = Page(packed, headers={"Content-Encoding": "gzip"})
        yield made


def total(runs: list[RunView]) -> dict[tuple[Outcome, str], int]:
    together: Counter[tuple[Outcome, str]] = Counter()
    for run in runs:
        together.update(run.counts)
    return dict(together)


def fetched(url: str, body: bytes = b"<html>x</html>", **more: object) -> Fetched:
    return Fetched(url, url, 200, body, WHEN, headers=(("Content-Type", "text/html"),), **more)


def test_an_archived_crawl_replays_to_the_same_articles(site: Site, tmp_path: Path) -> None:
    first = Newsroom(tmp_path)
    first.save(source_of(site))
    (run,) = first.crawl(archive=tmp_path / "warc")
    assert counts(run) == {"new": 3, "failed (http 404)": 1}
    (file,) = (tmp_path / "warc").iterdir()
    assert file.name.startswith("gazette-")
    assert file.name.endswith(".warc.gz")
    with file.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo"] + ["response"] * 4

    (tmp_path / "second").mkdir()
    second = Newsroom(tmp_path / "second")
    (view,) = ingest([file], second.settings, second.told.append)
    assert counts(view) == {"new": 3}
    assert (view.source, view.trigger) == ("127.0.0.1", "ingest")
    assert [(a.url, a.title, a.body) for a in second.articles()] == [(a.url, a.title, a.body) for a in first.articles()]
    assert total(ingest([file], second.settings, second.told.append)) == {(Outcome.UNCHANGED, ""): 3}
    assert total(reprocess(tmp_path / "warc", first.settings, first.told.append)) == {(Outcome.UNCHANGED, ""): 3}


def test_reprocessing_takes_the_latest_capture_and_updates_what_reads_differently(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    url = "http://paper.example" + path_of(1)
    for number, subject in enumerate(("roads", "rivers")):
        writer = ArchiveWriter(tmp_path / "warc", f"run-{number}")
        page = fetched(url, article("One story", subject).body.encode())
        writer.add(replace(page, fetched_at=WHEN.replace(day=20 + number)))
        writer.close()
    old = tmp_path / "warc" / "run-0.warc.gz"
    assert total(ingest([old], newsroom.settings, newsroom.told.append)) == {(Outcome.NEW, ""): 1}
    (view,) = reprocess(tmp_path / "warc", newsroom.settings, newsroom.told.append)
    assert counts(view) == {"revised": 1}
    assert "rivers" in newsroom.articles()[0].body


def test_pages_of_unknown_hosts_get_a_paused_source(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = [{"id": n, "html": f"{n}.html.gz", "url": f"https://www.town{n}.example/a/{n}.html"} for n in (1, 2)]
    for row in rows:
        body = article(f"Story number {row['id']} of the town", f"bridge {row['id']}").body.encode()
        (folder / str(row["html"])).write_bytes(gzip.compress(body))
    (folder / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    views = ingest([folder], newsroom.settings, newsroom.told.append)
    assert {view.source for view in views} == {"town1.example", "town2.example"}
    with open_database(newsroom.settings.database_url) as database:
        assert all(state.paused for state in database.sources.states())
    assert newsroom.crawl() == []


def test_pages_without_a_manifest_name_themselves(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    folder = tmp_path / "pages"
    folder.mkdir()
    link = '<head><link rel="canonical" href="https://town.example/a/1.html?x=1&amp;y=2">'
    (folder / "a.html").write_text(article("A story of the town").body.replace("<head>", link), encoding="utf-8")
    (folder / "b.htm").write_text(article("Another story").body, encoding="utf-8")
    views = ingest([folder], newsroom.settings, newsroom.told.append)
    assert total(views) == {(Outcome.NEW, ""): 1, (Outcome.SKIPPED, "no address"): 1}
    assert views[-1].id == 0
    assert [one.url for one in newsroom.articles()] == ["https://town.example/a/1.html?x=1&y=2"]


@pytest.mark.parametrize(
    ("html", "address"),
    [
        (b"<LINK href='http://a.example/1' REL='canonical'>", "http://a.example/1"),
        (b'<meta property="og:url" content="http://a.example/2">', "http://a.example/2"),
        (b'<meta property="og:url" content="/3"><link rel=canonical href=http://a.example/3 >', "http://a.example/3"),
        (b'<link rel="stylesheet" href="http://a.example/4">', ""),
        (b"\xff\xfe<link rel=canonical", ""),
    ],
)
def test_own_address(html: bytes, address: str) -> None:
    assert own_address(html) == address


def test_a_file_that_is_cut_off_is_read_up_to_its_last_record(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run")
    for n in range(3):
        writer.add(fetched(f"http://a.example/{n}", os.urandom(2000)))
    part = tmp_path / "run.warc.gz.part"
    part.write_bytes(part.read_bytes()[:-700])
    *good, bad = WarcShelf(part).captures()
    assert [one.url for one in good] == ["http://a.example/0", "http://a.example/1"]
    assert isinstance(bad, Damage)
    assert str(part) in bad.message
    assert "byte" in bad.message


# Named: workers of one test run have to give the same names, and these contents hold a time, or differ by nature.
@pytest.mark.parametrize(
    "content",
    [b"", b"no warc at all", gzip.compress(b"no warc either" * 100), os.urandom(500)],
    ids=["empty", "text", "gzip", "noise"],
)
def test_rubbish_is_no_archive_and_no_traceback(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bad.warc.gz"
    file.write_bytes(content)
    assert all(isinstance(one, Damage) for one in WarcShelf(file).captures())


def test_a_bad_archive_is_named_and_the_others_are_still_read(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    writer = ArchiveWriter(tmp_path, "good")
    writer.add(fetched("http://a.example/news/1.html", article("A good story").body.encode()))
    writer.close()
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(b"rubbish" * 10)
    paths = [bad, tmp_path / "missing", tmp_path / "good.warc.gz"]
    views = ingest(paths, newsroom.settings, newsroom.told.append)
    assert total(views) == {(Outcome.NEW, ""): 1}
    assert views[-1].status is RunStatus.FAILED
    assert str(bad) in views[-1].error
    assert "missing does not exist" in views[-1].error


def test_bad_manifest_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "1.html").write_text("<h1>x</h1>", encoding="utf-8")
    lines = ['{"id": 1, "html": "1.html", "url": "http://a.example/1"}', "{", "[]", '{"html": "none.html"}', ""]
    manifest = tmp_path / "pages.jsonl"
    manifest.write_text("\n".join(lines), encoding="utf-8")
    found = list(FolderShelf(manifest).captures())
    assert [type(one) for one in found] == [Capture, Damage, Damage, Damage]
    assert [f"line {n}" in one.message for n, one in enumerate(found[1:], 2)] == [True] * 3


def test_an_archive_that_cannot_be_written_says_how_to_choose_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="choose another folder, by --archive or KITEWIRE_ARCHIVE"):
        ArchiveWriter(tmp_path / "file", "gazette-20261124T000000Z-1")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    for path in (tmp_path / "a.txt", tmp_path / "none", tmp_path):
        with pytest.raises(ArchiveError, match=str(path)):
            open_shelf(path)
    with pytest.raises(ArchiveError, match="no WARC"):
        reprocess(tmp_path, Newsroom(tmp_path).settings, lambda _: None)


def test_parts_are_marked(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "run")
    writer.add(fetched("http://a.example/2.html"), "http://a.example/1.html")
    writer.close()
    (one,) = WarcShelf(tmp_path / "run.warc.gz").captures()
    assert isinstance(one, Capture)
    assert one.part_of == "http://a.example/1.html"
    assert one.taken == WHEN
    assert PART_OF.encode() in gzip.decompress((tmp_path / "run.warc.gz").read_bytes())
