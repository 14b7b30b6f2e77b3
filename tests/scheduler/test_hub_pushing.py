"""WebSub: feeds that name hubs, and hubs that are told, real ones on loopback, through real databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from lxml import etree
from starlette.testclient import TestClient

from feeds.saved import save_feed
from feeds.web import create_app
from kitewire.commands.health import service_troubles
from kitewire.errors import SettingsError
from kitewire.saved_feed import SavedFeed
from kitewire.settings import Settings, load_settings
from scheduler import sending
from scheduler.building import build_service
from scheduler.hub_pushing import push_changes
from storage import Database, hub_topics
from tests.storage.making import article, desk, read

BASE = "https://news.example"
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


@dataclass
class Hub:
    """What a hub got: the forms, and how it answers."""

    status: int = 202
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    refuses: str = ""

    @property
    def topics(self) -> list[str]:
        return [url for form in self.forms for url in form["hub.url"]]


@contextmanager
def hub_server(hub: Hub) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            hub.forms.append(parse_qs(body, strict_parsing=True))
            refused = bool(hub.refuses) and hub.refuses in body
            self.send_response(400 if refused else hub.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def settings(hub: Hub) -> Iterator[Settings]:
    with hub_server(hub) as url:
        yield Settings(KITEWIRE_WEBSUB_HUBS=url, BASE_URL=BASE, KITEWIRE_OPEN_READ="all")


def bring(database: Database, number: int, source: str = "weifang") -> None:
    """A run that brings an article; its number is its text."""
    home = f"https://{source}.example"
    outlet = desk(database, source, home=f"{home}/", region="山東")
    outlet.save(read(article(f"{home}/{number}.htm", f"标题 {number}", f"第{number}条消息。" * 9)))


def later(hours: float = 0) -> datetime:
    return datetime.now(UTC) + hours * HOUR


@one_database
def test_feeds_name_the_hubs(any_database: Database, settings: Settings) -> None:
    bring(any_database, 1)
    client = TestClient(create_app(any_database, settings), base_url=BASE)
    (hub,) = settings.websub_hubs
    for ending in ("rss", "atom"):
        answer = client.get(f"/articles.{ending}?q=%E6%B6%88%E6%81%AF")
        named = etree.fromstring(answer.content).xpath("//*[local-name()='link'][@rel='hub' or @rel='self']")
        own = f"{BASE}/articles.{ending}?q=%E6%B6%88%E6%81%AF"
        assert {(one.get("rel"), one.get("href")) for one in named} == {("hub", hub), ("self", own)}
        assert answer.headers["link"] == f'<{hub}>; rel="hub", <{own}>; rel="self"'
        again = client.get(own.removeprefix(BASE), headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304 and again.headers["link"] == answer.headers["link"]
    assert client.get("/articles.json").json()["hubs"] == [{"type": "WebSub", "url": hub}]
    assert "hubs" not in client.get("/articles.json?offset=1").json(), "nobody subscribes to a page of the past"


def test_a_hub_is_told_of_what_changed_and_of_nothing_else(
    any_database: Database, settings: Settings, hub: Hub
) -> None:
    bring(any_database, 1)
    bring(any_database, 2, "other")
    client = TestClient(create_app(any_database, settings), base_url=BASE)
    for address in ("/articles.rss", "/sources/weifang.atom", "/sources/other.atom", "/articles.rss?offset=9"):
        assert client.get(address).status_code == 200
    assert push_changes(any_database, settings, later()) == 0 and not hub.forms
    bring(any_database, 3)
    assert push_changes(any_database, settings, later()) == 2
    (form,) = hub.forms
    assert form["hub.mode"] == ["publish"]
    assert sorted(form["hub.url"]) == [f"{BASE}/articles.rss", f"{BASE}/sources/weifang.atom"]
    assert push_changes(any_database, settings, later(1)) == 0 and len(hub.forms) == 1


def test_a_push_outlives_the_process_and_is_tried_again(any_database: Database, settings: Settings, hub: Hub) -> None:
    bring(any_database, 1)
    TestClient(create_app(any_database, settings), base_url=BASE).get("/articles.atom")
    bring(any_database, 2)
    hub.status = 503
    now = later()
    assert push_changes(any_database, settings, now) == 0
    again = Database(any_database.transactions)
    assert push_changes(again, settings, now) == 0 and len(hub.forms) == 1, "it waits"
    ((told, number, error),) = again.hub_pushes.stuck(now + 2 * HOUR)
    assert (told, number) == (settings.websub_hubs[0], 1) and "503" in error
    troubles = service_troubles(again, settings, [], now + 2 * HOUR)
    assert any("has not been told of 1 feed: it answered 503" in one.what for one in troubles)
    hub.status = 204
    assert push_changes(again, settings, now + sending.FIRST_PAUSE) == 1
    assert again.hub_pushes.waiting() == {} and again.hub_pushes.stuck(now + 2 * HOUR) == []
    bring(again, 3)
    assert push_changes(again, settings, now + HOUR) == 1 and hub.topics == [f"{BASE}/articles.atom"] * 3


@one_database
def test_a_change_while_a_hub_is_told_is_told_too(any_database: Database, settings: Settings, hub: Hub) -> None:
    bring(any_database, 1)
    TestClient(create_app(any_database, settings), base_url=BASE).get("/articles.atom")
    bring(any_database, 2)
    now = later()
    any_database.hub_topics.look(settings.websub_hubs, now)
    (push,) = any_database.hub_pushes.due(now)
    assert any_database.hub_pushes.claim(push, now + HOUR)
    bring(any_database, 3)
    any_database.hub_topics.look(settings.websub_hubs, now + timedelta(seconds=5))
    any_database.hub_pushes.taken(push, now)
    assert any_database.hub_pushes.waiting() == {settings.websub_hubs[0]: 1}


@one_database
def test_one_topic_that_is_refused_holds_up_no_other(any_database: Database, settings: Settings, hub: Hub) -> None:
    bring(any_database, 1)
    client = TestClient(create_app(any_database, settings), base_url=BASE)
    for number in range(3):
        client.get(f"/articles.atom?limit={number + 1}")
    bring(any_database, 2)
    hub.refuses = "limit%3D2"
    now = later()
    assert push_changes(any_database, settings, now) == 0
    assert push_changes(any_database, settings, now + sending.FIRST_PAUSE) == 2
    assert any_database.hub_pushes.waiting() == {settings.websub_hubs[0]: 1}
    for hours in range(1, 30):
        push_changes(any_database, settings, now + hours * HOUR)
    assert any_database.hub_pushes.waiting() == {}, "given up after a day"


@one_database
def test_a_hub_that_is_no_longer_set_is_told_nothing(any_database: Database, settings: Settings, hub: Hub) -> None:
    bring(any_database, 1)
    TestClient(create_app(any_database, settings), base_url=BASE).get("/articles.atom")
    bring(any_database, 2)
    any_database.hub_topics.look(settings.websub_hubs, later())
    assert push_changes(any_database, Settings(), later()) == 0
    assert any_database.hub_pushes.waiting() == {} and not hub.forms


def test_a_saved_feed_that_is_changed_is_told(any_database: Database, settings: Settings, hub: Hub) -> None:
    bring(any_database, 1)
    bring(any_database, 2, "other")
    save_feed(any_database, settings, SavedFeed("mine", {"source": "weifang"}))
    client = TestClient(create_app(any_database, settings), base_url=BASE)
    client.get("/feeds/mine.rss")
    push_changes(any_database, settings, later())
    save_feed(any_database, settings, SavedFeed("mine", {"source": "other"}))
    assert push_changes(any_database, settings, later()) == 1 and hub.topics == [f"{BASE}/feeds/mine.rss"]
    any_database.saved_feeds.remove("mine")
    any_database.sources.remove("weifang")
    assert push_changes(any_database, settings, later(1)) == 0


@one_database
def test_topics_are_bounded_but_for_saved_feeds(
    any_database: Database, settings: Settings, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_topics, "MOST_TOPICS", 2)
    bring(any_database, 1)
    save_feed(any_database, settings, SavedFeed("mine", {}))
    client = TestClient(create_app(any_database, settings), base_url=BASE)
    for address in ("/articles.rss", "/articles.atom", "/articles.json", "/articles.rss?x=1", "/feeds/mine.rss"):
        client.get(address)
    bring(any_database, 2)
    push_changes(any_database, settings, later())
    assert sorted(hub.topics) == [f"{BASE}/{name}" for name in ("articles.atom", "articles.rss", "feeds/mine.rss")]


@one_database
def test_the_service_does_it(any_database: Database, settings: Settings) -> None:
    service = build_service(any_database, settings).service
    assert service is not None and "hubs" in [chore.name for chore in service._chores._chores]


def test_hubs_are_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITEWIRE_WEBSUB_HUBS", " https://a.example/hub , https://b.example/,https://a.example/hub")
    assert load_settings().websub_hubs == ("https://a.example/hub", "https://b.example/")
    monkeypatch.setenv("KITEWIRE_WEBSUB_HUBS", "hub.example")
    with pytest.raises(SettingsError, match="KITEWIRE_WEBSUB_HUBS"):
        load_settings()
