"""Runs as they go on: one look at the database for all who watch, and a real crawl seen in a browser."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, expect

from feeds.desk.event_stream import Event, EventStream
from feeds.desk.live import LiveRuns, News
from kitewire.crawl import Outcome, RunStatus, RunView
from kitewire.source import Limits, Source, StartKind, StartPoint
from tests.feeds.desk.conftest import Service, watched

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
RUN = RunView(1, "weifang", "schedule", RunStatus.RUNNING, NOW)


def run(work: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, in a thread of its own: the browser of other tests has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Watchers:
    """Stands where `LiveRuns` has a database: answers from a list, the last for ever, and counts."""

    def __init__(self, *answers: list[RunView]) -> None:
        self.answers = list(answers)
        self.asked: list[set[int]] = []
        self.runs = self

    def running(self, also: set[int]) -> list[RunView]:
        self.asked.append(set(also))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def heard(live: LiveRuns, count: int) -> list[News]:
    found: list[News] = []
    async with aclosing(live.listen()) as stream:  # type: ignore[type-var]
        async for news in stream:
            if news is not None:
                found.append(news)
            if len(found) == count:
                break
    return found


def test_many_who_watch_cost_one_look_each_time() -> None:
    grown = replace(RUN, counts={(Outcome.NEW, ""): 5})
    ended = replace(grown, status=RunStatus.FINISHED)
    database = Watchers([RUN], [RUN], [grown], [ended])

    async def watch() -> list[list[News]]:
        live = LiveRuns(database, every=0.2)  # type: ignore[arg-type]
        found = await asyncio.gather(*(heard(live, 3) for _ in range(30)))
        assert live.listeners == 0
        looks = len(database.asked)
        await asyncio.sleep(0.5)
        assert len(database.asked) <= looks + 1, "nobody watches, and nobody looks"
        return found

    for one in run(watch()):
        assert one == [News((RUN,)), News((grown,)), News((), (ended,))]
    assert database.asked[1:4] == [{1}, {1}, {1}]
    assert len(database.asked) <= 6


def test_a_listener_that_lags_hears_the_newest_and_every_end() -> None:
    other = replace(RUN, id=2)
    ends = [replace(one, status=RunStatus.FINISHED) for one in (RUN, other)]
    database = Watchers([RUN, other], [ends[0], other], [ends[1]], [])

    async def lag() -> list[News]:
        live = LiveRuns(database, every=0.02)  # type: ignore[arg-type]
        found = []
        async with aclosing(live.listen()) as stream:  # type: ignore[type-var]
            async for news in stream:
                if news is not None:
                    found.append(news)
                if len(found) == 2:
                    return found
                while len(database.asked) < 4:
                    await asyncio.sleep(0.02)
        return found

    assert run(lag())[1] == News((), (ends[0], ends[1]))


def test_streams_end_with_the_service() -> None:
    stopping = False

    async def watch() -> None:
        nonlocal stopping
        live = LiveRuns(Watchers([RUN]), 0.02, lambda: stopping)  # type: ignore[arg-type]
        listening = asyncio.create_task(heard(live, 9))
        await asyncio.sleep(0.1)
        assert not listening.done()
        stopping = True
        assert await asyncio.wait_for(listening, 60) == [News((RUN,))]

    run(watch())


def test_a_message_travels_line_by_line_and_a_reader_who_leaves_ends_it() -> None:
    assert Event("progress", "<b>\r\nevent: forged\n\nx").encode() == (
        b"event: progress\ndata: <b>\ndata: event: forged\ndata: \ndata: x\n\n"
    )
    closed = []

    async def endless():  # type: ignore[no-untyped-def]
        try:
            while True:
                yield None
                await asyncio.sleep(0.01)
        finally:
            closed.append(True)

    async def leave() -> list[bytes]:
        sent: list[bytes] = []

        async def receive() -> dict[str, str]:
            while len(sent) < 4:
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message.get("body", b""))  # type: ignore[arg-type]

        await EventStream(endless())({"type": "http"}, receive, send)  # type: ignore[arg-type, no-untyped-call]
        return sent

    assert run(leave())[1:3] == [b"retry: 3000\n\n", b": here\n\n"]
    assert closed == [True]


@contextmanager
def crawling(service: Service) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl of the outlet in a process of its own, as the scheduler starts it; it takes two seconds at least."""
    start = StartPoint(StartKind.LIST, service.outlet + "/")
    limits = Limits(delay=0.4, pages=3)
    service.database.sources.save(Source("harbour-live", service.outlet + "/", starts=(start,), limits=limits))
    variables = {"DATABASE_URL": service.settings.database_url, "KITEWIRE_ALLOW_HOSTS": "127.0.0.1"}
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler", "harbour-live"],
        env=os.environ | variables | {"KITEWIRE_WORKERS": "1"},
        stdout=-3,
    )
    try:
        yield child
    finally:
        child.wait(240)
    service.database.sources.remove("harbour-live")


def test_a_crawl_is_seen_as_it_begins_goes_on_and_ends(browser: Browser, service: Service) -> None:
    with watched(browser, service) as page:
        page.goto(service.address + "/runs")
        with crawling(service) as child:
            follow(browser, service, page)
            assert child.wait(240) == 0


def follow(browser: Browser, service: Service, page: Page) -> None:
    """The run in the list, on its own page, and among those that are over."""
    card = page.locator("#running .run-card", has_text="harbour-live")
    expect(card).to_be_visible(timeout=60_000)
    with watched(browser, service, "zh", 360) as other:
        other.goto(service.address + card.get_by_role("link").get_attribute("href") or "")
        expect(other.locator("#progress")).to_contain_text("新增", timeout=60_000)
        expect(other.locator("#progress")).to_contain_text("正常", timeout=60_000)
    expect(card).to_have_count(0, timeout=60_000)
    expect(page.locator("#past")).to_contain_text("harbour-live")
