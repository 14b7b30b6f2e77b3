"""Hostile articles through storage, service and feeds; bench/feeds/hostile.py does it with 10,000 and the validator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree
from starlette.testclient import TestClient

from bench.feeds.hostile import BASE, archives, compare, documents, fill
from bench.feeds.hostile_articles import SCRIPTS
from feeds.web import create_app
from kitewire.archive_view import ArticleQuery, ArticleView
from kitewire.settings import Settings
from storage import open_database

every_ending = pytest.mark.parametrize("ending", ["rss", "atom", "json"])
LIMIT = 60


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, list[ArticleView]]]:
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'hostile.db'}") as database:
        fill(database, 140, seed=7, long_ones=0)
        stored = database.articles.find(ArticleQuery(limit=None, latest_first=True))
        yield TestClient(create_app(database, Settings(KITEWIRE_OPEN_READ="all")), base_url=BASE), stored


@every_ending
def test_what_is_read_is_what_is_stored(hostile: tuple[TestClient, list[ArticleView]], ending: str) -> None:
    client, stored = hostile
    assert len(stored) > 130
    assert compare(client, stored, ending, LIMIT) == []


@every_ending
def test_archives_are_as_sound_as_pages(hostile: tuple[TestClient, list[ArticleView]], ending: str) -> None:
    client, stored = hostile
    found = [document for _, document in archives(client, ending, LIMIT)]
    assert len(found) == 2
    whole = b"".join(found)
    assert all(f"{one.id}".encode() in whole for one in stored)


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_no_script_gets_out(hostile: tuple[TestClient, list[ArticleView]], ending: str) -> None:
    """No element of ours is one of theirs, and no content or summary that readers take for HTML holds a tag but `p`."""
    client, stored = hostile
    known = set(
        "rss channel item title link description language lastBuildDate docs generator guid pubDate creator category "
        "source encoded thumbnail feed entry id subtitle updated published author contributor name summary "
        "content".split()
    )
    for _, document in documents(client, ending, LIMIT):
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False))
        assert {etree.QName(one).localname for one in root.iter(etree.Element)} <= known
        addresses = [one.get(name, "http://") for one in root.iter() for name in ("href", "url")]
        assert all(address.startswith(("http://", "https://")) for address in addresses)
        for one in root.iter("{*}encoded", "{*}content", "{*}description", "{*}summary"):
            inert = (one.text or "").replace("<p>", "").replace("</p>", "")
            assert one.get("type") == "text" or "<" not in inert
    assert any(script in one.body for one in stored for script in SCRIPTS)
