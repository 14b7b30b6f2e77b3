"""What the system refuses: files without a right to write, damaged ones, no file left to open. Each is named."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from storage import open_database
from tests.faults.paper import Crawl, Paper, newsroom
from tests.storage.contents import contents

pytestmark = pytest.mark.long


def _last_words(crawl: Crawl) -> str:
    assert crawl.end() == 1, crawl.said
    assert "Traceback" not in crawl.said
    assert crawl.said.startswith("kitewire: database sqlite:///")
    return crawl.said


def test_a_file_system_that_takes_no_writes(tmp_path: Path, paper: Paper) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)]
    if subprocess.run(options, capture_output=True).returncode:
        pytest.skip("a file system of its own may not be mounted here")
    try:
        url = newsroom(f"sqlite:///{folder / 'kitewire.db'}", paper)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        words = _last_words(Crawl(url, KITEWIRE_DATABASE_PATIENCE="1"))
        assert "you may read it but not write" in words or "that you may write there" in words
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_log_that_cannot_be_written(tmp_path: Path, paper: Paper) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    for ending in ("-wal", "-shm"):
        (tmp_path / f"kitewire.db{ending}").unlink(missing_ok=True)
    (tmp_path / "kitewire.db-wal").mkdir()
    assert "check" in _last_words(Crawl(url, KITEWIRE_DATABASE_PATIENCE="1"))


@pytest.mark.parametrize(("start", "words"), [(0, "the file is something else"), (4096, "restore it from a backup")])
def test_a_damaged_file(tmp_path: Path, paper: Paper, start: int, words: str) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    with (tmp_path / "kitewire.db").open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(400_000))
    assert words in _last_words(Crawl(url, KITEWIRE_DATABASE_PATIENCE="1"))


@pytest.mark.slow
def test_few_files_may_be_open(tmp_path: Path, paper: Paper, whole: dict[str, list[Any]]) -> None:
    """With too few the crawl says so; nothing is lost, and the next one with more ends it."""
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    crawl = Crawl(url, files=20, KITEWIRE_DATABASE_PATIENCE="1")
    assert crawl.end() == 1, crawl.said
    assert "Traceback" not in crawl.said
    with open_database(url) as database:
        assert "raise the limit" in database.runs.history()[0].error + crawl.said
    assert Crawl(url).end() == 0
    with open_database(url) as database:
        assert contents(database) == whole
