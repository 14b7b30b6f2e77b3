"""A disk that is full, for real: a small file system of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import open_database
from storage.checking import check
from tests.faults.paper import PAGES, Crawl, Paper, newsroom
from tests.storage.contents import contents

pytestmark = pytest.mark.long

MEGABYTES = 12


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that holds 12 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a file system of its own may not be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(folder: Path) -> Path:
    """A file that takes all the room there is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            return ballast


@pytest.mark.slow
def test_a_crawl_waits_for_room_and_goes_on(small_disk: Path, paper: Paper, whole: dict[str, list[Any]]) -> None:
    url = newsroom(f"sqlite:///{small_disk / 'kitewire.db'}", paper)
    with paper.held(5):
        crawl = Crawl(url)
        crawl.wait_until_saved(5)
        ballast = _fill(small_disk)
    crawl.wait_for("the disk is full; make room; waiting for it")
    ballast.unlink()
    assert crawl.end() == 0, crawl.said
    assert "the database is there again" in crawl.said
    with open_database(url) as database:
        assert contents(database) == whole
        assert check(database).faults == ()
        (run,) = database.runs.history()
    assert sum(run.counts.values()) == PAGES


@pytest.mark.slow
def test_a_crawl_that_finds_no_room_says_so_and_the_next_one_ends_it(
    small_disk: Path, paper: Paper, whole: dict[str, list[Any]]
) -> None:
    url = newsroom(f"sqlite:///{small_disk / 'kitewire.db'}", paper)
    with paper.held(5):
        crawl = Crawl(url, KITEWIRE_DATABASE_PATIENCE="1")
        crawl.wait_until_saved(5)
        ballast = _fill(small_disk)
    assert crawl.end() == 1
    assert "the disk is full; make room" in crawl.said.splitlines()[-1]
    assert "Traceback" not in crawl.said
    ballast.unlink()
    assert Crawl(url).end() == 0
    with open_database(url) as database:
        assert contents(database) == whole
        assert check(database).faults == ()


def test_an_archive_on_a_full_disk_ends_the_run_and_loses_no_page(
    small_disk: Path, tmp_path: Path, paper: Paper, whole: dict[str, list[Any]]
) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    ballast = _fill(small_disk)
    with ballast.open("r+b") as file:
        file.truncate(ballast.stat().st_size - 8192)
    crawl = Crawl(url, "--archive", str(small_disk / "warc"))
    assert crawl.end() == 1, crawl.said
    assert "Traceback" not in crawl.said
    with open_database(url) as database:
        (run,) = database.runs.history()
        assert "make room" in run.error
        assert all(reason != "internal error" for _, reason in run.counts)
    ballast.unlink()
    assert Crawl(url).end() == 0
    with open_database(url) as database:
        assert contents(database) == whole
