"""Draw the pictures of the pages in `docs/images`, in Chromium, from the demo's archive.

`make picture` after `make demo`. Wants Debian's packages chromium and fonts-noto-cjk.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from feeds.web import create_app
from kitewire.archive_view import ArticleQuery, StoryView
from kitewire.settings import Settings
from storage import Database, open_database
from tests.feeds.serving import serving

ARCHIVE = Path("demo-output/kitewire.db")
IMAGES = Path(__file__).parent / "images"
MOST_BYTES = 200_000
COLOURS = 128
"""Of a picture: pages have few, and the file is a third as large."""


@dataclass(frozen=True)
class Picture:
    """One picture: which page, and how it is looked at."""

    name: str
    path: str
    size: tuple[int, int] = (1280, 860)
    scheme: str = "light"
    locale: str = "en-GB"


def pictures(database: Database) -> list[Picture]:
    """What is drawn: the story that most outlets tell, and the article of it that refers to most others."""
    story = busiest_story(database)
    article = busiest_article(database, story)
    return [
        Picture("river", "/"),
        Picture("river-phone", "/", (390, 844), "dark", "zh-CN"),
        Picture("article", f"/articles/{article}"),
        Picture("story", f"/stories/{story.id}"),
        Picture("story-zh", f"/stories/{story.id}", scheme="dark", locale="zh-CN"),
        Picture("search-zh", "/search?q=大桥", locale="zh-CN"),
    ]


def busiest_story(database: Database) -> StoryView:
    """The one that most outlets tell."""
    return max(database.stories.recent(50), key=lambda one: (len({two.source for two in one.articles}), len(one.links)))


def busiest_article(database: Database, story: StoryView) -> int:
    """The article of a story that refers to most others."""
    found = database.articles.find(ArticleQuery(story=story.id, with_related=True))
    return max(found, key=lambda one: sum(entry.target_id is not None for entry in one.related)).id


def main() -> None:
    """Serve a copy of the demo's archive and photograph its pages."""
    if not ARCHIVE.exists():
        sys.exit(f"{ARCHIVE} is not there: run `make demo` first")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(ARCHIVE, folder)
        with (
            open_database(f"sqlite:///{copy}") as database,
            serving(create_app(database, Settings())) as address,
            browsing() as browser,
        ):
            for picture in pictures(database):
                photograph(browser, address, picture)


def photograph(browser: Browser, address: str, picture: Picture, cookie: Mapping[str, str] | None = None) -> None:
    """One page as PNG, seen with `cookie`."""
    page = opened(browser, address, picture, cookie)
    shoot(page, IMAGES / f"{picture.name}.png")
    page.close()


def opened(browser: Browser, address: str, picture: Picture, cookie: Mapping[str, str] | None = None) -> Page:
    """The page as it is to be looked at."""
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=picture.scheme, locale=picture.locale,  # type: ignore[arg-type]
        device_scale_factor=2 if width < 600 else 1.25, base_url=address,
    )  # fmt: skip
    if cookie:
        page.context.add_cookies([{"url": address, **cookie}])  # type: ignore[list-item]
    page.goto(picture.path)
    return page


def shoot(page: Page, target: Path) -> None:
    """What is seen of a page, with few colours. Leaves with an error where the file is too large."""
    page.screenshot(path=target)
    with Image.open(target) as drawn:
        drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        sys.exit(f"{target} has {target.stat().st_size} bytes, more than {MOST_BYTES}")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's Chromium."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
