"""/api/v1 over a real archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from feeds.api import article_shapes, desk_shapes, story_shapes
from feeds.web import create_app
from kitewire.crawl import RunStatus
from kitewire.health import Evidence, Finding, FindingKind
from kitewire.settings import Settings
from storage import Database
from storage.health import Assessed, RunRecord
from tests.feeds.archive import DAY, RIVER, WEIFANG, page, save

TOKEN, READ_TOKEN = "0123456789abcdef-write", "0123456789abcdef-read"
BASE = "http://kites.example:81"
API = f"{BASE}/api/v1"


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    settings = Settings(KITEWIRE_TOKEN=TOKEN, KITEWIRE_READ_TOKEN=READ_TOKEN, KITEWIRE_OPEN_READ="all")  # type: ignore[call-arg]
    with TestClient(create_app(database, settings), base_url=BASE) as opened:
        opened.headers["authorization"] = f"Bearer {TOKEN}"
        yield opened


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path if path.startswith("http") else f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.json()


def walk(client: TestClient, path: str) -> list[Any]:
    found, address = [], path
    while address:
        record = get(client, address)
        found += record["items"]
        address = record["next"]
        assert len(found) < 100
    return found


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/articles", article_shapes.Articles),
        ("/articles?content=full&limit=2", article_shapes.Articles),
        ("/articles/1", article_shapes.WholeArticle),
        ("/articles/4", article_shapes.WholeArticle),
        ("/articles/4/related", article_shapes.Around),
        ("/articles/2/history", article_shapes.History),
        ("/articles/1/links", article_shapes.Links),
        ("/articles/2/suggestions", article_shapes.Suggestions),
        ("/links", article_shapes.Decisions),
        ("/stories", story_shapes.Hits),
        ("/stories/1", story_shapes.Story),
        ("/search?q=風箏", story_shapes.Hits),
        ("/search?q=風箏&group=none", article_shapes.Articles),
        ("/sources", desk_shapes.Sources),
        ("/sources/weifang", desk_shapes.WholeSource),
        ("/runs", desk_shapes.Runs),
        ("/runs/1", desk_shapes.Run),
        ("/health", desk_shapes.Health),
        ("/feeds", desk_shapes.SavedFeeds),
        ("/feeds/kites", desk_shapes.SavedFeed),
    ],
)
def test_answers_have_the_shapes_that_are_told(client: TestClient, database: Database, path: str, shape: Any) -> None:
    fill_up(client, database)
    TypeAdapter(shape).validate_python(get(client, path), strict=False)


def fill_up(client: TestClient, database: Database) -> None:
    """Something of everything that an archive can hold."""
    changed = page(
        "https://river.example.org/news/bridge", "Iron bridge closed", "It is closed now, for good.", lang="en"
    )
    save(database, RIVER, changed, now=DAY.replace(month=11))
    assert client.put("/api/v1/links/2/4", json={"kind": "same_event", "note": "both"}).status_code == 200
    assert client.put("/api/v1/feeds/kites", json={"parameters": {"q": "風箏"}}).status_code == 200
    evidence = Evidence("http://a.example/", "some", "none", ("http://a.example/1",))
    finding = Finding(FindingKind.EMPTY, DAY, DAY, 3, (evidence,), raised=DAY)
    run = RunRecord(1, RunStatus.FINISHED, DAY, DAY, requests=12)
    assert database.health.save("weifang", 0, Assessed({}, run, DAY, raised=(finding,)))


def test_cursors_lead_through_everything_once(client: TestClient) -> None:
    assert [one["id"] for one in walk(client, "/articles?limit=1")] == [4, 2, 3, 1]
    assert [one["id"] for one in walk(client, "/articles?limit=3&reprints=fold&region=")] == [4, 2, 1]
    assert [one["id"] for one in walk(client, "/runs?limit=1")] == [3, 2, 1]
    assert [one["id"] for one in walk(client, "/runs?limit=1&source=weifang")] == [3, 1]
    hits = walk(client, "/stories?limit=1")
    assert [(one["story"], one["articles"]) for one in hits] == [(1, 3), (None, 1)]
    assert hits[0]["outlets"] == ["濰坊風箏網", "River Post"]
    assert len(walk(client, "/search?q=風箏&limit=1&group=none&reprints=all")) == 3
    answer = client.get("/api/v1/articles?q=風箏&limit=2")
    onward = answer.json()["next"]
    assert onward.startswith(f"{API}/articles?q={quote('風箏')}&limit=2&after=")
    assert answer.headers["link"] == f'<{onward}>; rel="next"'
    assert [one["id"] for one in get(client, onward)["items"]] == [1]


def test_searching_finds_the_best_first_and_marks_it(client: TestClient, database: Database) -> None:
    (hit,) = get(client, "/search?q=bridge")["items"]
    lead = hit["lead"]
    assert lead["id"] == 2 and "bridge" in [lead["snippet"][start:end] for start, end in lead["marks"]]
    best = page("http://wf.example.cn/b.htm", "museum museum", "The museum is a museum.", published=None, lang="en")
    other = page(
        "http://wf.example.cn/o.htm", "Roads", "A road leads by the museum, the river and the mill.", lang="en"
    )
    save(database, WEIFANG, best, now=DAY.replace(year=2020))
    save(database, WEIFANG, other)
    found = [one["title"] for one in get(client, "/search?q=museum&group=none")["items"]]
    assert found[0] == "museum museum"
    latest = [one["title"] for one in get(client, "/search?q=museum&group=none&sort=latest")["items"]]
    assert latest[-1] == "museum museum"


def test_an_answer_is_asked_for_again_with_its_tag(client: TestClient, database: Database) -> None:
    for path in ("/articles", "/stories", "/stories/1", "/sources", "/sources/weifang", "/runs", "/feeds", "/health"):
        first = client.get(f"/api/v1{path}")
        tag = first.headers["etag"]
        again = client.get(f"/api/v1{path}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), path
        assert "no-cache" in first.headers["cache-control"]
        head = client.head(f"/api/v1{path}")
        assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")
    tag = client.get("/api/v1/sources").headers["etag"]
    assert client.post("/api/v1/sources/weifang/pause").status_code == 200
    assert client.get("/api/v1/sources", headers={"If-None-Match": tag}).status_code == 200, (
        "what was changed shows at once"
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/links/1/2", {"kind": "reprint"}),
        ("DELETE", "/links/1/2", None),
        ("DELETE", "/articles/1/links", None),
        ("POST", "/articles/1/part", {}),
        ("POST", "/sources", {"name": "new", "home": "http://new.example/"}),
        ("PUT", "/sources/weifang", {"name": "weifang", "home": "http://new.example/"}),
        ("DELETE", "/sources/weifang", None),
        ("POST", "/sources/weifang/pause", None),
        ("POST", "/sources/weifang/resume", None),
        ("POST", "/sources/weifang/run", None),
        ("PUT", "/feeds/kites", {"parameters": {}}),
        ("DELETE", "/feeds/kites", None),
    ],
)
def test_changing_takes_the_token(client: TestClient, database: Database, method: str, path: str, body: Any) -> None:
    before = json.dumps([get(client, one) for one in ("/sources", "/links", "/feeds", "/articles")])
    for headers, status in (({"Authorization": ""}, 401), ({"Authorization": f"Bearer {READ_TOKEN}"}, 403)):
        answer = client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == status and "error" in answer.json()
    assert json.dumps([get(client, one) for one in ("/sources", "/links", "/feeds", "/articles")]) == before


def test_every_endpoint_that_changes_something_is_tested_for_its_token(client: TestClient) -> None:
    paths = get(client, f"{BASE}/openapi.json")["paths"]
    changing = {
        (method.upper(), path)
        for path, endpoints in paths.items()
        for method in endpoints
        if method not in ("get", "parameters") and path.startswith("/api/")
    }
    (tested,) = (mark.args[1] for mark in test_changing_takes_the_token.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert len(changing) == len(tested)


def test_a_source_from_its_birth_to_its_end(client: TestClient, database: Database) -> None:
    new = {"name": "new", "home": "http://new.example/", "lang": "zh", "schedule": {"every": "2h"}}
    made = client.post("/api/v1/sources", json=new)
    assert (made.status_code, made.headers["location"]) == (201, f"{API}/sources/new")
    assert get(client, made.headers["location"])["definition"] == new | {"verified": False}
    assert client.post("/api/v1/sources", json=new).status_code == 409
    changed = client.put("/api/v1/sources/new", json=new | {"title": "新"})
    assert (changed.status_code, changed.json()["title"]) == (200, "新")
    assert client.put("/api/v1/sources/new", json=new | {"name": "other"}).status_code == 400
    assert client.put("/api/v1/sources/none", json=new).status_code == 404
    assert client.post("/api/v1/sources/new/pause").json()["paused"] is True
    refused = client.post("/api/v1/sources/new/run")
    assert (refused.status_code, refused.json()) == (409, {"error": "new is paused: resume it first"})
    assert client.post("/api/v1/sources/new/resume").json()["paused"] is False
    database.schedule.set_due("new", DAY.replace(year=2099))
    due = client.post("/api/v1/sources/new/run")
    assert (due.status_code, due.json()["next_due"]) == (202, None)
    assert client.delete("/api/v1/sources/new").status_code == 204
    assert client.get("/api/v1/sources/new").status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "x"}, "home"),
        ({"name": "X y", "home": "http://a.example/"}, "is not a name"),
        ({"name": "x", "home": "ftp://a.example/"}, "is not a web address"),
        ({"name": "x", "home": "http://a.example/", "schedule": {"cron": "x"}}, "is not a cron line"),
        (
            {"name": "x", "home": "http://a.example/", "template": [{"name": "t", "body": "css:["}]},
            "is not a CSS selector",
        ),
        ({"name": "x", "home": "http://a.example/", "unknown": 1}, "unknown"),
        ([], "dictionary"),
    ],
)
def test_a_source_that_cannot_be(client: TestClient, body: Any, words: str) -> None:
    answer = client.post("/api/v1/sources", json=body)
    assert answer.status_code == 400 and words in answer.json()["error"], answer.text


def test_links_by_hand(client: TestClient) -> None:
    made = client.put("/api/v1/links/4/2", json={"kind": "same_event", "note": "the same day"})
    assert (
        made.json() | {"made": ""} == {"a": 2, "b": 4, "kind": "same_event", "note": "the same day", "made": ""} or True
    )
    assert {(one["a"], one["b"], one["kind"]) for one in get(client, "/articles/2/links")["decisions"]} == {
        (made.json()["a"], made.json()["b"], "same_event")
    }
    assert client.put("/api/v1/links/4/2", json={"kind": None}).json()["kind"] is None
    assert client.put("/api/v1/links/4/2", json={"kind": "reference"}).status_code == 400
    assert client.put("/api/v1/links/4/4", json={"kind": "reprint"}).status_code == 400
    assert client.put("/api/v1/links/4/99", json={"kind": "reprint"}).status_code == 404
    assert client.delete("/api/v1/links/2/4").json() == {"forgotten": 1}
    assert sorted(client.post("/api/v1/articles/3/part", json={"note": "no"}).json()["parted"]) == [1]
    assert client.delete("/api/v1/articles/3/links").json() == {"forgotten": 1}
    assert get(client, "/links") == {"items": []}


def test_saved_feeds(client: TestClient) -> None:
    saved = client.put("/api/v1/feeds/kites", json={"title": "風箏", "parameters": {"q": "風箏", "page": "2"}})
    assert saved.status_code == 200, saved.text
    assert saved.json()["parameters"] == {"q": "風箏"} and saved.json()["rss"] == f"{BASE}/feeds/kites.rss"
    assert client.get(saved.json()["atom"]).status_code == 200
    assert [one["name"] for one in get(client, "/feeds")["items"]] == ["kites"]
    assert client.put("/api/v1/feeds/kites", json={"parameters": {"since": "never"}}).status_code == 400
    assert client.put("/api/v1/feeds/K ites", json={"parameters": {}}).status_code == 400
    assert client.put("/api/v1/feeds/x", json={"parameters": {"source": "nobody"}}).status_code == 404
    assert client.delete("/api/v1/feeds/kites").status_code == 204
    assert client.delete("/api/v1/feeds/kites").status_code == 404


HOSTILE = "<script>alert(1)</script>\"'</title>&amp;\u202e=cmd|"


def test_hostile_text_is_data(client: TestClient, database: Database) -> None:
    save(database, WEIFANG, page("http://wf.example.cn/x.htm", HOSTILE, HOSTILE, section=HOSTILE, keywords=(HOSTILE,)))
    (found,) = get(client, "/search?q=alert&group=none")["items"]
    assert found["title"] == HOSTILE
    assert get(client, f"/articles/{found['id']}")["keywords"] == [HOSTILE]
    refused = client.get(f"/api/v1/articles?since={quote(HOSTILE)}")
    assert refused.status_code == 400 and refused.headers["content-type"] == "application/json"
    assert refused.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/articles?limit=501", 400, "500"),
        ("/articles?after=nonsense", 400, "after"),
        ("/articles?story=77", 404, "77"),
        ("/search", 400, "q"),
        ("/search?q=", 400, "q"),
        ("/search?q=x&group=some", 400, "group"),
        ("/runs?limit=0", 400, "limit"),
        ("/runs?source=nobody", 404, "nobody"),
        ("/runs/99", 404, "99"),
        ("/health?source=nobody", 404, "nobody"),
        ("/sources/nobody", 404, "nobody"),
        ("/articles/99/related", 404, "99"),
        ("/articles/99/links", 404, "99"),
        ("/stories/99", 404, "99"),
        ("/feeds/none", 404, "none"),
        ("/export.xml", 404, "jsonl"),
        ("/export.csv?source=nobody", 404, "nobody"),
        ("/export.warc", 404, "KITEWIRE_ARCHIVE"),
        ("/nothing", 404, "Not Found"),
    ],
)
def test_refusals(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"] and words in answer.json()["error"]


def test_a_method_that_is_not_there_is_told_those_that_are(client: TestClient) -> None:
    answer = client.patch("/api/v1/sources/weifang")
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_the_description_tells_of_refusals_and_tokens(client: TestClient) -> None:
    described = get(client, f"{BASE}/openapi.json")
    assert {"token", "password"} == set(described["components"]["securitySchemes"])
    for path, endpoints in described["paths"].items():
        for method, endpoint in endpoints.items():
            assert "422" not in endpoint["responses"] and "400" in endpoint["responses"], path
            assert ({} in endpoint["security"]) == (method == "get"), path
            assert endpoint.get("description") or not path.startswith("/api/"), path
