"""Retry-After and pauses, on a clock of the test's own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from crawler.fetching import refresh_target
from crawler.hosts import LONGEST_WAIT, Hosts, seconds_to_wait
from crawler.lists import too_old
from kitewire.crawl import Fetched

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("99999999999999999999", 999999999.0),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOW) == seconds


def test_pauses_hold_for_one_host_and_the_longer_one_counts() -> None:
    time = [100.0]
    hosts = Hosts(clock=lambda: time[0])
    hosts.pause("slow.example", LONGEST_WAIT + 1)
    hosts.pause("slow.example", 1)
    assert hosts.left_alone("slow.example")
    assert not hosts.left_alone("other.example")
    asyncio.run(hosts.ready("http://other.example/"))
    time[0] += 2
    assert not hosts.left_alone("slow.example")


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/a/1.html", "http://paper.example/a/1.html"),
        ("3; URL='node_1.htm'", "http://paper.example/x/node_1.htm"),
        ("600;url=/a/1.html", None),
        ("0;url=/x/", None),
        ("0;url=javascript:go()", None),
        ("600", None),
    ],
)
def test_meta_refresh(content: str, target: str | None) -> None:
    body = f'<html><head><meta http-equiv="refresh" content="{content}"></head></html>'.encode()
    url = "http://paper.example/x/"
    assert refresh_target(Fetched(url, url, 200, body, NOW)) == target


@pytest.mark.parametrize(
    ("url", "shown", "old"),
    [
        ("http://a.example/1.html", "2026-11-19", True),
        ("http://a.example/1.html", "2026-11-20", False),
        ("http://a.example/1.html", "2026-11", False),
        ("http://a.example/1.html", "2026-10", True),
        ("http://a.example/2026/11/19/1.html", None, True),
        ("http://a.example/2026/11/19/1.html", "2026-11-21", False),
        ("http://a.example/1.html", None, False),
    ],
)
def test_since(url: str, shown: str | None, old: bool) -> None:
    assert too_old(url, shown, datetime(2026, 11, 20, tzinfo=UTC).date()) is old
    assert not too_old(url, shown, None)
