"""Hosts that answer late or never hold up no other: not in their source, not in another, not by their name."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler import lanes, live, places
from kitewire.crawl import RunStatus
from kitewire.source import StartKind, StartPoint
from tests.crawler.crawling import PATIENT, Newsroom, counts, source_of
from tests.crawler.site import Page, Site, article, listing, path_of

LONG = 60
"""Seconds that a slow host waits for the fast ones before it gives up; then the test fails."""


def slow_page(done: threading.Event) -> Any:
    return lambda _: article("A slow story", "slowness") if done.wait(LONG) else Page("", 404)


def test_a_slow_host_with_many_pages_starves_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "HOST_MOST", 10)
    monkeypatch.setattr(live, "CHUNK", 20)
    done = threading.Event()
    newsroom = Newsroom(tmp_path, allow=("127.0.0.1", "127.0.0.2", "127.0.0.3"))
    with Site() as fast, Site("127.0.0.2") as slow, Site("127.0.0.3") as other:

        def quick(_: int) -> Page:
            if len({hit.path for hit in fast.hits if "town" in hit.path}) >= 12:
                done.set()
            return article("A quick story of the day", "quickness")

        fast.pages |= dict.fromkeys((path_of(n) for n in range(13)), quick)
        for site in (slow, other):
            site.pages |= dict.fromkeys((path_of(100 + n) for n in range(15)), slow_page(done))
        late = [site.url + path_of(100 + n) for n in range(15) for site in (slow, other)]
        fast.pages["/news/"] = listing([*late, *(path_of(n) for n in range(13))])
        newsroom.save(source_of(fast, allow=("/news/2026/",), limits=replace(PATIENT, connections=1)))
        (run,) = newsroom.crawl()
    assert counts(run).get("failed (http 404)", 0) == 0
    assert sum(counts(run).values()) == 43


def test_a_host_that_finds_room_while_the_frontier_is_asked_is_not_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "HOST_MOST", 10)
    done, seen = threading.Event(), list[lanes.Lanes]()
    asked = live.LiveCrawl._next_pages

    class Seen(lanes.Lanes):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            seen.append(self)

    async def slowly(crawl: live.LiveCrawl, without: frozenset[str], again: bool) -> Any:
        pages = await asked(crawl, without, again)
        if without and not pages:
            done.set()
            while seen[0].full:
                await asyncio.sleep(0.01)
        return pages

    monkeypatch.setattr(live, "Lanes", Seen)
    monkeypatch.setattr(live.LiveCrawl, "_next_pages", slowly)
    newsroom = Newsroom(tmp_path, allow=("127.0.0.1",))
    with Site() as site:
        site.pages |= dict.fromkeys((path_of(n) for n in range(15)), slow_page(done))
        site.pages["/news/"] = listing([path_of(n) for n in range(15)])
        newsroom.save(source_of(site, allow=("/news/2026/",), limits=replace(PATIENT, connections=1)))
        monkeypatch.setattr(live, "CHUNK", 10)
        (run,) = newsroom.crawl()
    assert sum(counts(run).values()) == 15


def test_sources_that_stall_keep_no_other_source_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "STALLED", 0.2)
    monkeypatch.setattr(places.Places.__init__, "__defaults__", (2, 100))
    done = threading.Event()
    hosts = [f"127.0.0.{n}" for n in range(2, 7)]
    newsroom = Newsroom(tmp_path, allow=hosts)
    with ExitStack() as opened:
        for n, host in enumerate(hosts):
            site = opened.enter_context(Site(host))
            last = n == len(hosts) - 1
            site.pages["/news/"] = listing([path_of(n)])
            site.pages[path_of(n)] = article("A quick story", "quickness") if last else slow_page(done)
            newsroom.save(source_of(site, name=f"source-{n}"))
            if last:
                site.pages[path_of(n)] = lambda _: done.set() or article("A quick story of the day", "quickness")
        runs = newsroom.crawl(*(f"source-{n}" for n in range(len(hosts))))
    assert [counts(run).get("failed (http 404)", 0) for run in runs] == [0] * 5


def test_a_crawl_that_is_stopped_waits_for_no_slow_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.settings.DOWNLOAD_TIMEOUT", 10 * LONG)
    newsroom, done, waited = Newsroom(tmp_path), threading.Event(), []

    def stop(_: int) -> Page:
        os.kill(os.getpid(), signal.SIGTERM)
        waited.append(done.wait(LONG))
        return Page("", 404)

    with Site() as site:
        site.pages["/news/"] = listing([path_of(1), path_of(2)])
        site.pages[path_of(1)] = article("A quick story of the day", "quickness")
        site.pages[path_of(2)] = stop
        newsroom.save(source_of(site, limits=replace(PATIENT, connections=1)))
        (run,) = newsroom.crawl()
        assert not waited, "the crawl ended first"
        done.set()
    assert run.status is RunStatus.INTERRUPTED


def test_names_that_resolve_late_keep_no_other_name_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    late = [f"late{n}.example" for n in range(10)]
    newsroom = Newsroom(tmp_path, allow=("fast.example", "quick.example", *late))

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        if host in late and not done.wait(LONG):
            raise socket.gaierror(socket.EAI_AGAIN, "too late")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("crawler.resolving.socket.getaddrinfo", look_up)
    with Site() as site:
        port = site.url.rpartition(":")[2]

        def quick(_: int) -> Page:
            done.set()
            return article("A quick story of the day", "quickness")

        site.pages |= dict.fromkeys((path_of(n) for n in range(10)), article("A late story", "lateness"))
        site.pages[path_of(50)] = quick
        paths = [f"http://{name}:{port}{path_of(n)}" for n, name in enumerate(late)]
        site.pages["/news/"] = listing([*paths, f"http://quick.example:{port}{path_of(50)}"])
        start = StartPoint(StartKind.LIST, f"http://fast.example:{port}/news/")
        newsroom.save(replace(source_of(site, allow=("/news/2026/",)), starts=(start,)))
        (run,) = newsroom.crawl()
    assert "failed (no such host)" not in counts(run)
    assert "failed (timeout)" not in counts(run)
