"""Crawls as processes: the child of the scheduler, the Scrapy project, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kitewire.crawl import RunStatus
from kitewire.owner import is_alive, this_process
from storage import open_database
from tests.crawler.crawling import Newsroom, source_of
from tests.crawler.site import Page, Site, article, listing, path_of

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        made.pages["/news/"] = listing([path_of(n) for n in range(4)])
        made.pages |= {path_of(n): article(f"Story number {n} of the county", f"bridge {n}") for n in range(4)}
        yield made


@pytest.fixture
def newsroom(tmp_path: Path, site: Site) -> Newsroom:
    made = Newsroom(tmp_path)
    made.save(source_of(site))
    return made


def environment(newsroom: Newsroom) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": newsroom.settings.database_url,
        "KITEWIRE_ALLOW_HOSTS": "127.0.0.1",
        "KITEWIRE_WORKERS": "1",
    }


def run(newsroom: Newsroom, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=TOP,
        env=environment(newsroom),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_the_child_of_the_scheduler_tells_json_lines(newsroom: Newsroom) -> None:
    ended = run(newsroom, "-m", "crawler", "gazette", "--trigger", "schedule")
    assert ended.returncode == 0, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert not lines[0]["done"]
    assert (lines[-1]["source"], lines[-1]["new"], lines[-1]["done"]) == ("gazette", 4, True)
    with open_database(newsroom.settings.database_url) as database:
        assert database.runs.history()[0].trigger == "schedule"


def test_the_child_fails_with_one_and_misuse_with_two(newsroom: Newsroom, site: Site) -> None:
    site.pages.clear()
    assert run(newsroom, "-m", "crawler", "gazette").returncode == 1
    ended = run(newsroom, "-m", "crawler", "gazett")
    assert ended.returncode == 2
    assert "did you mean gazette" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_is_an_ordinary_scrapy_project(newsroom: Newsroom) -> None:
    assert "news" in run(newsroom, "-m", "scrapy", "list").stdout.split()
    ended = run(newsroom, "-m", "scrapy", "crawl", "news", "-a", "source=gazette")
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(newsroom.articles()) == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_cleanly(number: signal.Signals, newsroom: Newsroom, site: Site) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def hang(_: int) -> Page:
        asked.set()
        go_on.wait(200)
        return Page("", 404)

    site.pages[path_of(3)] = hang
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler", "gazette"],
        cwd=TOP,
        env=environment(newsroom),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert asked.wait(150)
    for line in child.stdout:
        if json.loads(line)["new"] == 3:
            break
    child.send_signal(number)
    _, errors = child.communicate(timeout=150)
    go_on.set()
    assert child.returncode == 75, errors
    assert "Traceback" not in errors
    with open_database(newsroom.settings.database_url) as database:
        (view,) = database.runs.history()
        assert view.status is RunStatus.INTERRUPTED
        states = database.sources.states()
        assert states[0].articles == 3
    site.pages[path_of(3)] = article("Story number 3 of the county", "bridge 3")
    (again,) = newsroom.crawl()
    assert sum(again.counts.values()) == 1
    assert len(newsroom.articles()) == 4


def test_a_process_knows_itself_and_the_dead() -> None:
    me = this_process()
    assert is_alive(me)
    node, pid, began = me.split(":")
    assert not is_alive(f"{node}:{pid}:{int(began or 0) + 1}")
    assert is_alive(f"another-machine:{pid}:1")
    assert is_alive(f"{node.partition('/')[0]}/another:{pid}:1"), "a machine or container of the same name"
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    gone = f"{node}:{child.pid}"
    child.wait()
    assert not is_alive(gone)
