"""Every page in real Chromium: it fits, it is accessible, light and inert, and it obeys its own policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.feeds.pages.conftest import Site

PAGES = {
    "river": "/",
    "search": "/search?q=博物館&lang=zh&since=2026-10-01",
    "search alone": "/search",
    "article": "/articles/{kites}",
    "damaged article": "/articles/{damaged}",
    "hostile article": "/articles/{hostile}",
    "revisions": "/articles/{ferry}/history",
    "story": "/stories/{story}",
    "hostile story": "/stories/{hostile story}",
    "feeds": "/feeds",
    "what is not there": "/articles/999999",
}
MOST_BYTES = 100_000
HARM = """() => [...document.querySelectorAll('*')].flatMap(one => [...one.attributes].map(a => [one, a])).filter(
  ([one, a]) => /^on/i.test(a.name) || /^hx-on/i.test(a.name) || a.name === 'style'
    || (['href', 'src', 'action'].includes(a.name) && /^\\s*(javascript|data):/i.test(a.value))
).map(([one, a]) => one.outerHTML.slice(0, 200)).concat(
  [...document.querySelectorAll('script:not([src]), style, img, iframe, object, embed, base')].map(one => one.outerHTML)
).concat(window.harmed ? ['ran'] : [])"""


@contextmanager
def opened(browser: Browser, site: Site, path: str, **options: object) -> Iterator[tuple[Page, list[str]]]:
    """A page in a browser of its own, and what went wrong on it."""
    context = browser.new_context(base_url=site.address, **options)  # type: ignore[arg-type]
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: None if "ABORTED" in request.failure else wrong.append(request.url))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(path.format_map(site.numbers))
    if options.get("java_script_enabled", True):
        page.locator("html[data-live]").wait_for(state="attached")
    yield page, wrong
    assert sum(sizes) < MOST_BYTES
    context.close()


DESK = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 800}, "locale": "zh-CN", "color_scheme": "light"}
LOOKS = [pytest.param(name, DESK, id=f"{name}, desk") for name in PAGES] + [
    pytest.param(name, PHONE, id=f"{name}, phone") for name in ("river", "search", "article", "story", "feeds")
]


@pytest.mark.parametrize(("name", "options"), LOOKS)
def test_every_page(browser: Browser, site: Site, name: str, options: dict[str, Any]) -> None:
    width = options["viewport"]["width"]
    with opened(browser, site, PAGES[name], **options) as (page, wrong):
        assert [one for one in wrong if "404" not in one or name != "what is not there"] == []
        assert page.evaluate("document.documentElement.lang") == ("en" if width > 1000 else "zh-Hans")
        assert page.evaluate(HARM) == []
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
        if name == "article":
            page.set_viewport_size({"width": 360, "height": 800})
            above = "document.querySelector('.reading').offsetTop < document.querySelector('aside').offsetTop"
            assert page.evaluate(above), "the text comes first"
        for either in (width, 1640 - width):
            page.set_viewport_size({"width": either, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= either


def test_keys_move_open_and_search(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/") as (page, wrong):
        headline = "document.activeElement.closest('[data-item]')?.querySelector('[data-open]').textContent"
        page.keyboard.press("j")
        first = page.evaluate(headline)
        page.keyboard.press("j")
        second = page.evaluate(headline)
        assert first and second and first != second
        page.keyboard.press("k")
        assert page.evaluate(headline) == first
        page.keyboard.press("?")
        assert page.locator("dialog#keys").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/*")
        page.keyboard.press("u")
        page.wait_for_url(site.address + "/")
        for key, path in (("s", "sources"), ("f", "feeds")):
            page.keyboard.press("g")
            page.keyboard.press(key)
            page.wait_for_url(f"**/{path}")
        assert wrong == []


def test_a_search_answers_while_it_is_typed_and_narrows_in_place(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/search") as (page, wrong):
        page.locator("#q").press_sequentially("风箏")
        page.locator("#stories .story mark").first.wait_for()
        page.wait_for_url("**/search?q=*")
        page.evaluate("window.stays = true")
        page.locator("aside .choice").first.click()
        page.wait_for_url("**&source=*")
        page.locator(".chosen .chip").first.wait_for()
        assert page.evaluate("window.stays") is True
        page.go_back()
        page.locator("#stories .story").nth(0).wait_for()
        page.locator(".chosen").wait_for(state="detached")
        # htmx hears the new form only when it has settled what it put in.
        page.locator(".htmx-settling").first.wait_for(state="detached")
        assert "source=" not in page.url
        page.locator("#q").fill('"')
        page.locator("[role=alert], .help").first.wait_for()
        assert [one for one in wrong if "400" not in one] == []


def test_more_comes_where_the_list_ends(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/?limit=2") as (page, wrong):
        page.locator(".story").nth(3).wait_for()
        headlines = page.locator(".story h3").all_inner_texts()
        assert len(set(headlines)) == len(headlines) and wrong == []


def test_a_page_stands_before_htmx_is_fetched(browser: Browser, site: Site) -> None:
    fetched = """[performance.getEntriesByType("navigation")[0].loadEventStart].concat(
      performance.getEntriesByType("resource").filter(one => one.name.includes("htmx")).map(one => one.startTime))"""
    with opened(browser, site, "/") as (page, wrong):
        stood, *began = page.evaluate(fetched)
        assert len(began) == 1 and began[0] >= stood > 0
        assert wrong == []


def test_theme_and_language_stay(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/", color_scheme="light") as (page, wrong):
        page.locator("[data-to-theme=dark]").click()
        page.locator(".switches a[hreflang=zh]").click()
        page.goto("/feeds")
        assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.lang]") == [
            "dark",
            "zh-Hans",
        ]
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)", "paper is white"
        assert wrong == []


def test_everything_works_without_scripts(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/?limit=2", java_script_enabled=False) as (page, wrong):
        before = page.locator(".story h3").all_inner_texts()
        page.locator("#more a").click()
        assert page.locator(".story h3").all_inner_texts() not in ([], before)
        page.locator("a[href*='theme=dark']").click()
        assert page.locator("html[data-theme=dark]").count() == 1
        page.locator("#find").fill("bridge")
        page.locator("#find").press("Enter")
        assert "ridge" in page.locator(".story .excerpt mark").first.inner_text()
        assert "ridge" in page.locator(".story h3 mark").first.inner_text()
        assert wrong == []


def test_the_story_is_drawn_for_the_keyboard_too(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/stories/{story}") as (page, wrong):
        nodes = page.locator(".graph a.node")
        assert nodes.count() >= 15
        nodes.nth(3).focus()
        assert page.locator(".graph.lit .edge.on").count() >= 1
        assert page.locator(".graph a.node[aria-label]").count() == nodes.count()
        assert "縣融媒" in (nodes.nth(5).get_attribute("aria-label") or "")
        rows = page.locator("table.tree tbody tr").count()
        assert rows == nodes.count()
        nodes.nth(3).press("Enter")
        page.wait_for_url("**/articles/*")
        assert wrong == []


def test_a_search_is_saved_as_a_feed_and_removed(browser: Browser, site: Site) -> None:
    with opened(browser, site, "/search?q=bridge") as (page, wrong):
        assert page.locator(".save form").count() == 0
        name, _, value = site.session.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": site.address}])
        page.reload()
        page.locator(".save summary").click()
        page.locator(".save input[name=title]").fill("Bridges <b>")
        page.locator(".save input[name=name]").fill("bridges")
        page.locator(".save button").click()
        page.wait_for_url("**/feeds")
        row = page.locator(".outlets li", has=page.locator("code", has_text="bridges"))
        assert "Bridges <b>" in row.inner_text()
        assert page.request.get("/feeds/bridges.json").json()["items"]
        row.get_by_role("button").click()
        page.wait_for_url("**/feeds")
        assert row.count() == 0 and wrong == []
