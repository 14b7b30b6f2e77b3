"""The pages of the desk over HTTP: what they show, what they do, and who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from kitewire.crawl import RunStatus
from kitewire.errors import UnknownSourceError
from kitewire.health import Evidence, Finding, FindingKind
from kitewire.run_measures import ListMeasure, RunMeasures
from kitewire.source import Limits, Source, StartKind, StartPoint
from storage.health import Assessed
from tests.feeds.desk.conftest import TOKEN, Service, watched
from tests.feeds.desk.outlet import ATTACK
from tests.storage.making import article, failed, read

NAME = "gazette.example.com"
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _stored(service: Service) -> None:
    """A source with articles of a few weeks, a run that ended badly, a finding, and a hostile word in every field."""
    database = service.database
    start = StartPoint(StartKind.LIST, "https://gazette.example.com/news/")
    database.sources.save(Source(NAME, "https://gazette.example.com/", ATTACK, ATTACK, "en", starts=(start,)))
    number = database.runs.start(NAME, "schedule", "host:1", NOW)
    pages = [
        read(
            article(
                f"https://gazette.example.com/{n}.html", f"Title {n}", f"Body {n}", published=NOW - timedelta(days=n)
            )
        )
        for n in range(20)
    ]
    database.writer.save(NAME, number, [*pages, failed("https://gazette.example.com/x", 404, reason=ATTACK)], NOW)
    lists = {start.url: ListMeasure(links=20, pages=1, unknown=20, error=ATTACK)}
    database.runs.finish(number, RunStatus.FAILED, NOW, ATTACK, 20, RunMeasures(lists=lists))
    found = Finding(
        FindingKind.EMPTY, NOW, NOW, 3, (Evidence(start.url, "12 links", ATTACK, (start.url,)),), raised=NOW
    )
    (run,) = database.health.unassessed(NAME).runs
    database.health.save(NAME, 0, Assessed({}, run, None, raised=(found,)))


PAGES = ("/sources", f"/sources/{NAME}", "/runs", "/runs/1", "/health", "/sources/add", "/login")


@pytest.mark.parametrize(("lang", "width", "scheme"), [("en", 1280, "light"), ("zh", 360, "dark")], ids=["en", "zh"])
def test_each_page_fits_and_is_accessible_and_harmless(
    browser: Browser, service: Service, lang: str, width: int, scheme: str
) -> None:
    with watched(browser, service, lang, width) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in PAGES:
            answer = page.goto(service.address + path)
            assert answer is not None and answer.status == 200
            assert len(answer.body()) < 100_000
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[lang]
            found = Axe().run(page, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, path + found.generate_report()
            if path != "/sources/add" and path != "/login":
                assert page.locator("main").inner_text().count("<img src=x") or path == "/runs"


def test_the_page_of_a_source_tells_and_shows_its_calendar(browser: Browser, service: Service) -> None:
    with watched(browser, service) as page:
        page.goto(f"{service.address}/sources/{NAME}")
        main = page.locator("main")
        expect(main).to_contain_text("20 articles in the last year")
        expect(main).to_contain_text("A list names no articles any more")
        expect(page.locator(".year rect:is(.l1, .l2, .l3, .l4)")).to_have_count(20)
        page.get_by_text("As a table").click()
        months = page.locator("table.narrow tbody tr td:nth-child(2)").all_inner_texts()
        assert sum(map(int, months)) == 20


def test_a_person_logs_in_and_out(browser: Browser, service: Service) -> None:
    with watched(browser, service, session=False) as page:
        page.goto(f"{service.address}/sources/{NAME}")
        expect(page.get_by_role("button", name="Crawl now")).to_have_count(0)
        page.get_by_role("link", name="Log in").first.click()
        page.get_by_label("Token").fill("not the token")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("This is not the token.")
        page.get_by_label("Token").fill(TOKEN)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**/sources/{NAME}")
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("status")).to_contain_text("It is paused")
        page.get_by_role("button", name="Resume").click()
        expect(page.get_by_role("status")).to_contain_text("It is back")
        page.get_by_role("button", name="Crawl now").click()
        expect(page.get_by_role("status")).to_contain_text("It is due now")
        page.goto(service.address + "/login")
        page.get_by_role("button", name="Log out").first.click()
        page.goto(f"{service.address}/sources/{NAME}")
        expect(page.get_by_role("button", name="Pause")).to_have_count(0)


ACTIONS = ("run", "pause", "resume", "remove", "accept", "mend")


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_needs_a_session_and_a_page_of_ours(service: Service, action: str) -> None:
    path = f"/sources/{NAME}/{action}"
    with service.client(session=False) as client:
        answer = client.post(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next=/sources/{NAME}")
    with service.client() as client:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post(path, headers=headers).status_code == 403
    assert service.database.sources.get(NAME)


def test_a_source_goes_only_where_its_name_is_written(service: Service) -> None:
    service.database.sources.save(Source("doomed", "https://doomed.example.com/", limits=Limits(delay=2)))
    with service.client() as client:
        answer = client.post("/sources/doomed/remove", data={"name": "other"})
        assert answer.status_code == 400 and "write its name: doomed" in answer.text
        assert service.database.sources.get("doomed")
        assert (
            client.post("/sources/doomed/remove", data={"name": "doomed"}).headers["location"]
            == "/sources?done=removed"
        )
    with pytest.raises(UnknownSourceError):
        service.database.sources.get("doomed")


def test_what_a_source_is_now_can_be_accepted(service: Service) -> None:
    with service.client() as client:
        assert "A list names no articles any more" in client.get("/health").text
        assert client.post(f"/sources/{NAME}/accept").headers["location"] == f"/sources/{NAME}?done=accepted"
    assert service.database.health.findings(NAME) == []


def test_feeds_of_a_source_stay_beside_its_page(service: Service) -> None:
    with service.client(session=False) as client:
        assert client.get(f"/sources/{NAME}.rss").headers["content-type"].startswith("application/rss+xml")
        assert client.get(f"/sources/{NAME}").headers["content-type"].startswith("text/html")
        assert client.get("/sources.opml").status_code == 200
        assert client.get("/sources/nobody").status_code == 404
        assert client.get("/runs/999").status_code == 404


def test_wrong_forms_are_told(service: Service) -> None:
    with service.client() as client:
        answer = client.post("/sources/add", data={"url": "not an address at all"})
        assert answer.status_code == 400 and "is not a web address" in answer.text
        assert client.post("/sources/add", content=b"x" * 70_000).status_code == 413
        assert client.post("/sources/add", content=b"\xff=1").status_code == 400
        assert client.get("/sources/add/nothing").status_code == 404
        again = client.get("/sources/add/nothing", headers={"HX-Request": "true"})
        assert again.headers["hx-redirect"] == "/sources/add"
        assert client.post("/sources/add/nothing/rules", data={"field": "title", "page": "0"}).status_code == 404
        assert client.post("/sources/add/nothing/point", data={"field": "?", "page": "0"}).status_code == 400
    with service.client(session=False) as client:
        assert client.get("/sources/add/nothing").headers["location"] == "/login?next=/sources/add/nothing"
