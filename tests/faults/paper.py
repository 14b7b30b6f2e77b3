"""A paper whose pages can be held back, and crawls of it in processes of their own, for faults that happen midway."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kitewire.source import Limits, Source, StartKind, StartPoint
from storage import open_database
from tests.crawler.site import Page, Site, listing, path_of

TOP = Path(__file__).resolve().parents[2]
PAGES = 70
"""More than one batch."""
_SYLLABLES = ("ba", "cor", "del", "fi", "gan", "hol", "ki", "lem", "mor", "nu", "pra", "ri", "sol", "ta", "vem", "win")
LONGEST = 240.0
"""Seconds that a busy machine may need."""


class Paper:
    """A list page and its articles. While it is held, articles from a certain one on are not answered."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._open = threading.Event()
        self._open.set()
        self._held_from = PAGES
        site.pages["/news/"] = listing([path_of(n) for n in range(PAGES)])
        for n in range(PAGES):
            site.pages[path_of(n)] = self._article(n)

    @property
    def source(self) -> Source:
        starts = (StartPoint(StartKind.LIST, self._site.url + "/news/"),)
        return Source("gazette", self._site.url + "/", lang="en", starts=starts, limits=Limits(delay=0, connections=4))

    @contextmanager
    def held(self, first: int = 20) -> Iterator[None]:
        """Until the block is left, articles from the `first` on wait."""
        self._held_from = first
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()
            self._held_from = PAGES

    def wait_until_asked(self, more: int = 20) -> None:
        """Returns when so many requests more have come."""
        before = len(self._site.hits)
        until(lambda: len(self._site.hits) >= before + more, "nothing is asked for any more")

    def _article(self, number: int) -> object:
        page = _page(number)

        def answer(_: int) -> Page:
            if number >= self._held_from:
                self._open.wait(LONGEST)
            return page

        return answer


def _page(number: int) -> Page:
    """An article that shares hardly a sentence with another: nothing here is to depend on the order of arrival."""
    chance = random.Random(number)
    words = ["".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))) for _ in range(600)]
    lines = (" ".join(words[start : start + 60]).capitalize() for start in range(0, 600, 60))
    body = "".join(f"<p>{line}.</p>" for line in lines)
    title = " ".join(words[:6]).capitalize()
    return Page(
        f'<html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
        f"<time datetime='2026-11-20T08:00:00+00:00'>20 November 2026</time>{body}</article></body></html>"
    )


class Crawl:
    """`python -m crawler gazette`, or `kitewire crawl gazette` where there are arguments, under way."""

    def __init__(self, url: str, *arguments: str, files: int | None = None, **settings: str) -> None:
        """`files`: how many it may have open."""
        command = ["-c", "from kitewire.cli import main; main()", "crawl"] if arguments else ["-m", "crawler"]
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "KITEWIRE_ALLOW_HOSTS": "127.0.0.1",
            "KITEWIRE_WORKERS": "1",
            **settings,
        }
        self._process = subprocess.Popen(
            [*(["prlimit", f"--nofile={files}"] if files else []), sys.executable, *command, "gazette", *arguments],
            cwd=TOP, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.pid = self._process.pid
        self._url = url
        self._said: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def said(self) -> str:
        """Its standard error so far."""
        return "".join(self._said)

    def wait_for(self, words: str) -> None:
        """Returns when it has said so. Raises AssertionError where it ends before, or takes too long."""
        deadline = time.monotonic() + LONGEST
        while words not in self.said:
            assert self._process.poll() is None or words in self.said, f"it ended: {self.said}"
            assert time.monotonic() < deadline, f"it never said {words!r}: {self.said}"
            time.sleep(0.02)

    def wait_until_saved(self, pages: int) -> None:
        """Returns when so many pages of it are saved."""
        with open_database(self._url, upgrade=False) as database:
            until(lambda: any(sum(run.counts.values()) >= pages for run in database.runs.history()), self.said)

    def end(self) -> int:
        """Its exit code, when it has ended."""
        try:
            code = self._process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise AssertionError(f"it does not end: {self.said}") from None
        self._listener.join()
        return code

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said.append(line)


def until(true: object, what: str, longest: float = LONGEST) -> None:
    """Waits until `true()`; a busy machine gets time."""
    deadline = time.monotonic() + longest
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def newsroom(url: str, paper: Paper) -> str:
    """An archive with the paper as its source; gives `url`."""
    with open_database(url, upgrade=True) as database:
        database.sources.save(paper.source)
    return url
