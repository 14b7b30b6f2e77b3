"""Worker processes: a page that kills, hangs or bloats its worker is a failed page, and the next one is read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial
from multiprocessing import forkserver

import pytest

from crawler import tasks
from crawler.readers import PageTrouble, Readers
from crawler.readings import ListPage, PageToRead
from kitewire.source import Source, StartKind
from tests.crawler.site import article, listing, path_of

# Tasks that a worker can load: it knows the project, but not the tests.
die = partial(os._exit, 9)
hang = partial(exec, "import time\nfrom crawler.tasks import at_most\nwith at_most(3): time.sleep(60)")
bloat = partial(bytearray, tasks.MEMORY + 1)
process = os.getpid
LONGEST = 240
"""Seconds that the start of a fork server may take on a busy machine."""


@pytest.mark.parametrize(
    ("task", "reason", "longest"),
    [(die, "reader died", LONGEST), (hang, "took too long", 3), (bloat, "too much memory", LONGEST)],
)
def test_a_page_that_ruins_its_reader_fails_alone(task: Callable[[], object], reason: str, longest: float) -> None:
    async def run() -> None:
        readers = Readers(2, longest)
        try:
            page = article("A story that can be read", "reading").body.encode()
            bad, *good = await asyncio.gather(
                readers._run(task),
                *(readers.read(PageToRead(page, f"http://a.example/{n}")) for n in range(6)),
                return_exceptions=True,
            )
            assert isinstance(bad, PageTrouble)
            assert bad.reason == reason
            assert {one.article.title for one in good} == {"A story that can be read"}
        finally:
            readers.close()

    asyncio.run(run())


def test_readers_live_long_and_a_dead_one_is_renewed() -> None:
    async def run() -> None:
        readers = Readers(1)
        try:
            first = await readers._run(process)
            assert await readers._run(process) == first
            with pytest.raises(PageTrouble):
                await readers._run(die)
            assert await readers._run(process) not in (first, os.getpid())
        finally:
            readers.close()

    asyncio.run(run())


def test_a_reader_killed_between_two_pages_costs_none() -> None:
    async def run() -> None:
        readers = Readers(1)
        try:
            first = await readers._run(process)
            os.kill(first, 9)
            await asyncio.sleep(0.5)
            assert await readers._run(process) != first
        finally:
            readers.close()

    asyncio.run(run())


class DyingServer:
    """The fork server, as it answers while it has been killed and is not yet known to be dead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, refusals: float, error: type[Exception]) -> None:
        self._refusals = refusals
        self._error = error
        self._connect = forkserver.connect_to_new_process
        monkeypatch.setattr(forkserver, "connect_to_new_process", self.connect)
        monkeypatch.setattr("crawler.readers.PAUSE_AFTER_A_FAILED_START", 0.01)

    def connect(self, fds: list[int]) -> tuple[int, int]:
        self._refusals -= 1
        if self._refusals >= 0:
            raise self._error
        return self._connect(fds)


@pytest.mark.parametrize("error", [ConnectionRefusedError, EOFError])
def test_a_start_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    async def run() -> None:
        readers = Readers(1)
        try:
            DyingServer(monkeypatch, 2, error)
            assert await asyncio.wait_for(readers._run(process), LONGEST)
        finally:
            readers.close()

    asyncio.run(run())


def test_starts_that_always_fail_end_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        readers = Readers(2)
        try:
            DyingServer(monkeypatch, float("inf"), ConnectionRefusedError)
            with pytest.raises(RuntimeError, match="cannot be started"):
                await asyncio.wait_for(readers._run(process), LONGEST)
        finally:
            readers.close()

    asyncio.run(run())


def test_a_cancelled_page_gives_its_reader_back() -> None:
    async def run() -> None:
        readers = Readers(1)
        try:
            task = asyncio.create_task(readers._run(hang))
            await asyncio.sleep(0.1)
            task.cancel()
            assert await readers._run(process)
        finally:
            readers.close()

    asyncio.run(run())


def test_lists_come_back_with_the_links_that_may_be_articles() -> None:
    source = Source("gazette", "http://a.example/")
    body = listing([path_of(1), "/about/", path_of(2)]).body.encode()

    async def run() -> None:
        readers = Readers(1)
        try:
            page = await readers.read_list(ListPage(StartKind.LIST, body, "http://a.example/news/", None), source)
            assert [link.url for link in page.links] == [f"http://a.example{path_of(n)}" for n in (1, 2)]
        finally:
            readers.close()

    asyncio.run(run())
