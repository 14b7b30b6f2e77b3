"""The contract of hosts, leases of hosts, request counts and waiting lists, on each database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kitewire.article import PageLink
from kitewire.crawl import ListFetched, ListState, ListToRead, Outcome, RunStatus
from kitewire.hosts import Claim, HostState
from kitewire.source import StartKind
from storage import Database, waiting_lists
from tests.storage.making import HOUR, NOW, SITE, source

PLACE = "http://news.example.com"
LIST = f"{SITE}/index.htm"
MINUTE = timedelta(minutes=1)


def test_what_a_host_told_is_kept(any_database: Database) -> None:
    hosts = any_database.hosts
    assert hosts.state(PLACE) == HostState()
    told = HostState(b"Disallow: /\xe9", 200, NOW, NOW + HOUR)
    hosts.keep_robots(PLACE, told)
    assert hosts.state(PLACE) == told
    hosts.keep_wait(PLACE, NOW + HOUR)
    hosts.keep_robots(PLACE, HostState(robots_status=503, robots_failing=NOW))
    assert hosts.state(PLACE) == HostState(None, 503, None, NOW, NOW + HOUR)
    assert hosts.waiting(NOW) == {PLACE: NOW + HOUR}
    assert hosts.waiting(NOW + HOUR) == {}


def test_a_wait_asked_over_http_holds_over_https(any_database: Database) -> None:
    any_database.hosts.keep_wait("https://news.example.com:8443", NOW + HOUR)
    assert any_database.hosts.state("http://news.example.com:8443").wait_until == NOW + HOUR
    assert any_database.hosts.state("http://news.example.com").wait_until is None


def test_hosts_are_claimed_with_the_source_all_or_none(any_database: Database) -> None:
    for name in ("one", "two"):
        any_database.sources.save(source(name))
    hosts = any_database.hosts
    assert hosts.claim("one", {"a.example", "b.example"}, "me", NOW + MINUTE, NOW) == Claim(True)
    assert hosts.claim("two", {"b.example", "c.example"}, "you", NOW + MINUTE, NOW) == Claim(False, "b.example")
    assert hosts.claim("one", {"a.example"}, "you", NOW + MINUTE, NOW) == Claim(False)
    assert set(hosts.busy(NOW)) == {"a.example", "b.example"}
    assert hosts.claim("one", {"a.example", "b.example"}, "me", NOW + 2 * MINUTE, NOW + MINUTE).taken
    assert not hosts.claim("two", {"b.example"}, "you", NOW + 2 * MINUTE, NOW + MINUTE).taken
    hosts.give_back("one", {"a.example", "b.example"}, "you")
    assert not hosts.claim("two", {"b.example"}, "you", NOW + 2 * MINUTE, NOW + MINUTE).taken
    hosts.give_back("one", {"a.example", "b.example"}, "me")
    assert hosts.claim("two", {"b.example"}, "you", NOW + 2 * MINUTE, NOW + MINUTE).taken
    assert any_database.hosts.claim("one", (), "you", NOW + 2 * MINUTE, NOW + MINUTE).taken


def test_a_claim_ends_by_itself_and_one_from_a_clock_put_back_is_void(any_database: Database) -> None:
    for name in ("one", "two"):
        any_database.sources.save(source(name))
    claim = any_database.hosts.claim
    assert claim("one", {"a.example"}, "me", NOW + MINUTE, NOW).taken
    assert not claim("two", {"a.example"}, "you", NOW + 1.5 * MINUTE, NOW + 0.5 * MINUTE).taken
    assert claim("two", {"a.example"}, "you", NOW + 2 * MINUTE, NOW + MINUTE).taken
    before = NOW - 24 * HOUR
    assert claim("one", {"a.example"}, "me", before + MINUTE, before).taken
    assert any_database.hosts.claim("two", (), "he", before + MINUTE, before).taken


def test_what_dead_owners_held_is_freed(any_database: Database) -> None:
    for name in ("one", "two", "three"):
        any_database.sources.save(source(name))
    any_database.hosts.claim("one", {"a.example"}, "dead", NOW + MINUTE, NOW)
    any_database.hosts.claim("two", {"b.example"}, "alive", NOW + MINUTE, NOW)
    any_database.runs.interrupt_open(lambda owner: owner == "alive", NOW)
    assert set(any_database.hosts.busy(NOW)) == {"b.example"}
    assert any_database.hosts.claim("three", {"a.example"}, "me", NOW + MINUTE, NOW).taken


def test_requests_are_counted_by_day_and_by_run(any_database: Database) -> None:
    any_database.sources.save(source())
    run = any_database.runs.start("weifang", "command", "me", NOW)
    requests = any_database.requests
    assert requests.on("weifang", "2026-11-22") == 0
    requests.add("weifang", run, {"2026-11-22": 3})
    requests.add("weifang", run, {"2026-11-22": 4, "2026-11-23": 1})
    assert requests.days("weifang") == {"2026-11-23": 1, "2026-11-22": 7}
    any_database.runs.finish(run, RunStatus.FINISHED, NOW)
    assert any_database.runs.history("weifang")[0].requests == 8
    requests.forget_before("2026-11-23")
    assert requests.on("weifang", "2026-11-22") == 0
    any_database.sources.remove("weifang")


def _waits(*names: str, depth: int = 1, kind: StartKind = StartKind.LIST) -> tuple[ListToRead, ...]:
    return tuple(ListToRead(kind, f"{SITE}/{name}", depth) for name in names)


def test_lists_wait_until_they_are_saved(any_database: Database) -> None:
    any_database.sources.save(source())
    frontier = any_database.frontier
    frontier.save_start("weifang", ListFetched(LIST, (), start_url=LIST, onward=_waits("2", "3")), NOW)
    frontier.save_start("weifang", ListFetched(LIST, (), start_url=LIST, onward=_waits("3", "4")), NOW)
    assert frontier.waiting_lists("weifang", LIST, 2) == list(_waits("2", "3"))
    assert frontier.waiting_lists("weifang", f"{SITE}/other", 9) == []
    frontier.save_start("weifang", ListFetched(f"{SITE}/2", (), whole=False, start_url=LIST), NOW)
    assert len(frontier.waiting_lists("weifang", LIST, 9)) == 3, "a part of a list is no read list"
    frontier.save_start("weifang", ListFetched(f"{SITE}/2", (), start_url=LIST, onward=_waits("5", depth=2)), NOW)
    frontier.drop_lists("weifang", LIST, [f"{SITE}/4"])
    assert frontier.waiting_lists("weifang", LIST, 9) == [*_waits("3"), *_waits("5", depth=2)]


def test_lists_that_need_something_new_wait_only_then(any_database: Database) -> None:
    any_database.sources.save(source())
    frontier, link = any_database.frontier, PageLink(f"{SITE}/a.htm", "")
    page = ListFetched(LIST, (link,), start_url=LIST, onward=_waits("2"), onward_if_new=True)
    frontier.save_start("weifang", ListFetched(f"{SITE}/feed", (link,)), NOW)
    assert frontier.save_start("weifang", page, NOW) == 0
    assert frontier.waiting_lists("weifang", LIST, 9) == []


def test_sitemaps_that_were_read_do_not_wait_again(any_database: Database) -> None:
    any_database.sources.save(source())
    frontier = any_database.frontier
    children = _waits("a.xml", "b.xml", kind=StartKind.SITEMAP)
    frontier.save_start("weifang", ListFetched(LIST, (), start_url=LIST, onward=children), NOW)
    frontier.save_start("weifang", ListFetched(f"{SITE}/a.xml", (), start_url=LIST), NOW)
    frontier.save_start("weifang", ListFetched(LIST, (), start_url=LIST, onward=children), NOW)
    assert frontier.waiting_lists("weifang", LIST, 9) == [children[1]]


def test_a_list_that_cannot_be_read_waits_a_few_times(any_database: Database) -> None:
    any_database.sources.save(source())
    frontier, wanted = any_database.frontier, _waits("2")[0]
    for tries in range(1, waiting_lists.MOST_TRIES):
        assert frontier.put_back_list("weifang", LIST, wanted)
        assert [one.tries for one in frontier.waiting_lists("weifang", LIST, 9)] == [tries]
    assert not frontier.put_back_list("weifang", LIST, wanted)
    assert frontier.waiting_lists("weifang", LIST, 9) == []


def test_lists_that_wait_are_bounded_and_the_rest_is_counted(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_lists, "MOST_WAITING", 3)
    any_database.sources.save(source())
    run = any_database.runs.start("weifang", "command", "me", NOW)
    page = ListFetched(LIST, (), start_url=LIST, onward=_waits(*"abcde"), left_out=(("too many links", 7),))
    any_database.frontier.save_start("weifang", page, NOW, run)
    assert len(any_database.frontier.waiting_lists("weifang", LIST, 9)) == 3
    counts = any_database.runs.history("weifang")[0].counts
    assert counts == {(Outcome.SKIPPED, "too many links"): 7, (Outcome.SKIPPED, "too many lists"): 2}


def test_a_part_of_a_list_leaves_its_state_as_it_was(any_database: Database) -> None:
    any_database.sources.save(source())
    frontier = any_database.frontier
    frontier.save_start("weifang", ListFetched(LIST, (), '"1"', "Sun", "abc"), NOW)
    links = (PageLink(f"{SITE}/1.htm", ""),)
    assert frontier.save_start("weifang", ListFetched(LIST, links, whole=False), NOW) == 1
    assert frontier.list_state("weifang", LIST) == ListState('"1"', "Sun", "abc")


def test_pages_of_hosts_that_have_enough_are_left_out(any_database: Database) -> None:
    any_database.sources.save(source())
    urls = ("http://a.example/1", "https://a.example:81/2", "http://b.example/3", "http://a.example.org/4")
    links = tuple(PageLink(url, "") for url in urls)
    any_database.frontier.save_start("weifang", ListFetched(LIST, links), NOW)
    work = any_database.frontier.work("weifang", NOW, 10, {"a.example"})
    assert [page.url for page in work] == list(urls[2:])
