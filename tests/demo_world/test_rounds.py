"""Rounds, conditional requests, the record of requests, and clean ends."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from demo_world import OUTLETS, World, serve_world
from demo_world.serve import write_sources
from demo_world.world import HOSTS
from kitewire.source_files import load_folder
from tests.demo_world.conftest import article


def _bodies(world: World, client: httpx.Client) -> dict[str, bytes]:
    """Key → page of every article, twice asked for where it fails at first."""
    found = {}
    for one in world.articles:
        answer = client.get(world.url(one))
        found[one.key] = answer.content if answer.status_code == 200 else client.get(world.url(one)).content
    return found


def test_a_round_brings_one_new_and_one_edited_article(fresh_world: World, client: httpx.Client) -> None:
    texts = {one.key: (one.title, one.body) for one in fresh_world.articles}
    pages = _bodies(fresh_world, client)
    for expected in (2, 3):
        assert fresh_world.next_round() == expected
        now = {one.key: (one.title, one.body) for one in fresh_world.articles}
        assert len(now.keys() - texts.keys()) == 1
        assert len([key for key in texts if texts[key] != now[key]]) == 1
        texts = now
    changed = {key for key, page in _bodies(fresh_world, client).items() if key in pages and pages[key] != page}
    chinese = {one.key for one in fresh_world.articles if one.outlet != "courier"}
    assert changed & chinese == {"bridge-traffic"}
    with pytest.raises(IndexError, match="no more than 3 rounds"):
        fresh_world.next_round()


def test_the_new_article_is_on_feed_sitemap_list_and_home(fresh_world: World, client: httpx.Client) -> None:
    places = [fresh_world.addresses["xiuan"] + path for path in ("/feed.xml", "/sitemap-news.xml", "/city/", "/")]
    before = [client.get(url).headers["ETag"] for url in places]
    fresh_world.next_round()
    new = fresh_world.url(article(fresh_world, "bridge-month"))
    for url, tag in zip(places, before, strict=True):
        answer = client.get(url, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert new.rsplit("/", 1)[1] in answer.text
        assert answer.headers["ETag"] != tag


def test_etag_gives_304_until_something_changes(fresh_world: World, client: httpx.Client) -> None:
    url = fresh_world.addresses["xiuan"] + "/feed.xml"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    older = client.get(url, headers={"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]})
    assert older.status_code == 200


def test_last_modified_gives_304_until_an_edit(fresh_world: World, client: httpx.Client) -> None:
    url = fresh_world.url(article(fresh_world, "bridge-traffic"))
    since = client.get(url).headers["Last-Modified"]
    assert client.get(url, headers={"If-Modified-Since": since}).status_code == 304
    fresh_world.next_round()
    edited = client.get(url, headers={"If-Modified-Since": since})
    assert edited.status_code == 200
    assert "13%" in edited.content.decode("gbk")
    assert parsedate_to_datetime(edited.headers["Last-Modified"]) > parsedate_to_datetime(since)
    assert client.get(url, headers={"If-Modified-Since": "no date"}).status_code == 200


def test_hits_tell_who_asked_for_what(fresh_world: World, client: httpx.Client) -> None:
    url = fresh_world.addresses["courier"] + "/local/?from=test"
    client.get(url, headers={"User-Agent": "tester", "If-None-Match": '"x"'})
    client.head(fresh_world.addresses["yuanwang"] + "/yw/")
    first, second = fresh_world.hits
    assert (first.outlet, first.method, first.path, first.status) == ("courier", "GET", "/local/?from=test", 200)
    assert (first.user_agent, first.conditional) == ("tester", True)
    assert first.started <= first.ended <= second.ended
    assert (second.method, second.conditional) == ("HEAD", False)


def test_many_clients_at_once_lose_no_hit(fresh_world: World) -> None:
    def visit(outlet: str) -> int:
        with httpx.Client(trust_env=False, timeout=60) as own:
            return sum(own.get(fresh_world.home(outlet)).status_code == 200 for _ in range(20))

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(visit, OUTLETS * 2)) == 120
    assert len(fresh_world.hits) == 120


def test_it_ends_cleanly_with_connections_kept_alive() -> None:
    before = set(threading.enumerate())  # those of earlier tests may end meanwhile
    with httpx.Client(trust_env=False, timeout=60) as client:
        with serve_world() as world:
            ports = {outlet: int(address.rsplit(":", 1)[1]) for outlet, address in world.addresses.items()}
            for outlet in OUTLETS:
                client.get(world.home(outlet))
        assert set(threading.enumerate()) <= before
    for outlet, port in ports.items():
        with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
            probe.connect((HOSTS[outlet], port))


def test_the_same_port_again_gives_the_same_world(client: httpx.Client) -> None:
    with serve_world() as world:
        port = int(world.addresses["yuanwang"].rsplit(":", 1)[1])
    with serve_world(port) as first:
        pages = _bodies(first, client)
    with serve_world(port) as second, httpx.Client(trust_env=False, timeout=60) as other:
        assert _bodies(second, other) == pages


def test_a_taken_port_is_an_error_and_leaves_nothing_open() -> None:
    before = set(threading.enumerate())  # those of earlier tests may end meanwhile
    with socket.socket() as taken:
        taken.bind(("127.0.0.3", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"), serve_world(taken.getsockname()[1]):
            pass
    assert set(threading.enumerate()) <= before


def test_sources_stand_in_files(world: World, tmp_path: Path) -> None:
    paths = write_sources(world, tmp_path / "sources")
    assert [path.stem for path in paths] == list(OUTLETS)
    assert load_folder(tmp_path / "sources") == sorted(world.sources(), key=lambda source: source.name)
