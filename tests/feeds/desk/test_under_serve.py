"""The pages as people get them: out of the process of `kitewire serve`, under its own HTTP server."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect

from kitewire.crawl import RunStatus
from kitewire.owner import this_process
from storage import Database
from tests.feeds.archive import fill
from tests.scheduler.processes import Processes, processes, wait_until

LONG = 120_000
"""Milliseconds: nothing here is about time, and machines are busy."""


@contextmanager
def served(folder: Path, database: Database) -> Iterator[tuple[Processes, subprocess.Popen[bytes]]]:
    """A service over the archive that crawls nothing, and its process."""
    for source in database.sources.all():
        database.schedule.set_due(source.name, datetime.now(UTC) + timedelta(days=300))
    with processes(folder, {"DATABASE_URL": f"sqlite:///{folder / 'archive.db'}"}) as crowd:
        serve = crowd.start("serve")
        wait_until(lambda: "login?token=" in crowd.said(), "a login link", crowd.said)
        yield crowd, serve


def test_pages_logins_and_live_runs_under_the_real_server(browser: Browser, tmp_path: Path) -> None:
    with fill(tmp_path) as database, served(tmp_path, database) as (crowd, serve):
        address = next(word for word in crowd.said().split() if word.startswith("http://")).rstrip("/")
        link = next(word for word in crowd.said().split() if "login?token=" in word)
        page = browser.new_page(base_url=address, locale="zh-CN")
        page.set_default_timeout(LONG)
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto("/sources/weifang")
        expect(page.get_by_role("button", name="立即抓取")).to_have_count(0, timeout=LONG)
        page.goto(link)
        page.goto("/sources/weifang")
        expect(page.get_by_role("button", name="立即抓取")).to_be_visible(timeout=LONG)
        _search(page)
        _watch(page, database)
        assert told == []
        page.goto(link)
        expect(page.get_by_text("您已登录。")).to_be_visible(timeout=LONG)
        page.close()
        _end(serve, address)
        assert serve.wait(120) == 0, crowd.said()


def _search(page: Page) -> None:
    page.goto("/search")
    page.locator("#q").press_sequentially("风箏")
    expect(page.locator("#stories .story mark").first).to_be_visible(timeout=LONG)
    assert "default-src 'none'" in (page.request.get("/").headers["content-security-policy"])


def _watch(page: Page, database: Database) -> None:
    """A run is seen to begin and to end without a reload."""
    page.goto("/runs")
    number = database.runs.start("weifang", "ingest", this_process(), datetime.now(UTC))
    card = page.locator("#running .run-card", has_text="weifang")
    expect(card).to_be_visible(timeout=LONG)
    database.runs.finish(number, RunStatus.FINISHED, datetime.now(UTC))
    expect(card).to_have_count(0, timeout=LONG)
    expect(page.locator(f"#past a[href='/runs/{number}']")).to_be_visible(timeout=LONG)


def _end(serve: subprocess.Popen[bytes], address: str) -> None:
    """Somebody who watches does not hold up the end, and is told of it."""
    with httpx.stream("GET", f"{address}/runs/events", timeout=120) as stream:
        parts = stream.iter_text()
        assert next(parts).startswith("retry:")
        serve.send_signal(signal.SIGTERM)
        for _ in parts:
            pass
