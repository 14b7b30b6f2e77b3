"""The contract of start pages and of pages to fetch, on each database."""

from __future__ import annotations

import pytest

from kitewire.article import PageLink
from kitewire.crawl import ListFetched, PageToFetch
from kitewire.errors import UnknownSourceError
from kitewire.source import StartKind, StartPoint
from storage import Database
from storage.recheck import SPREAD
from tests.storage.making import HOUR, NOW, SITE, article, desk, failed, read, source

LIST = f"{SITE}/index.htm"


def _links(*paths: str) -> tuple[PageLink, ...]:
    return tuple(PageLink(f"{SITE}/{path}", f"题 {path}", "2026-10-31") for path in paths)


def test_a_start_page_and_its_links_are_kept_together(any_database: Database) -> None:
    desk(any_database)
    frontier = any_database.frontier
    assert frontier.start_state("weifang", LIST) is None
    assert frontier.save_start("weifang", ListFetched(LIST, _links("b", "a", "b"), '"e"', "Sun"), NOW) == 2
    assert frontier.start_state("weifang", LIST) == ('"e"', "Sun")
    assert frontier.save_start("weifang", ListFetched(LIST, _links("a", "c")), NOW) == 1
    assert frontier.start_state("weifang", LIST) == (None, None)
    assert frontier.work("weifang", NOW) == [
        PageToFetch(f"{SITE}/{path}", hint=PageLink(f"{SITE}/{path}", f"题 {path}", "2026-10-31"))
        for path in ("b", "a", "c")
    ]


def test_a_failed_save_keeps_neither(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    desk(any_database)

    def broken(*_: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("storage.frontier.insert_missing", broken)
    with pytest.raises(RuntimeError):
        any_database.frontier.save_start("weifang", ListFetched(LIST, _links("a"), '"e"'), NOW)
    assert any_database.frontier.start_state("weifang", LIST) is None
    assert any_database.frontier.work("weifang", NOW) == []


def test_what_a_later_list_says_fills_what_was_missing(any_database: Database) -> None:
    desk(any_database)
    frontier = any_database.frontier
    frontier.save_start("weifang", ListFetched(LIST, (PageLink(f"{SITE}/a", ""), PageLink(f"{SITE}/b", "乙"))), NOW)
    later = (PageLink(f"{SITE}/a", "甲", "2026-10-30"), PageLink(f"{SITE}/b", "另一题"))
    assert frontier.save_start("weifang", ListFetched(LIST, later), NOW) == 0
    hints = [page.hint for page in frontier.work("weifang", NOW)]
    assert [(hint.text, hint.date) for hint in hints if hint] == [("甲", "2026-10-30"), ("乙", None)]


def test_links_that_are_no_addresses_are_passed_over(any_database: Database) -> None:
    desk(any_database)
    links = (PageLink("javascript:void(0)", "x"), PageLink("http://[bad/", "y"), *_links("a"))
    assert any_database.frontier.save_start("weifang", ListFetched(LIST, links), NOW) == 1


def test_new_pages_come_before_those_due_again(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article("/old")), failed(f"{SITE}/broken"))
    any_database.frontier.save_start("weifang", ListFetched(LIST, _links("x", "y", "old")), NOW)
    later = NOW + (1 + SPREAD) * HOUR
    work = any_database.frontier.work("weifang", later)
    assert [page.url.rpartition("/")[2] for page in work] == ["x", "y", "old", "broken"]
    assert [page.known for page in work] == [False, False, True, False]
    assert len(any_database.frontier.work("weifang", later, limit=3)) == 3
    assert len(any_database.frontier.work("weifang", later, limit=1)) == 1
    assert any_database.frontier.work("weifang", later, limit=0) == []


def test_an_address_belongs_to_the_source_that_found_it(any_database: Database) -> None:
    desk(any_database)
    any_database.sources.save(source("second", home="https://second.example/"))
    found = ListFetched("https://second.example/", _links("shared"))
    assert any_database.frontier.save_start("second", found, NOW) == 1
    assert any_database.frontier.save_start("weifang", ListFetched(LIST, _links("shared")), NOW) == 0
    assert [page.url for page in any_database.frontier.work("second", NOW)] == [f"{SITE}/shared"]
    assert any_database.frontier.work("weifang", NOW) == []
    assert any_database.frontier.source_name_for(f"{SITE}/shared") == "second"


def test_source_name_for_an_unknown_page(any_database: Database) -> None:
    feed = StartPoint(StartKind.FEED, "https://feeds.example/rss")
    any_database.sources.save(source("weifang", home="https://www.news.example/", starts=(feed,)))
    name_for = any_database.frontier.source_name_for
    assert name_for("http://news.example/whatever") == "weifang"
    assert name_for("https://feeds.example/x") == "weifang"
    assert name_for("https://elsewhere.example/") is None
    assert name_for("not an address") is None


def test_unknown_source(any_database: Database) -> None:
    for call in (
        lambda: any_database.frontier.work("nobody", NOW),
        lambda: any_database.frontier.start_state("nobody", LIST),
        lambda: any_database.frontier.save_start("nobody", ListFetched(LIST, ()), NOW),
    ):
        with pytest.raises(UnknownSourceError, match="nobody"):
            call()


def test_a_list_of_many_links(any_database: Database) -> None:
    desk(any_database)
    links = _links(*map(str, range(3000)))
    assert any_database.frontier.save_start("weifang", ListFetched(LIST, links), NOW) == 3000
    work = any_database.frontier.work("weifang", NOW)
    assert [page.url for page in work] == [link.url for link in links]
