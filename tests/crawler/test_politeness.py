"""What a crawl remembers of hosts, and what it owes them: robots.txt, Retry-After, leases, budgets, validators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.hosts import MOST_TROUBLE
from kitewire.budget import budget_day
from kitewire.crawl import RunStatus
from kitewire.hosts import HostState
from kitewire.source import Source, StartKind, StartPoint
from storage import Database, open_database
from tests.crawler.crawling import PATIENT, Newsroom, counts, source_of
from tests.crawler.site import Page, Site, listing, path_of

DAY = timedelta(days=1)


@pytest.fixture
def database(newsroom: Newsroom) -> Iterator[Database]:
    with open_database(newsroom.settings.database_url) as opened:
        yield opened


def age(database: Database, place: str, by: timedelta) -> HostState:
    """Let time go by for what is known of a place's robots.txt."""
    state = database.hosts.state(place)
    fetched = state.robots_fetched and state.robots_fetched - by
    failing = state.robots_failing and state.robots_failing - by
    database.hosts.keep_robots(place, replace(state, robots_fetched=fetched, robots_failing=failing))
    return database.hosts.state(place)


def test_robots_are_asked_for_once_a_day_over_all_runs(site: Site, newsroom: Newsroom, database: Database) -> None:
    site.pages["/robots.txt"] = Page(f"User-agent: *\nDisallow: {path_of(1)}\n", kind="text/plain")
    newsroom.save(source_of(site))
    newsroom.crawl()
    newsroom.save(source_of(site, name="other"))
    site.pages["/news/"] = listing([path_of(1), path_of(2), path_of(3)])
    newsroom.crawl("other")
    assert len(site.asked("/robots.txt")) == 1
    assert not site.asked(path_of(1))
    age(database, site.url, DAY)
    site.pages["/robots.txt"] = Page("", kind="text/plain")
    site.pages["/news/"] = listing([path_of(1), path_of(4)])
    newsroom.crawl("other")
    assert len(site.asked("/robots.txt")) == 2
    assert counts(database.runs.history("other")[0]) == {"new": 1}, "the other one is the first source's"


def test_the_last_robots_hold_while_they_cannot_be_had(site: Site, newsroom: Newsroom, database: Database) -> None:
    site.pages["/robots.txt"] = Page(f"User-agent: *\nDisallow: {path_of(1)}\n", kind="text/plain")
    newsroom.save(source_of(site))
    newsroom.crawl(limit=0)
    site.pages["/robots.txt"] = Page("", 503)
    age(database, site.url, DAY)
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 2, "skipped (robots.txt)": 1}
    assert database.hosts.state(site.url).robots_failing is not None


def test_robots_that_never_could_be_had_keep_pages_in_the_frontier_for_thirty_days(
    site: Site, newsroom: Newsroom, database: Database
) -> None:
    newsroom.save(source_of(site))
    newsroom.crawl(limit=0)
    database.hosts.keep_robots(site.url, HostState())
    site.pages["/robots.txt"] = Page("", 500)
    (run,) = newsroom.crawl()
    assert (run.status, counts(run)) == (RunStatus.FAILED, {})
    assert "robots.txt unreachable" in run.error
    assert len(database.frontier.work("gazette", datetime.now(UTC))) == 3
    age(database, site.url, 30 * DAY)
    (run,) = newsroom.crawl()
    assert (run.status, counts(run)) == (RunStatus.FINISHED, {"new": 3})


def test_a_page_that_is_sent_on_to_a_dead_host_is_counted_and_waits_for_nobody(
    site: Site, newsroom: Newsroom, database: Database
) -> None:
    with Site() as gone:
        dead = gone.url
    site.pages[path_of(1)] = Page("", 302, {"Location": dead + path_of(1)})
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    counted = {"new": 2, "failed (robots.txt unreachable (connection refused))": 1}
    assert (run.status, run.error, counts(run)) == (RunStatus.FINISHED, "", counted)
    assert not database.frontier.work("gazette", datetime.now(UTC))


def test_whose_robots_could_not_be_had_is_told_and_why(site: Site, newsroom: Newsroom) -> None:
    with Site() as gone:
        dead = gone.url.replace("127.0.0.1", "localhost")
    site.pages["/news/"] = listing([dead + path_of(1), path_of(2)])
    newsroom = Newsroom(newsroom.folder, allow=("127.0.0.1", "localhost"))
    newsroom.save(source_of(site, allow=("/news/2026/",)))
    (run,) = newsroom.crawl()
    assert (run.error, counts(run)) == ("localhost: robots.txt unreachable (connection refused)", {"new": 1})


