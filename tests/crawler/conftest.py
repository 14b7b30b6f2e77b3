"""What tests of crawls share: a small site, and a database to crawl it into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.crawling import Newsroom
from tests.crawler.site import Site, article, listing, path_of


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is tried again at once. What a site asks for itself, by Retry-After, is kept to as always."""
    monkeypatch.setattr("crawler.fetching.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("crawler.robots.PAUSE", 0.01)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        made.pages["/news/"] = listing([path_of(n) for n in range(3)])
        made.pages |= {path_of(n): article(f"Story number {n} of the county", f"bridge {n}") for n in range(9)}
        yield made


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)
