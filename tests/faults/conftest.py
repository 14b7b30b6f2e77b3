"""One paper for all faults, and what an uninterrupted crawl of it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from storage import open_database
from tests.crawler.site import Site
from tests.faults.paper import PAGES, Crawl, Paper, newsroom
from tests.storage.contents import contents


@pytest.fixture(scope="session")
def paper() -> Iterator[Paper]:
    with Site() as site:
        yield Paper(site)


@pytest.fixture(scope="session")
def whole(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    url = newsroom(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'whole.db'}", paper)
    assert Crawl(url).end() == 0
    with open_database(url) as database:
        found = contents(database)
    assert len(found["articles"]) == PAGES
    return found