def test_robots_are_followed_over_five_redirects_and_hold_for_who_was_asked(site: Site, newsroom: Newsroom) -> None:
    for hop in range(6):
        site.pages[f"/hop{hop}"] = Page("", 302, {"Location": f"/hop{hop + 1}"})
    site.pages["/robots.txt"] = Page("", 301, {"Location": "/hop2"})
    site.pages["/hop6"] = Page("User-agent: *\nDisallow: /news/2026/\n", kind="text/plain")
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"skipped (robots.txt)": 3}
    with Site() as other:
        other.pages = {**site.pages, "/robots.txt": Page("", 301, {"Location": "/hop0"})}
        newsroom.save(source_of(other, name="other"))
        (run,) = newsroom.crawl("other")
        assert counts(run) == {"new": 3}, "one redirect more: as if there were no file"


def test_huge_robots_are_read_as_far_as_the_rfc_asks(site: Site, newsroom: Newsroom) -> None:
    rules = f"User-agent: *\nDisallow: {path_of(1)}\n".encode()
    site.pages["/robots.txt"] = Page(rules + b"# " + b"x" * 30_000_000, kind="text/plain")
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 2, "skipped (robots.txt)": 1}


def test_retry_after_holds_for_the_runs_that_follow(site: Site, newsroom: Newsroom, database: Database) -> None:
    newsroom.save(source_of(site))
    good = site.pages["/news/"]
    site.pages["/news/"] = Page("", 429, {"Retry-After": "7200"})
    (run,) = newsroom.crawl()
    assert (run.status, counts(run)) == (RunStatus.FINISHED, {})
    assert "127.0.0.1 asked to wait until" in run.error
    site.pages["/news/"] = good
    site.hits.clear()
    newsroom.save(source_of(site, name="other"))
    runs = newsroom.crawl()
    assert not site.hits
    assert [one.status for one in runs] == [RunStatus.FINISHED] * 2
    assert all("asked to wait until" in one.error for one in runs)
    assert [state.failures for state in database.sources.states()] == [0, 0]
    database.hosts.keep_wait(site.url, datetime.now(UTC) - timedelta(seconds=1))
    (run,) = newsroom.crawl("gazette")
    assert counts(run) == {"new": 3}


def test_no_wait_is_longer_than_a_week(site: Site, newsroom: Newsroom, database: Database) -> None:
    newsroom.save(source_of(site))
    site.pages["/news/"] = Page("", 503, {"Retry-After": "999999999"})
    before = datetime.now(UTC)
    (run,) = newsroom.crawl()
    ends = f"{before + 7 * DAY:%Y-%m-%d}", f"{datetime.now(UTC) + 7 * DAY:%Y-%m-%d}"
    assert run.error.startswith(tuple(f"127.0.0.1 asked to wait until {end}" for end in ends))


def test_a_wait_from_another_clock_is_none(site: Site, newsroom: Newsroom, database: Database) -> None:
    newsroom.save(source_of(site))
    database.hosts.keep_wait(site.url, datetime.now(UTC) + 400 * DAY)
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}


def test_a_host_that_another_process_crawls_is_left_to_it(site: Site, newsroom: Newsroom, database: Database) -> None:
    newsroom.save(source_of(site))
    newsroom.save(Source("elsewhere", "http://elsewhere.example/", starts=()))
    now = datetime.now(UTC)
    assert database.hosts.claim("elsewhere", {"127.0.0.1"}, "other-machine:1", now + timedelta(minutes=1), now).taken
    assert newsroom.crawl("gazette") == []
    assert not site.hits
    assert newsroom.told[-1].busy
    assert newsroom.told[-1].note == "skipped: 127.0.0.1 is being crawled by another process"
    claim = database.hosts.claim("gazette", (), "me", now + timedelta(minutes=1), now)
    assert claim.taken, "not even the source is held"
    database.hosts.give_back("gazette", (), "me")
    database.hosts.give_back("elsewhere", {"127.0.0.1"}, "other-machine:1")
    (run,) = newsroom.crawl("gazette")
    assert counts(run) == {"new": 3}
    assert database.hosts.busy(datetime.now(UTC)) == {}


def test_a_budget_ends_the_day(site: Site, newsroom: Newsroom, database: Database) -> None:
    source = source_of(site, limits=replace(PATIENT, requests_a_day=4))
    newsroom.save(source)
    (run,) = newsroom.crawl()
    assert (run.status, counts(run), run.requests) == (RunStatus.FINISHED, {"new": 2}, 4)
    today = budget_day(source, datetime.now(UTC))
    assert run.error == f"the 4 requests of {today} are spent; the rest waits for tomorrow"
    assert len(site.hits) == 4
    (run,) = newsroom.crawl()
    assert (run.status, counts(run), run.requests, len(site.hits)) == (RunStatus.FINISHED, {}, 0, 4)
    assert "are spent" in run.error
    assert database.requests.days("gazette") == {today: 4}
    database.requests.forget_before("9")
    (run,) = newsroom.crawl()
    assert (counts(run), run.requests) == ({"new": 1}, 2)


