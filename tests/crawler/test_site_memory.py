"""Crawls that learn: the next articles are read with what the earlier ones taught, and a new layout is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.door import reprocess
from kitewire.crawl import RunView
from kitewire.site_memory import SiteMemory
from storage import open_database
from tests.crawler.crawling import PATIENT, QUICK, Newsroom, counts, source_of
from tests.crawler.site import Page, Site, listing
from tests.extraction.site_pages import STANDING, page, paragraphs


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        yield made


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def publish(site: Site, first: int, until: int, layout: str = "old") -> None:
    """Put articles of these numbers on the site, and on its list."""
    numbers = range(first, until)
    site.pages |= {f"/news/story-{n}.html": Page(page(n, layout)) for n in numbers}
    site.pages["/news/"] = listing([f"/news/story-{n}.html" for n in numbers])


def crawled(newsroom: Newsroom, **options: object) -> RunView:
    (run,) = newsroom.crawl("gazette", **options)
    return run


def memory_of(newsroom: Newsroom) -> SiteMemory:
    with open_database(newsroom.settings.database_url) as database:
        return database.memories.load("gazette")


def bodies(newsroom: Newsroom) -> dict[int, str]:
    """Number of the article → its stored text."""
    return {int(one.url.rpartition("-")[2].removesuffix(".html")): one.body for one in newsroom.articles()}


def test_what_repeats_on_a_site_leaves_the_text_of_its_next_articles(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site, limits=QUICK))
    publish(site, 0, 8)
    assert counts(crawled(newsroom)) == {"new": 8}
    assert memory_of(newsroom).pages == 8
    publish(site, 8, 10)
    crawled(newsroom)
    assert memory_of(newsroom).pages == 10
    stored = bodies(newsroom)
    assert stored[9] == "\n".join(paragraphs(9))
    # Looked at again, with the same bytes, the earlier ones are read anew.
    assert stored[3] == "\n".join(paragraphs(3))
    assert newsroom.told[-1].note == ""


def test_a_change_of_layout_is_reported_and_learned(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site, limits=PATIENT))
    publish(site, 0, 8)
    crawled(newsroom)
    publish(site, 8, 16, "new")
    assert counts(crawled(newsroom)) == {"new": 8}
    memory = memory_of(newsroom)
    assert memory.changed_since is not None
    assert newsroom.told[-1].note.startswith("the layout of its pages changed on ")
    assert {one.body: one.changed_since is None for one in memory.layouts} == {
        "div.story > div.text": False,
        "div#copy": True,
    }
    publish(site, 16, 18, "new")
    crawled(newsroom)
    assert bodies(newsroom)[17] == "\n".join(paragraphs(17))


def test_what_was_forgotten_is_learned_from_the_archive(site: Site, newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.save(source_of(site))
    publish(site, 0, 8)
    crawled(newsroom, archive=tmp_path / "archive")
    before = memory_of(newsroom)
    with open_database(newsroom.settings.database_url) as database:
        database.memories.forget("gazette")
    assert STANDING in bodies(newsroom)[3]
    for _ in range(2):
        reprocess(tmp_path / "archive", newsroom.settings, lambda progress: None)
    assert memory_of(newsroom) == before
    assert STANDING not in bodies(newsroom)[3]
