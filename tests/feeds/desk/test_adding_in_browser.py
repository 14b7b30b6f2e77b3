"""Adding a source in real Chromium: looked at, mended by a click, tried, saved; nothing of the outlet's page runs."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kitewire.source import Field
from tests.feeds.desk.conftest import Service, watched
from tests.feeds.desk.outlet import HEADLINES, LABEL

WORDS = {
    "en": {"look": "Look at it", "title": "title", "try": "Try", "save": "Save and crawl now", "done": "Saved."},
    "zh": {"look": "查看", "title": "标题", "try": "试用", "save": "保存并立即抓取", "done": "已保存。"},
}


def accessible(page: Page) -> None:
    """To be asked at one width: what a rule says of a page does not depend on it, and asking takes a second."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 360)], ids=["en-desk", "zh-phone"])
def test_a_source_is_added_and_its_title_mended_by_a_click(
    browser: Browser, service: Service, lang: str, width: int
) -> None:
    words = WORDS[lang]
    name = f"harbour-{lang}"
    with watched(browser, service, lang, width) as page:
        page.goto(service.address + "/sources/add")
        page.locator("input[name=url]").fill(service.outlet + "/")
        page.get_by_role("button", name=words["look"], exact=True).click()
        read = page.locator(".fields-read")
        expect(read).to_be_visible(timeout=60_000)
        expect(read.locator("tr").first).to_contain_text(LABEL)
        assert page.locator("main span[lang=en]").all_text_contents() == [], "what is told is told in one language"

        page.locator("nav.fields").get_by_role("link", name=words["title"], exact=True).click()
        page.locator(".block", has_text=HEADLINES[0]).locator("button.words").first.click()
        best = page.locator(".proposal").first
        expect(best.locator("code")).to_have_text("div.headline")
        expect(best.locator(".finds")).to_have_text("111")
        if width > 1000:
            accessible(page)
        best.get_by_role("button", name=words["try"]).click()
        expect(read.locator("tr.changed ins").first).to_have_text(HEADLINES[0])
        expect(read.locator("tr.changed del").first).to_have_text(LABEL)
        page.locator("nav.tabs a").nth(2).click()
        expect(page.locator(".fields-read ins").first).to_have_text(HEADLINES[2])

        page.locator("form.save input[name=name]").fill(name)
        page.get_by_role("button", name=words["save"]).click()
        expect(page.get_by_role("status")).to_contain_text(words["done"])
    source = service.database.sources.get(name)
    (template,) = source.templates
    assert [(rule.field, rule.expression) for rule in template.rules] == [(Field.TITLE, "div.headline")]
    assert template.test_url and template.test_contains and source.verified
    assert [start.url for start in source.starts] == [service.outlet + "/"]
    service.database.sources.remove(name)


def test_a_rule_is_typed_and_taken_out_again_and_a_wrong_one_is_told(browser: Browser, service: Service) -> None:
    with watched(browser, service) as page:
        page.goto(service.address + "/sources/add")
        page.locator("input[name=url]").fill(service.outlet + "/")
        page.get_by_role("button", name="Look at it").click()
        typed = page.locator("form.typed")
        expect(typed).to_be_visible(timeout=60_000)
        typed.locator("select").select_option("author")
        typed.locator("input[name=rule]").fill("span.who")
        typed.get_by_role("button").click()
        expect(page.locator(".rules li")).to_contain_text("span.who")
        expect(page.locator(".finds span").first).to_have_text("1")
        typed.locator("input[name=rule]").fill("div[[")
        typed.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_contain_text("is not a CSS selector")
        page.locator(".rules button[name=drop]").click()
        expect(page.locator(".rules li")).to_have_count(0)
        page.get_by_role("button", name="Leave without saving").click()
        page.wait_for_url("**/sources")


def test_a_site_that_is_not_there_is_told_with_its_address(browser: Browser, service: Service) -> None:
    with watched(browser, service) as page:
        page.goto(service.address + "/sources/add")
        page.locator("input[name=url]").fill(service.outlet + "/nothing/")
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_role("alert")).to_contain_text(service.outlet + "/nothing/", timeout=60_000)
        expect(page.locator("input[name=url]")).to_have_value(service.outlet + "/nothing/")