def test_redirects_and_repetitions_are_requests_too(site: Site, newsroom: Newsroom) -> None:
    site.pages[path_of(0)] = Page("", 302, {"Location": path_of(5)})
    good = site.pages[path_of(1)]
    site.pages[path_of(1)] = lambda n: good if n else Page("", 502)
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}
    assert run.requests == len(site.hits) == 7


def test_a_host_that_does_not_answer_is_left_alone_for_the_run(
    site: Site, newsroom: Newsroom, database: Database
) -> None:
    with Site() as gone:
        dead = gone.url
    many = [dead.replace("127.0.0.1", "localhost") + path_of(n) for n in range(40)]
    site.pages["/news/"] = listing([*many, path_of(1)])
    newsroom = Newsroom(newsroom.folder, allow=("127.0.0.1", "localhost"))
    newsroom.save(source_of(site, allow=("/news/2026/",)))
    database.hosts.keep_robots(dead.replace("127.0.0.1", "localhost"), HostState(None, 404, datetime.now(UTC)))
    (run,) = newsroom.crawl()
    counted = counts(run)
    assert counted["new"] == 1
    assert MOST_TROUBLE <= counted["failed (connection refused)"] <= MOST_TROUBLE + 5
    assert "localhost does not answer (connection refused)" in run.error
    assert len(database.frontier.work("gazette", datetime.now(UTC))) >= 30


@pytest.mark.parametrize(
    ("tag", "modified"),
    [
        ('W/"a-b"', "Sun, 22 Nov 2026 08:00:00 GMT"),
        ("no quotes; at, all", "yesterday, about noon"),
        ('"caf\u00c3\u00a9"', ""),
        ('"two "quotes""', "Sun, 22 Nov 2026 08:00:00 GMT"),
    ],
)
def test_validators_go_back_byte_for_byte(tag: str, modified: str, site: Site, newsroom: Newsroom) -> None:
    # The site speaks Latin-1, as HTTP's own libraries do: what it sends and gets is bytes.
    headers = {"ETag": tag, **({"Last-Modified": modified} if modified else {})}
    for path in ("/news/", path_of(0)):
        site.pages[path].headers |= headers
    newsroom.save(source_of(site, limits=replace(PATIENT, rechecks=(timedelta(milliseconds=1), DAY))))
    newsroom.crawl()
    (run,) = newsroom.crawl()
    for path in ("/news/", path_of(0)):
        first, second = site.asked(path)
        assert "if-none-match" not in first.headers
        assert (second.status, second.headers["if-none-match"]) == (304, tag)
        assert second.headers.get("if-modified-since", "") == modified
    assert run.found == 0


def test_bytes_that_cannot_be_sent_back_are_not(site: Site, newsroom: Newsroom) -> None:
    site.pages["/news/"].headers = {"ETag": '"caf\u00e9"', "Last-Modified": "Sun"}
    newsroom.save(source_of(site))
    assert counts(newsroom.crawl()[0]) == {"new": 3}
    newsroom.crawl()
    _, second = site.asked("/news/")
    assert "if-none-match" not in second.headers
    assert second.headers["if-modified-since"] == "Sun"


def test_the_same_bytes_are_not_read_again(site: Site, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.save(source_of(site))
    newsroom.crawl()

    def parsed(*_: object) -> None:
        raise AssertionError("the list was read again")

    monkeypatch.setattr("crawler.readers.Readers.read_list", parsed)
    site.pages["/news/"].headers = {"ETag": '"new"'}
    (run,) = newsroom.crawl()
    assert (run.status, run.found, len(site.asked("/news/"))) == (RunStatus.FINISHED, 0, 2)
    newsroom.crawl()
    assert site.asked("/news/")[-1].status == 304, "the new validator was kept"


def test_starts_of_any_kind_are_asked_with_conditions(site: Site, newsroom: Newsroom) -> None:
    item = f"<item><title>Story</title><link>{site.url}{path_of(0)}</link></item>"
    feed = f"<rss version='2.0'><channel><title>G</title><link>{site.url}</link>{item}</channel></rss>"
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    files = f"<urlset {space}><url><loc>{site.url}{path_of(1)}</loc></url></urlset>"
    index = f"<sitemapindex {space}><sitemap><loc>{site.url}/a.xml</loc></sitemap></sitemapindex>"
    for path, body in {"/feed.xml": feed, "/a.xml": files, "/index.xml": index}.items():
        site.pages[path] = Page(body, headers={"ETag": f'"{path}"'}, kind="application/xml")
    starts = (
        StartPoint(StartKind.FEED, f"{site.url}/feed.xml"),
        StartPoint(StartKind.SITEMAP, f"{site.url}/index.xml"),
    )
    newsroom.save(replace(source_of(site), starts=starts))
    assert counts(newsroom.crawl()[0]) == {"new": 2}
    site.hits.clear()
    newsroom.crawl()
    assert {(hit.path, hit.status) for hit in site.hits} == {("/feed.xml", 304), ("/index.xml", 304)}
