"""Draw the pictures of the desk in `docs/images`, in Chromium: `make picture` after `make demo`.

The demo is two rounds old: so that there is more to see, the outlets of `docs.desk_archive` are put beside its own. The
study is a real one, of an outlet of the demo world.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page

from demo_world import serve_world
from docs.desk_archive import YEAR, live_through
from docs.draw_pages import ARCHIVE, IMAGES, Picture, browsing, opened, photograph, shoot
from feeds.access import COOKIE, Level
from feeds.web import create_app
from kitewire.commands.desk import desk_of
from kitewire.owner import this_process
from kitewire.settings import Settings
from storage import open_database
from tests.feeds.serving import serving

PHONE = (390, 844)
PICTURES = (
    Picture("sources", "/sources"),
    Picture("sources-phone", "/sources", PHONE, "dark", "zh-CN"),
    Picture("source", f"/sources/{YEAR}"),
    Picture("source-zh", f"/sources/{YEAR}", scheme="dark", locale="zh-CN"),
    Picture("health", "/health", locale="zh-CN"),
    Picture("runs", "/runs"),
    Picture("add-phone", "/sources/add", PHONE, "light", "zh-CN"),
)
_LONGEST_LOOK = 120_000


def main() -> None:
    """Fill a copy of the demo's archive, serve it and photograph the desk."""
    if not ARCHIVE.exists():
        sys.exit(f"{ARCHIVE} is not there: run `make demo` first")
    with tempfile.TemporaryDirectory() as folder, serve_world() as world:
        url = f"sqlite:///{shutil.copy(ARCHIVE, folder)}"
        with open_database(url) as database:
            live_through(database, datetime.now(UTC))
            settings = Settings(DATABASE_URL=url, KITEWIRE_ALLOW_HOSTS=",".join(world.hosts))
            # As it is while `kitewire serve` crawls.
            desk = replace(desk_of(database, settings), scheduler=lambda: this_process())
            app = create_app(database, settings, desk)
            cookie = {"name": COOKIE, "value": app.state.access.session(Level.WRITE)}
            with serving(app) as address, browsing() as browser:
                for picture in PICTURES:
                    photograph(browser, address, picture, cookie)
                draw_study(browser, address, cookie, world.home("courier"))


def draw_study(browser: Browser, address: str, cookie: dict[str, str], home: str) -> None:
    """A look at a site, with a block pointed at: on a desk in English, and once more on a phone in Chinese."""
    page = opened(browser, address, Picture("study", "/sources/add", (1280, 1000)), cookie)
    page.locator("input[name=url]").fill(home)
    page.locator("form.add button").click()
    page.locator(".fields-read").wait_for(timeout=_LONGEST_LOOK)
    point(page)
    shoot(page, IMAGES / "study.png")
    path = page.url.removeprefix(address)
    page.close()
    page = opened(browser, address, Picture("study-phone", path, PHONE, "dark", "zh-CN"), cookie)
    point(page)
    shoot(page, IMAGES / "study-phone.png")
    page.close()


def point(page: Page) -> None:
    """Point at the headline's block; the blocks stand at the top of the picture."""
    page.locator("nav.fields a").first.click()
    headline = page.locator(".fields-read td").first.inner_text().splitlines()[0]
    block = page.locator(".block", has_text=headline).first
    block.evaluate("one => one.closest('details')?.setAttribute('open', '')")
    block.locator("button.words").click()
    page.locator(".proposal").first.wait_for()
    page.locator("nav.tabs").evaluate("one => one.scrollIntoView()")
    page.mouse.move(0, 0)


if __name__ == "__main__":
    main()
