"""Hostile articles through storage, service and feeds; bench/feeds/hostile.py does it with 10,000 and the validator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree
from starlette.testclient import TestClient

from bench.feeds.hostile import everything, fill
from bench.feeds.hostile_articles import SCRIPTS
from bench.feeds.validate import Listed, check, client_of
from bench.feeds.walking import pages
from storage import open_database

every_ending = pytest.mark.parametrize("ending", ["rss", "atom", "json"])
LIMIT = 60


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Listed]]:
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'hostile.db'}") as database:
        fill(database, 140, seed=7, long_ones=0)
        yield client_of(database), everything(database)


@every_ending
def test_what_is_read_is_what_is_stored(hostile: tuple[TestClient, Listed], ending: str) -> None:
    client, listed = hostile
    assert len(listed.stored) > 130
    checked = check(client, listed, ending, LIMIT)
    assert checked.wrong == []
    assert len(checked.documents) == 3 + 2, "three pages, two archive documents"


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_no_script_gets_out(hostile: tuple[TestClient, Listed], ending: str) -> None:
    """No element of ours is one of theirs, and no content or summary that readers take for HTML holds a tag but `p`."""
    client, listed = hostile
    known = set(
        "rss channel item title link description language lastBuildDate docs generator guid pubDate creator category "
        "source encoded thumbnail feed entry id subtitle updated published author contributor name summary "
        "content".split()
    )
    for document in pages(client, listed.address(ending, LIMIT)):
        root = etree.fromstring(document.content, etree.XMLParser(resolve_entities=False))
        assert {etree.QName(one).localname for one in root.iter(etree.Element)} <= known
        addresses = [one.get(name, "http://") for one in root.iter() for name in ("href", "url")]
        assert all(address.startswith(("http://", "https://")) for address in addresses)
        for one in root.iter("{*}encoded", "{*}content", "{*}description", "{*}summary"):
            inert = (one.text or "").replace("<p>", "").replace("</p>", "")
            assert one.get("type") == "text" or "<" not in inert
    assert any(script in one.body for one in listed.stored for script in SCRIPTS)
