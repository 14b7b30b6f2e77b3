"""The index page in real Chromium: it fits, it obeys its own Content-Security-Policy, its feeds are there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's package chromium (.ci/run installs it)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_nothing_is_refused(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("requestfailed", lambda request: told.append(request.url))
    answer = page.goto(address + "/")
    assert answer is not None and "default-src" in answer.headers["content-security-policy"]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert ink != paper
    page.close()


def test_each_link_leads_to_something(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/")
    links = set(page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"))
    assert len(links) > 6
    for link in sorted(links):
        assert httpx.get(link).status_code == 200, link
    page.close()


def test_a_search_becomes_a_feed(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/")
    page.locator("input[name=q]").fill("风筝")
    with page.expect_request(lambda request: ".json" in request.url) as asked:
        page.get_by_role("button", name="JSON").click()
    assert "q=%E9%A3%8E%E7%AD%9D" in asked.value.url
    assert httpx.get(asked.value.url).json()["items"]
    page.close()
