"""Prints what each page costs a reader: each page of the demo's archive, the desk's too, under `kitewire serve`,
in real Chromium with an empty cache.

    python -m bench.feeds.pages [--rounds 7] [--archive demo-output/kitewire.db] [--width 1280]

KB: all files as they travel, with their headers. Times in milliseconds, medians of the rounds, from the browser's own
clock (https://www.w3.org/TR/navigation-timing-2/): from the request to the first byte of the answer; to the end of
DOMContentLoaded and of load, from the beginning of the navigation. Pages take turns within each round. Before each
the browser has asked for `/healthz`, so that the start of its process is not counted. The bars are 100 KB and
200 ms; a page that misses one is marked. The last row but one is what the
browser itself takes for an answer of nine bytes. Wants `make demo` and Debian's package chromium.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page

from bench.feeds.serving import kitewire
from demo_world import serve_world
from docs.draw_pages import browsing, busiest_article, busiest_story
from storage import Database, open_database

MOST_KB, MOST_MS = 100, 200
_MEASURES = """() => {
  const [one] = performance.getEntriesByType("navigation");
  const files = [one, ...performance.getEntriesByType("resource")];
  const bytes = files.reduce((sum, file) => sum + file.transferSize, 0);
  return [bytes, one.responseStart - one.requestStart, one.domContentLoadedEventEnd, one.loadEventEnd];
}"""
_LONGEST_LOOK = 120_000
"""Milliseconds for the look at a site of the demo world, which is asked once a second."""


@dataclass
class Measured:
    """One page."""

    name: str
    path: str
    rounds: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Bytes, and milliseconds to answer, DOMContentLoaded and load."""

    def row(self) -> str:
        """As a row of a Markdown table."""
        size, answer, ready, load = (median(column) for column in zip(*self.rounds, strict=True))
        missed = " misses the bar" if size > MOST_KB * 1000 or load > MOST_MS else ""
        best = min(one[3] for one in self.rounds)
        return f"| {self.name} | {size / 1000:.0f} | {answer:.0f} | {ready:.0f} | {load:.0f} | {best:.0f} |{missed}"


def pages_of(database: Database) -> list[Measured]:
    """Every page, on what has most to show."""
    story = busiest_story(database)
    article = busiest_article(database, story)
    (run,) = database.runs.history(limit=1)
    paths = {
        "river": "/", "search, Chinese": "/search?q=大桥", "search, English": "/search?q=bridge",
        "article": f"/articles/{article}", "revisions": f"/articles/{_revised(database, article)}/history",
        "story": f"/stories/{story.id}", "feeds": "/feeds", "sources": "/sources", "a source": f"/sources/{run.source}",
        "runs": "/runs", "a run": f"/runs/{run.id}", "health": "/health", "add a source": "/sources/add",
        "login": "/login", "not there": "/articles/999999",
        "nothing: nine bytes of text": "/healthz",
    }  # fmt: skip
    return [Measured(name, path) for name, path in paths.items()]


def _revised(database: Database, otherwise: int) -> int:
    found = (one.id for story in database.stories.recent(50) for one in story.articles)
    return next((one for one in found if database.articles.revisions(one)), otherwise)


def put_off(database: Database) -> None:
    """Let no crawl begin: the outlets of the archive are gone."""
    for source in database.sources.all():
        database.schedule.set_due(source.name, datetime.now(UTC) + timedelta(days=30))


def measure(context: BrowserContext, one: Measured) -> None:
    """Open a page once."""
    page = context.new_page()
    page.goto("/healthz")
    page.goto(one.path, wait_until="load")
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    one.rounds.append(page.evaluate(_MEASURES))
    page.close()


@contextmanager
def reader(
    browser: Browser, address: str, session: Sequence[dict[str, object]], width: int
) -> Iterator[BrowserContext]:
    """Somebody who is logged in and has never been here: nothing is kept from one to the next."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    context.add_cookies(session)  # type: ignore[arg-type]
    yield context
    context.close()


def log_in(browser: Browser, address: str, token: str) -> list[dict[str, object]]:
    """The cookies of a session."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/login")
    page.locator("input[name=token]").fill(token)
    page.locator("form.stack button").click()
    page.wait_for_url("**/")
    cookies = context.cookies()
    context.close()
    return cookies  # type: ignore[return-value]


def study(page: Page, home: str) -> str:
    """Look at a site; gives the path of the study's page."""
    page.goto("/sources/add")
    page.locator("input[name=url]").fill(home)
    page.locator("form.add button").click()
    page.locator(".fields-read").wait_for(timeout=_LONGEST_LOOK)
    return page.url.partition("/sources/")[1] + page.url.partition("/sources/")[2]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--archive", type=Path, default=Path("demo-output/kitewire.db"))
    asked = parser.parse_args()
    if not asked.archive.exists():
        sys.exit(f"{asked.archive} is not there: run `make demo` first")
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory() as place, serve_world() as world:
        url = f"sqlite:///{shutil.copy(asked.archive, place)}"
        with open_database(url) as database:
            put_off(database)
            pages = pages_of(database)
        os.environ |= {"KITEWIRE_TOKEN": token, "KITEWIRE_ALLOW_HOSTS": ",".join(world.hosts)}
        with kitewire(url, Path(place)) as address, browsing() as browser:
            session = log_in(browser, address, token)
            with reader(browser, address, session, asked.width) as context:
                pages.append(Measured("a study", study(context.new_page(), world.home("courier"))))
            for _ in range(asked.rounds):
                for one in pages:
                    with reader(browser, address, session, asked.width) as context:
                        measure(context, one)
    print("| page | KB | answered, ms | DOMContentLoaded | load | best load |\n|---|---|---|---|---|---|")
    print("\n".join(one.row() for one in pages))


if __name__ == "__main__":
    main()
