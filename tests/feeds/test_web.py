"""The HTTP service over a real archive."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from starlette.testclient import TestClient

from feeds.web import create_app
from kitewire.settings import Settings
from storage import Database
from tests.feeds.archive import BRIDGE, DAY, KITES, RIVER, WEIFANG, page, save

BASE = "http://kites.example:81"
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
every_ending = pytest.mark.parametrize("ending", list(TYPES))


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(database, Settings()), base_url=BASE) as opened:
        opened.headers["accept-encoding"] = "identity"
        yield opened


def titles(client: TestClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [entry.title for entry in feedparser.parse(answer.content).entries]


@every_ending
@pytest.mark.parametrize("path", ["articles", "sources/weifang", "sources/river.post", "stories/1"])
def test_every_list_has_every_feed(client: TestClient, path: str, ending: str) -> None:
    answer = client.get(f"/{path}.{ending}?limit=2&x=%20y")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[ending]
    own = f"{BASE}/{path}.{ending}?limit=2&x=%20y"
    if ending == "json":
        assert answer.json()["feed_url"] == own
        assert answer.json()["items"]
    else:
        (link,) = etree.fromstring(answer.content).xpath("//*[local-name()='link'][@rel='self']")
        assert link.get("href") == own


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["博物館門票預約指南", "Iron bridge to close", "風箏博物館重新開放"]),
        ("reprints=all", ["博物館門票預約指南", "Iron bridge to close", "风筝博物馆重新开放", "風箏博物館重新開放"]),
        ("q=风筝", ["博物館門票預約指南", "風箏博物館重新開放"]),
        ("q=风筝&reprints=all", ["博物館門票預約指南", "风筝博物馆重新开放", "風箏博物館重新開放"]),
        ("q=", ["博物館門票預約指南", "Iron bridge to close", "風箏博物館重新開放"]),
        ("source=river.post&lang=zh", ["风筝博物馆重新开放"]),
        ("region=山東", ["博物館門票預約指南", "風箏博物館重新開放"]),
        ("since=2026-10-29", ["博物館門票預約指南"]),
        ("until=2026-10-28&source=weifang", ["風箏博物館重新開放"]),
        ("until=2026-10&source=weifang&limit=1", ["博物館門票預約指南"]),
        ("since=2026-11", []),
        ("story=1&offset=1", ["风筝博物馆重新开放", "風箏博物館重新開放"]),
        ("story=1&reprints=fold", ["博物館門票預約指南", "風箏博物館重新開放"]),
        ("limit=1&page=2", ["Iron bridge to close"]),
        ("q=bridge", ["Iron bridge to close"]),
    ],
)
def test_parameters_narrow(client: TestClient, query: str, expected: list[str]) -> None:
    assert titles(client, f"/articles.rss?{query}") == expected


def test_a_search_feed_shows_the_latest_first(client: TestClient, database: Database) -> None:
    """Ordered by relevance, a reader would never see what is new."""
    best = page("http://wf.example.cn/best.htm", "風箏 風箏 風箏", "風箏風箏風箏風箏。", published=None)
    save(database, WEIFANG, best, now=DAY - timedelta(days=90))
    assert titles(client, "/articles.atom?q=風箏")[-1] == "風箏 風箏 風箏"


def test_json_feed_holds_story_bylines_and_related(client: TestClient) -> None:
    items = {item["title"]: item for item in client.get("/articles.json").json()["items"]}
    own = items["風箏博物館重新開放"]["_kitewire"]
    assert own["bylines"]["correspondents"] == ["紀哲", "奎文區宣傳部"]
    assert (own["origin"], own["dateline"], own["story"]) == ("魯網", "魯網10月28日訊", 1)
    related = items["博物館門票預約指南"]["_kitewire"]["related"]
    assert [one["article"] for one in related] == [own["article"], None]


def test_paging_leads_through_everything_once(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/articles.json?limit=1"
    pages = 0
    while address:
        document = client.get(address).json()
        seen += [item["id"] for item in document["items"]]
        address, pages = document.get("next_url"), pages + 1
    assert pages == 3 and len(set(seen)) == 3
    assert document["_kitewire"]["first_url"] == f"{BASE}/articles.json?limit=1"


@every_ending
def test_unchanged_is_304_until_an_article_changes(client: TestClient, database: Database, ending: str) -> None:
    address = f"/articles.{ending}?source=river.post"
    first = client.get(address)
    tag = first.headers["etag"]
    assert tag.startswith('"') and "max-age" in first.headers["cache-control"]
    for wanted in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": wanted})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    revised = page("https://river.example.org/news/bridge", "Iron bridge to close", BRIDGE + "\nIt rains.", lang="en")
    save(database, RIVER, replace(revised, published=None), now=DAY + timedelta(days=4))
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["etag"] != tag
    assert "It rains." in changed.text


def test_changes_elsewhere_leave_a_feed_alone(client: TestClient, database: Database) -> None:
    tag = client.get("/sources/weifang.rss").headers["etag"]
    save(database, RIVER, page("https://river.example.org/n/9", "New", "A new text about nothing much.", lang="en"))
    assert client.get("/sources/weifang.rss", headers={"If-None-Match": tag}).status_code == 304


def test_last_modified(client: TestClient) -> None:
    answer = client.get("/articles.rss")
    when = answer.headers["last-modified"]
    assert when == "Sat, 31 Oct 2026 01:30:00 GMT"
    assert client.get("/articles.rss", headers={"If-Modified-Since": when}).status_code == 304
    earlier = {"If-Modified-Since": "Sat, 31 Oct 2026 01:29:59 GMT"}
    assert client.get("/articles.rss", headers=earlier).status_code == 200
    assert client.get("/articles.rss", headers={"If-Modified-Since": "yesterday"}).status_code == 200
    both = {"If-Modified-Since": when, "If-None-Match": '"other"'}
    assert client.get("/articles.rss", headers=both).status_code == 200


def test_gzip_has_its_own_tag_for_the_same_content(client: TestClient) -> None:
    plain = client.get("/articles.atom")
    with client.stream("GET", "/articles.atom", headers={"Accept-Encoding": "br, gzip;q=0.5"}) as packed:
        raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) == len(raw) < len(plain.content)
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    for tag in (packed.headers["etag"], plain.headers["etag"]):
        headers = {"If-None-Match": tag, "Accept-Encoding": "gzip"}
        assert client.get("/articles.atom", headers=headers).status_code == 304
    for refused in ("gzip;q=0", "br", ""):
        answer = client.get("/articles.atom", headers={"Accept-Encoding": refused})
        assert "content-encoding" not in answer.headers


def test_head_is_get_without_a_body(client: TestClient) -> None:
    for address in ("/articles.rss", "/sources.opml", "/api/v1/articles/1", "/", "/healthz"):
        head, get = client.head(address), client.get(address)
        assert head.status_code == 200 and head.content == b""
        for name in ("content-type", "etag", "content-length"):
            assert head.headers.get(name) == get.headers.get(name), (address, name)


def test_base_url_wins(database: Database) -> None:
    with TestClient(create_app(database, Settings(BASE_URL="https://news.example/kw/")), base_url=BASE) as client:
        document = client.get("/articles.json?limit=1").json()
        assert document["feed_url"] == "https://news.example/kw/articles.json?limit=1"
        assert document["next_url"].startswith("https://news.example/kw/articles.json?")
        assert "https://news.example/kw/sources/weifang.rss" in client.get("/sources.opml").text


def test_a_host_header_that_is_no_host_is_not_repeated(client: TestClient) -> None:
    answer = client.get("/articles.rss", headers={"Host": '"><script>'})
    assert b"<script" not in answer.content and b"&gt;" not in answer.content.partition(b"<item>")[0]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/articles.rss?limit=x", 400, "limit"),
        ("/articles.rss?limit=0", 400, "limit"),
        ("/articles.rss?limit=501", 400, "500"),
        ("/articles.rss?offset=-1", 400, "offset"),
        ("/articles.rss?page=2&offset=3", 400, "page, offset, after"),
        ("/articles.rss?after=!", 400, "after"),
        ("/articles.rss?reprints=some", 400, "reprints"),
        ("/articles.rss?content=short", 400, "content"),
        ("/articles.rss?since=2026-13-01", 400, "2026-13-01"),
        ("/articles.rss?until=9999-12", 400, "9999-12"),
        ("/articles.rss?story=99999999999999999999", 400, "story"),
        ("/articles.rss?q=%00", 400, "q"),
        ("/articles.rss?q=" + "x" * 1001, 400, "q"),
        ("/articles.rss?q=%E3%80%82%E3%80%82", 400, "search"),
        ("/articles.rss?source=nobody", 404, "nobody"),
        ("/articles.rss?story=77", 404, "77"),
        ("/sources/nobody.rss", 404, "nobody"),
        ("/stories/77.atom", 404, "77"),
        ("/stories/x.atom", 404, "number"),
        ("/api/v1/articles/77", 404, "77"),
        ("/api/v1/articles/x", 404, "number"),
        ("/api/v1/articles/99999999999999999999", 404, "number"),
        ("/articles.xml", 404, "'rss', 'atom' or 'json'"),
        ("/nowhere", 404, "Not Found"),
    ],
)
def test_refusals_are_clear(client: TestClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert words in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


@pytest.mark.parametrize("address", ["/articles.rss", "/api/v1/articles/1", "/"])
def test_only_reading(client: TestClient, address: str) -> None:
    assert client.post(address).status_code == 405


def test_article_as_json(client: TestClient, database: Database) -> None:
    record = client.get("/api/v1/articles/1").json()
    assert record["title"] == "風箏博物館重新開放"
    assert record["decoding"] == {"declared": "gb2312", "used": "gb18030", "replaced": 3}
    assert [one["id"] for one in record["referred_by"]] == [4]
    assert record["revisions"] == []
    old = client.get("/api/v1/articles/1").headers["etag"]
    assert client.get("/api/v1/articles/1", headers={"If-None-Match": old}).status_code == 304


def test_story_as_json(client: TestClient) -> None:
    record = client.get("/api/v1/stories/1").json()
    assert (record["id"], record["lead"]) == (1, 1)
    assert {(link["a"], link["b"], link["kind"]) for link in record["links"]} >= {
        (3, 1, "reprint"),
        (4, 1, "reference"),
    }
    assert [(one["article"], one["parent"], one["taken"]) for one in record["tree"]] == [
        (1, None, None),
        (3, 1, 1.0),
        (4, None, None),
    ]


def test_a_story_is_told_once_until_it_changes(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    tell = database.stories.tell
    monkeypatch.setattr(database.stories, "tell", lambda number: told.append(number) or tell(number))
    first, again = client.get("/api/v1/stories/1"), client.get("/api/v1/stories/1")
    assert first.content == again.content and told == [1]
    save(database, WEIFANG, page("http://wf.example.cn/202610/t20261031_9.htm", "風箏博物館重新開放", KITES + "\n完。"))
    assert len(client.get("/api/v1/stories/1").json()["articles"]) == 4 and told == [1, 1]


def test_sources_as_opml(client: TestClient) -> None:
    answer = client.get("/sources.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    addresses = etree.fromstring(answer.content).xpath("//outline/@xmlUrl")
    assert sorted(addresses) == [f"{BASE}/sources/{name}.rss" for name in ("river.post", "weifang")]
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_an_empty_archive(tmp_path: Path) -> None:
    from storage import open_database

    with open_database(f"sqlite:///{tmp_path / 'empty.db'}") as database:
        client = TestClient(create_app(database, Settings()))
        assert "kitewire source add" in client.get("/", headers={"Accept": "text/html"}).text
        assert client.get("/articles.rss").status_code == 200
        assert "last-modified" not in client.get("/articles.atom").headers


def test_health_and_figures(client: TestClient) -> None:
    assert client.get("/healthz").text.startswith("ok")
    assert client.get("/readyz").status_code == 200
    figures = client.get("/metrics").text
    for line in (
        "kitewire_articles 4.0",
        'kitewire_sources{state="active"} 2.0',
        'kitewire_runs{status="finished"} 3.0',
        'kitewire_runs{status="failed"} 0.0',
    ):
        assert line in figures.splitlines()


def test_two_services_in_one_process(database: Database) -> None:
    """Nothing is registered globally."""
    for _ in range(2):
        assert "kitewire_articles" in TestClient(create_app(database, Settings())).get("/metrics").text


def test_not_ready_while_the_database_is_gone(tmp_path: Path) -> None:
    from storage import open_database

    path = tmp_path / "gone.db"
    database = open_database(f"sqlite:///{path}")
    client = TestClient(create_app(database, Settings()))
    database.close()
    path.write_bytes(b"this is no database at all, but a text" * 100)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False and "not a database" in answer.json()["database"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/articles.rss").status_code == 503


def test_openapi_describes_the_feeds(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/articles.{ending}", "/sources/{name}.{ending}", "/stories/{number}.{ending}", "/sources.opml"} <= set(
        paths
    )
    names = {one["name"] for one in paths["/articles.{ending}"]["get"]["parameters"]}
    assert names >= {"ending", "q", "source", "region", "since", "until", "lang", "story", "limit", "offset", "page"}
    assert names >= {"reprints", "content", "after"}


def test_dates_are_those_stored(client: TestClient, database: Database) -> None:
    stored = database.articles.get(1)
    item = next(one for one in client.get("/articles.json").json()["items"] if one["_kitewire"]["article"] == 1)
    assert (
        datetime.fromisoformat(item["date_published"]) == stored.published == datetime(2026, 10, 28, 1, 30, tzinfo=UTC)
    )
    assert json.dumps(item)
