"""What tests of crawls share: a small site, and a database to crawl it into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.crawling import Newsroom
from tests.crawler.site import Site, article, listing, path_of


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        made.pages["/news/"] = listing([path_of(n) for n in range(3)])
        made.pages |= {path_of(n): article(f"Story number {n} of the county", f"bridge {n}") for n in range(9)}
        yield made


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)
