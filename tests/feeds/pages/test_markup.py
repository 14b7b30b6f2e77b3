"""What each page says to programs that read it for people, to feed readers and to browsers that guard them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jinja2 import PackageLoader
from lxml import html
from starlette.testclient import TestClient

from feeds.web import create_app
from kitewire.settings import Settings
from storage import Database
from tests.feeds.archive import fill

PLACES = {
    "/": "/", "/search": "/search", "/search?q=風箏": "/search", "/sources": "/sources", "/sources/weifang": "/sources",
    "/sources/add": "/sources", "/runs": "/runs", "/runs/1": "/runs", "/health": "/health", "/feeds": "/feeds",
    "/stories/1": "/", "/articles/1": None, "/articles/1/history": None, "/login": None, "/nowhere": None,
}  # fmt: skip
"""Address → where in the navigation it belongs."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with fill(tmp_path_factory.mktemp("markup")) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(database: Database) -> TestClient:
    app = create_app(database, Settings(KITEWIRE_OPEN_READ="all"))
    return TestClient(app, headers={"Accept": "text/html", "Accept-Language": "zh"})


def test_what_is_warm_reads_no_file_for_a_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(database, Settings(KITEWIRE_OPEN_READ="all"))
    app.state.pages.warm()
    monkeypatch.setattr(PackageLoader, "get_source", lambda *args: pytest.fail("a template is read"))
    answer = TestClient(app, headers={"Accept": "text/html"}).get("/runs")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", PLACES)
def test_a_page_guards_itself_and_tells_where_it_is(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    page = html.fromstring(answer.text)
    assert page.get("lang") == "zh-Hans"
    assert page.xpath("//title")[0].text_content().endswith(" · Kitewire")
    marked = page.xpath("//nav[@class='main']//a[@aria-current='page']/@href")
    assert marked == ([PLACES[path]] if PLACES[path] else [])
    assert len(page.xpath("//h1")) == 1
    (switch,) = page.xpath("//*[@id='switches']/a[@hreflang]")
    assert (switch.get("hreflang"), switch.get("lang"), switch.text) == ("en", "en", "English")
    first = page.xpath("//body//a[@href]")[0]
    assert first.get("href") == "#main" and page.xpath("//*[@id='main']")[0].get("tabindex") == "-1"
    for link in page.xpath("//body//a[starts-with(@href, 'http')]"):
        assert "noreferrer" in link.get("rel", ""), link.get("href")
    for form in page.xpath("//form[@method='post']"):
        assert form.get("action").startswith("/")
    for time in page.xpath("//time"):
        assert time.get("datetime")


def test_texts_of_articles_tell_their_language(client: TestClient) -> None:
    bridge = next(one for one in html.fromstring(client.get("/").text).xpath("//h3") if "bridge" in one.text_content())
    assert bridge.get("lang") == "en" and bridge.get("dir") == "auto"
    number = bridge.xpath("a/@href")[0].rpartition("/")[2]
    shown = html.fromstring(client.get(f"/articles/{number}").text)
    (reading,) = shown.xpath("//article")
    assert reading.get("lang") == "en"
    for ours in reading.xpath(".//*[@class='byline' or @class='kicker' or contains(@class, 'take')]"):
        assert ours.get("lang") == "zh-Hans"
    (history,) = html.fromstring(client.get(f"/articles/{number}/history").text).xpath("//h1")
    assert history.get("lang") == "en"
    tree = html.fromstring(client.get("/stories/1").text)
    assert set(tree.xpath("//table[contains(@class, 'tree')]//a[@data-open]/@lang")) == {"zh"}


@pytest.mark.parametrize("path", ["/", "/search?q=風箏", "/stories/1", "/feeds", "/sources/weifang", "/?lang=en"])
def test_the_feeds_of_a_page_are_found_in_its_head(client: TestClient, path: str) -> None:
    links = html.fromstring(client.get(path).text).xpath(
        "//head/link[@rel='alternate'][contains(@type, 'application/')]"
    )
    kinds = {link.get("type"): link.get("href") for link in links}
    assert {"application/rss+xml", "application/atom+xml", "application/feed+json"} <= set(kinds)
    for kind, address in kinds.items():
        answer = client.get(address)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
    if path == "/?lang=en":
        assert len(client.get(kinds["application/feed+json"]).json()["items"]) == 1


@pytest.mark.parametrize("path", ["/?region=nowhere", "/?lang=xx", "/search?q=風箏&lang=en", "/?since=2030-01-01"])
def test_a_list_with_nothing_in_it_offers_to_drop_what_narrows_it(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert not page.xpath("//h3") and page.xpath("//*[contains(@class, 'chosen')]/a")


def test_marks_of_a_search_are_marks(client: TestClient) -> None:
    found = html.fromstring(client.get("/search?q=風箏").text)
    marked = {one.text_content() for one in found.xpath("//h3//mark")}
    assert marked and marked <= {"風箏", "风筝"}
    assert found.xpath("//*[contains(@class, 'excerpt')]//mark")


def test_what_is_wrong_is_said_at_once_to_who_cannot_see_it(client: TestClient) -> None:
    found = html.fromstring(client.get("/search?q=since:x").text)
    assert len(found.xpath("//*[@role='alert']")) == 1
    assert html.fromstring(client.get("/search?q=風箏").text).xpath("//*[@role='status']")
