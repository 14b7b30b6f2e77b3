"""Processes of a crawl that are killed while it goes on, and a crawl that is killed itself."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from storage import open_database
from storage.checking import check
from tests.faults.paper import PAGES, Crawl, Paper, newsroom, until
from tests.faults.server import children
from tests.storage.contents import contents

pytestmark = pytest.mark.long


def _servers(crawl: Crawl) -> list[int]:
    """The fork servers of a crawl: the first is a copy of it, another one is begun by a command line."""
    found = []
    for pid in children(crawl.pid):
        with suppress(OSError):
            if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def _readers(crawl: Crawl) -> list[int]:
    return [reader for server in _servers(crawl) for reader in children(server)]


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_readers_and_their_fork_server_are_replaced(tmp_path: Path, paper: Paper, whole: dict[str, list[Any]]) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    with paper.held(20):
        crawl = Crawl(url)
        crawl.wait_until_saved(10)
        first = _readers(crawl)
        assert first
        _kill(first)
    until(lambda: set(_readers(crawl)) - set(first), crawl.said)
    _kill(_readers(crawl))
    with suppress(AssertionError):  # it may have come to its end meanwhile
        until(lambda: _readers(crawl), crawl.said, 5)
    _kill([*_servers(crawl), *_readers(crawl)])
    assert crawl.end() == 0, crawl.said
    with open_database(url) as database:
        assert contents(database) == whole
        (run,) = database.runs.history()
    assert run.counts == {next(iter(run.counts)): PAGES}, "no page is blamed"


@pytest.mark.slow
def test_a_killed_crawl_is_taken_up_by_the_next(tmp_path: Path, paper: Paper, whole: dict[str, list[Any]]) -> None:
    url = newsroom(f"sqlite:///{tmp_path / 'kitewire.db'}", paper)
    with paper.held(20):
        crawl = Crawl(url)
        crawl.wait_until_saved(10)
        readers = _readers(crawl)
        _kill([crawl.pid])
    assert crawl.end() == -signal.SIGKILL
    # Its readers end with it; nobody else would ever end them.
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in readers), "the readers live on")
    assert Crawl(url).end() == 0
    with open_database(url) as database:
        assert contents(database) == whole
        assert check(database).faults == ()
        assert [run.status.value for run in database.runs.history()] == ["finished", "interrupted"]
        assert sum(sum(run.counts.values()) for run in database.runs.history()) == PAGES
