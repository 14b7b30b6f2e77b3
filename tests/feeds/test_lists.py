"""Every list has feeds: folded reprints, regions, searches, saved feeds, history by pages and by archives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from starlette.testclient import TestClient

from feeds.saved import save_feed
from feeds.web import create_app
from kitewire.errors import BadQueryError, UnknownIdError, UnknownSourceError, UsageError
from kitewire.saved_feed import SavedFeed
from kitewire.settings import Settings
from storage import Database, feed_pages
from tests.feeds.archive import DAY, RIVER, WEIFANG, fill, page, save

BASE = "http://kites.example:81"
HISTORY = "{http://purl.org/syndication/history/1.0}"
every_ending = pytest.mark.parametrize("ending", ["rss", "atom", "json"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with fill(tmp_path_factory.mktemp("lists")) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(filled: Database) -> TestClient:
    """Of an archive that no test changes but for saved feeds."""
    return TestClient(create_app(filled, Settings(KITEWIRE_OPEN_READ="all")), base_url=BASE)


def titles(client: TestClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [entry.title for entry in feedparser.parse(answer.content).entries]


def links(document: bytes) -> dict[str, str]:
    """Relation → address of the links of an RSS or Atom document itself."""
    root = etree.fromstring(document)
    head = root if root.find("channel") is None else root.find("channel")
    return {one.get("rel"): one.get("href") for one in head.findall("{http://www.w3.org/2005/Atom}link")}


def test_an_entry_names_the_reprints_that_it_stands_for(reader: TestClient) -> None:
    item = reader.get("/articles.json?source=weifang").json()["items"][-1]
    (told,) = item["_kitewire"]["reprints"]
    assert (told["article"], told["source"], told["source_title"]) == (3, "river.post", "River Post")
    assert told["url"] == "https://river.example.org/zh/kites" and told["title"] == "风筝博物馆重新开放"
    for ending in ("rss", "atom"):
        entry = feedparser.parse(reader.get(f"/articles.{ending}").content).entries[-1]
        (related,) = [one for one in entry.links if one.rel == "related"]
        assert (related.href, related.title) == ("https://river.example.org/zh/kites", "River Post")
        assert entry.link == "http://wf.example.cn/202610/t20261028_1.htm"
    assert not reader.get("/articles.json?reprints=all").json()["items"][-1]["_kitewire"]["reprints"]


def test_a_story_shows_each_telling(reader: TestClient) -> None:
    assert len(titles(reader, "/stories/1.rss")) == 3
    assert len(titles(reader, "/stories/1.rss?reprints=fold")) == 2


@every_ending
def test_summaries_alone(reader: TestClient, ending: str) -> None:
    answer = reader.get(f"/articles.{ending}?content=summary&limit=1")
    assert answer.status_code == 200
    if ending == "json":
        (item,) = answer.json()["items"]
        assert "content_html" not in item and item["content_text"] == item["summary"]
        assert "content=summary" in answer.json()["next_url"]
    else:
        (entry,) = feedparser.parse(answer.content).entries
        assert entry.summary and "content" not in entry
        assert "content=summary" in links(answer.content)["next"]


@every_ending
def test_a_region_has_feeds(reader: TestClient, ending: str) -> None:
    answer = reader.get(f"/regions/山東.{ending}")
    assert answer.status_code == 200
    if ending == "json":
        assert answer.json()["title"] == "山東" and answer.json()["home_page_url"].startswith(f"{BASE}/search?region=")
        assert {item["_kitewire"]["region"] for item in answer.json()["items"]} == {"山東"}
    refused = reader.get(f"/regions/x.{ending}")
    assert refused.status_code == 404 and "Riverside" in refused.json()["error"]


@every_ending
def test_a_search_has_feeds_with_its_own_parameters(reader: TestClient, ending: str) -> None:
    assert reader.get(f"/search.{ending}?q=bridge&sort=relevance").status_code == 200
    if ending != "json":
        assert titles(reader, f"/search.{ending}?q=bridge") == ["Iron bridge to close"]


def test_a_saved_feed_is_its_list(reader: TestClient, filled: Database) -> None:
    save_feed(
        filled, Settings(), SavedFeed("kites", {"q": "風箏", "limit": "1", "x": "y", "page": "3"}, "Kites & <more>")
    )
    assert dict(filled.saved_feeds.get("kites").parameters) == {"q": "風箏", "limit": "1"}
    document = reader.get("/feeds/kites.json").json()
    assert document["title"] == "Kites & <more>" and len(document["items"]) == 1
    assert document["next_url"].startswith(f"{BASE}/feeds/kites.json?after=")
    assert titles(reader, "/feeds/kites.atom?limit=9") == ["博物館門票預約指南", "風箏博物館重新開放"]
    assert titles(reader, "/feeds/kites.atom?limit=9&region=Riverside") == ["风筝博物馆重新开放"]
    assert titles(reader, "/feeds/kites.rss?limit=9&q=bridge") == ["博物館門票預約指南", "風箏博物館重新開放"]
    assert reader.get("/feeds/none.rss").status_code == 404


def test_a_saved_feed_keeps_its_id_when_its_list_changes(reader: TestClient, filled: Database) -> None:
    seen = []
    for parameters in ({"q": "風箏"}, {"region": "Riverside", "lang": "en"}):
        save_feed(filled, Settings(), SavedFeed("mine", parameters))
        seen.append(feedparser.parse(reader.get("/feeds/mine.atom").content))
    assert seen[0].feed.id == seen[1].feed.id == f"{BASE}/feeds/mine.atom"
    assert [one.feed.title for one in seen] == ["“風箏”", "Riverside · en"]
    assert [one.title for one in seen[1].entries] == ["Iron bridge to close"]


@pytest.mark.parametrize(
    ("parameters", "error", "words"),
    [
        ({"q": "。"}, BadQueryError, "search"),
        ({"since": "soon"}, BadQueryError, "soon"),
        ({"limit": "many"}, BadQueryError, "limit"),
        ({"source": "nobody"}, UnknownSourceError, "nobody"),
        ({"story": "77"}, UnknownIdError, "77"),
    ],
)
def test_what_could_not_be_asked_is_not_saved(
    filled: Database, parameters: dict[str, str], error: type[UsageError], words: str
) -> None:
    with pytest.raises(error, match=words):
        save_feed(filled, Settings(), SavedFeed("bad", parameters))
    assert "bad" not in {one.name for one in filled.saved_feeds.all()}


def test_opml_of_all(reader: TestClient, filled: Database) -> None:
    save_feed(filled, Settings(), SavedFeed("opml", {}, 'A "b" & c'))
    root = etree.fromstring(reader.get("/feeds.opml").content)
    outlines = {one.get("xmlUrl"): one for one in root.iter("outline") if one.get("xmlUrl")}
    assert outlines[f"{BASE}/feeds/opml.rss"].get("text") == 'A "b" & c'
    assert {f"{BASE}/sources/weifang.rss", f"{BASE}/sources/river.post.rss"} < set(outlines)
    assert all(reader.get(address).status_code == 200 for address in outlines)
    assert f"{BASE}/feeds/opml.rss" not in reader.get("/sources.opml").text


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Database, TestClient]]:
    with fill(tmp_path) as database:
        yield database, TestClient(create_app(database, Settings()), base_url=BASE)


def bring(database: Database, number: int, hours: int) -> None:
    """A new article, published that many hours after the first ones."""
    source = WEIFANG if number % 2 else RIVER
    text = f"第{number}條消息，說的是別的事情，與風箏無關，編號{number * 7919}。"
    new = page(f"{source.home}n/{number}.htm", f"消息 {number}", text, published=None)
    save(database, source, new, now=DAY + timedelta(days=5, hours=hours))


@every_ending
def test_a_walk_meets_each_article_once_while_new_ones_come(growing: tuple[Database, TestClient], ending: str) -> None:
    database, client = growing
    for number in range(1, 6):
        bring(database, number, number)
    there = {one["id"] for one in client.get("/articles.json?limit=500").json()["items"]}
    seen: list[str] = []
    address: str | None = f"/articles.{ending}?limit=2"
    while address:
        answer = client.get(address)
        seen += _ids(answer, ending)
        address = answer.json().get("next_url") if ending == "json" else links(answer.content).get("next")
        bring(database, 100 + len(seen), 100 + len(seen))
    assert len(seen) == len(set(seen)) == len(there) and set(seen) == there


def _ids(answer: Any, ending: str) -> list[str]:
    if ending == "json":
        return [item["id"] for item in answer.json()["items"]]
    return [entry.id for entry in feedparser.parse(answer.content).entries]


@every_ending
def test_archives_hold_everything_and_stay(
    growing: tuple[Database, TestClient], ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_pages, "MOST", 4)
    database, client = growing
    for number in range(1, 8):
        bring(database, number, number)
    before = _archives(client, ending)
    bring(database, 8, 8)
    after = _archives(client, ending)
    assert {address: text for address, text in before.items() if address in after}.items() <= after.items()
    assert len(before) >= 3 and len(before.keys() & after.keys()) >= len(before) - 1
    everything = set(_ids(client.get(f"/articles.{ending}?limit=500"), ending))
    assert {one for text in after.values() for one in everything if one.encode() in text} == everything


def _archives(client: TestClient, ending: str) -> dict[str, bytes]:
    """Address → bytes of each archive document, from the newest to the oldest."""
    found: dict[str, bytes] = {}
    address = _older(client.get(f"/articles.{ending}?limit=1").content, ending)
    while address:
        answer = client.get(address)
        assert answer.status_code == 200 and address not in found
        found[address] = answer.content
        if ending == "json":
            assert answer.json()["_kitewire"]["archive_of"] == f"{BASE}/articles.json?limit=1"
        else:
            assert list(etree.fromstring(answer.content).iter(f"{HISTORY}archive"))
            assert links(answer.content)["current"] == f"{BASE}/articles.{ending}?limit=1"
        address = _older(answer.content, ending)
    return found


def _older(document: bytes, ending: str) -> str | None:
    if ending == "json":
        address: str | None = json.loads(document)["_kitewire"].get("prev_archive_url")
        return address
    return links(document).get("prev-archive")


@pytest.mark.parametrize("wrong", ["x", "5", "5-5", "9-3", "-1-4", "1-99999999999999999999"])
def test_archives_that_are_none(reader: TestClient, wrong: str) -> None:
    answer = reader.get(f"/articles.rss?archive={wrong}")
    assert answer.status_code == 400 and "archive" in answer.json()["error"]


def test_a_feed_that_shows_all_has_no_history(reader: TestClient) -> None:
    assert set(links(reader.get("/articles.atom").content)) == {"self", "alternate"}
