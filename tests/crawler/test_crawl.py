"""Whole crawls of small sites on loopback."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kitewire.article import PageLink
from kitewire.crawl import ListFetched, RunStatus
from kitewire.errors import UnknownSourceError
from kitewire.source import StartKind, StartPoint
from storage import open_database
from tests.crawler.crawling import PATIENT, QUICK, Newsroom, counts, source_of
from tests.crawler.site import Page, Site, article, listing, path_of, text

PATIENCE = 30
"""Seconds that a page waits for what is to come first, if nothing is wrong: less than a crawl waits for a page."""


def test_a_crawl_saves_articles_and_the_next_one_asks_for_nothing_twice(site: Site, newsroom: Newsroom) -> None:
    site.pages["/news/"].headers["ETag"] = '"one"'
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl("gazette")
    assert (run.status, run.found, counts(run)) == (RunStatus.FINISHED, 3, {"new": 3})
    assert [one.title for one in newsroom.articles()] == [f"Story number {n} of the county" for n in range(3)]
    assert {hit.headers["user-agent"] for hit in site.hits} == {newsroom.settings.user_agent}
    site.hits.clear()
    (run,) = newsroom.crawl("gazette")
    assert (run.found, counts(run)) == (0, {})
    assert [(hit.path, hit.status) for hit in site.hits] == [("/news/", 304)]


def test_rechecks_tell_unchanged_from_revised(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site, limits=QUICK))
    site.pages[path_of(0)].headers["ETag"] = '"a"'
    newsroom.crawl()
    site.pages[path_of(2)] = article("Story number 2 of the county", "another bridge")
    (run,) = newsroom.crawl()
    assert counts(run) == {"unchanged": 2, "revised": 1}
    assert [hit.status for hit in site.asked(path_of(0))] == [200, 304]
    assert "another bridge" in newsroom.articles()[2].body


def test_list_pages_are_followed_until_one_holds_nothing_unknown(site: Site, newsroom: Newsroom) -> None:
    site.pages["/news/"] = listing([path_of(0)], "/news/index_1.html")
    site.pages["/news/index_1.html"] = listing([path_of(1)], "/news/index_2.html")
    site.pages["/news/index_2.html"] = listing([path_of(2)], "/news/index_3.html")
    site.pages["/news/index_3.html"] = listing([path_of(2)], "/news/")
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}
    site.pages[path_of(5)] = article("A story that came later", "a later bridge")
    site.pages["/news/"] = listing([path_of(5), path_of(0)], "/news/index_1.html")
    site.hits.clear()
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 1}
    assert site.asked("/news/index_1.html")
    assert not site.asked("/news/index_2.html")


def test_articles_are_fetched_while_lists_go_on(site: Site, newsroom: Newsroom) -> None:
    fetched = threading.Event()
    site.pages[path_of(0)] = lambda _: fetched.set() or article("Story number 0 of the county", "bridge 0")
    site.pages["/news/"] = listing([path_of(0)], "/news/index_1.html")
    held = listing([path_of(1)])
    site.pages["/news/index_1.html"] = lambda _: held if fetched.wait(PATIENCE) else Page("", 404)
    newsroom.save(source_of(site, limits=replace(PATIENT, connections=2)))
    (run,) = newsroom.crawl()
    assert (run.error, counts(run)) == ("", {"new": 2})


def test_a_list_reads_no_further_than_its_limit(site: Site, newsroom: Newsroom) -> None:
    for n in range(6):
        site.pages[f"/list/index_{n}.html"] = listing([path_of(n)], f"/list/index_{n + 1}.html")
    newsroom.save(source_of(site, "/list/index_0.html", limits=replace(PATIENT, list_pages=3)))
    newsroom.crawl()
    assert sum(hit.path.startswith("/list/") for hit in site.hits) == 3


def test_robots_are_obeyed(site: Site, newsroom: Newsroom) -> None:
    site.pages["/robots.txt"] = Page(f"User-agent: *\nDisallow: {path_of(1)}\n", kind="text/plain")
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 2, "skipped (robots.txt)": 1}
    assert not site.asked(path_of(1))


def test_robots_hold_for_all_that_wait_for_them_at_once(site: Site, newsroom: Newsroom) -> None:
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /news/2026/\n", kind="text/plain")
    newsroom.save(replace(source_of(site, limits=replace(PATIENT, connections=8)), starts=()))
    links = tuple(PageLink(site.url + path_of(n), "") for n in range(8))
    with open_database(newsroom.settings.database_url) as database:
        database.frontier.save_start("gazette", ListFetched(site.url + "/news/", links), datetime.now(UTC))
    (run,) = newsroom.crawl()
    assert counts(run) == {"skipped (robots.txt)": 8}
    assert {hit.path for hit in site.hits} == {"/robots.txt"}


def test_robots_that_cannot_be_had_forbid_everything_for_now(site: Site, newsroom: Newsroom) -> None:
    site.pages["/robots.txt"] = Page("", 503)
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert run.status is RunStatus.FAILED
    assert "robots.txt unreachable" in run.error
    assert {hit.path for hit in site.hits} == {"/robots.txt"}


def test_errors_are_counted_and_never_stored(site: Site, newsroom: Newsroom) -> None:
    site.pages[path_of(0)] = Page("<h1>Not here</h1>", 404)
    site.pages[path_of(1)] = Page("<h1>Broken</h1>", 500)
    heals = site.pages[path_of(2)]
    site.pages[path_of(2)] = lambda n: heals if n else Page("", 502)
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"failed (http 404)": 1, "failed (http 500)": 1, "new": 1}
    assert [len(site.asked(path_of(n))) for n in range(3)] == [1, 3, 2]
    assert len(newsroom.articles()) == 1


def test_redirects_give_the_page_its_address(site: Site, newsroom: Newsroom) -> None:
    site.pages[path_of(0)] = Page("", 301, {"Location": "/news/2026/11/20/moved-to-a-better-place-77.html"})
    site.pages["/news/2026/11/20/moved-to-a-better-place-77.html"] = article("Moved to a better place", "moving")
    site.pages[path_of(1)] = Page("", 302, {"Location": "/"})
    site.pages["/"] = article("Welcome to our home page", "welcome")
    site.pages[path_of(2)] = Page("", 302, {"Location": path_of(2)})
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 1, "not_article (redirected elsewhere)": 1, "failed (too many redirects)": 1}
    assert [one.url for one in newsroom.articles()] == [site.url + "/news/2026/11/20/moved-to-a-better-place-77.html"]


def test_meta_refresh_leads_on(site: Site, newsroom: Newsroom) -> None:
    site.pages["/paper/"] = Page('<html><head><META http-equiv=Refresh content="0; url=/news/"></head></html>')
    site.pages["/news/"].body = site.pages["/news/"].body.replace(
        "<head>", '<head><meta http-equiv="refresh" content="600">'
    )
    newsroom.save(source_of(site, "/paper/"))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}


def test_too_large_a_page_fails(site: Site, tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, KITEWIRE_MAX_PAGE_BYTES=20_000)
    site.pages[path_of(1)] = article("Story number 1 of the county", number=300)
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 2, "failed (too large)": 1}


def test_retry_after_is_waited_for(site: Site, newsroom: Newsroom) -> None:
    good = site.pages[path_of(0)]
    site.pages[path_of(0)] = lambda n: good if n else Page("", 429, {"Retry-After": "2"})
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}
    first, second = site.asked(path_of(0))
    assert second.at - first.at >= 2


def test_a_host_that_wants_to_be_left_alone_is(site: Site, newsroom: Newsroom) -> None:
    limits = replace(PATIENT, connections=1)
    site.pages["/news/"] = listing([path_of(n) for n in range(40)])
    site.pages |= {path_of(n): Page("", 503, {"Retry-After": "86400"}) for n in range(40)}
    newsroom.save(source_of(site, limits=limits))
    (run,) = newsroom.crawl()
    assert run.status is RunStatus.FINISHED
    assert 0 < sum(hit.status == 503 for hit in site.hits) < 10
    with open_database(newsroom.settings.database_url) as database:
        assert len(database.frontier.work("gazette", datetime.now(UTC))) > 30


def test_a_slow_host_holds_up_no_other(site: Site, tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, allow=("127.0.0.1", "127.0.0.2"))
    others = [path_of(n) for n in range(20, 32)]
    fast_done = threading.Event()

    with Site("127.0.0.2") as slow:

        def wait(number: int) -> Page:
            # Answers only when the fast host has been asked for everything: if it waits for us, this fails.
            return article("A slow story", "slowness") if fast_done.wait(PATIENCE) else Page("", 404)

        def fast(number: int) -> Page:
            if {hit.path for hit in site.hits} >= set(others[:-1]):
                fast_done.set()
            return article("A quick story of the day", "quickness")

        slow.pages |= {path_of(n): wait for n in range(12)}
        site.pages |= dict.fromkeys(others, fast)
        site.pages["/news/"] = listing([slow.url + path_of(n) for n in range(12)] + others)
        newsroom.save(source_of(site, allow=(r"/news/2026/",), limits=replace(PATIENT, connections=1)))
        (run,) = newsroom.crawl()
    assert "failed (http 404)" not in counts(run)


def test_articles_of_several_pages_are_joined(site: Site, newsroom: Newsroom) -> None:
    first, second, third = (path_of(1).replace(".html", end) for end in (".html", "_2.html", "_3.html"))
    site.pages[first] = article("A long story in three pages", "roads", second)
    site.pages[second] = article("A long story in three pages", "rivers", third)
    site.pages[third] = article("A long story in three pages", "railways", first)
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}
    long = next(one for one in newsroom.articles() if one.title == "A long story in three pages")
    assert all(line in long.body for subject in ("roads", "rivers", "railways") for line in text(subject))
    assert long.url == site.url + first


@pytest.mark.parametrize("way", ["link", "redirect"])
def test_no_request_reaches_an_address_that_is_not_allowed(way: str, site: Site, newsroom: Newsroom) -> None:
    with Site("127.0.0.9") as inside:
        inside.pages["/secret"] = article("Secret", "secrets")
        inside.pages[path_of(9)] = inside.pages["/secret"]
        if way == "redirect":
            site.pages[path_of(0)] = Page("", 302, {"Location": inside.url + "/secret"})
        else:
            site.pages["/news/"] = listing([inside.url + path_of(9), path_of(1), path_of(2)])
        newsroom.save(source_of(site, allow=("/news/",)))
        (run,) = newsroom.crawl()
        assert counts(run) == {"new": 2, "skipped (address not public)": 1}
        assert not inside.hits


def test_a_start_point_that_fails_does_not_stop_the_others(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site, "/gone/", "/news/"))
    (run,) = newsroom.crawl()
    assert (run.status, counts(run)) == (RunStatus.FINISHED, {"new": 3})
    assert "/gone/: http 404" in run.error
    newsroom.save(source_of(site, "/gone/", name="other"))
    (run,) = newsroom.crawl("other")
    assert run.status is RunStatus.FAILED


def test_limit_since_and_denied(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl(limit=1)
    assert (run.found, counts(run)) == (3, {"new": 1})
    (run,) = newsroom.crawl(since=date(2026, 11, 21))
    assert counts(run) == {"skipped (older than asked for)": 2}
    newsroom.save(source_of(site, "/news/", name="other", deny=("calder-12",)))
    site.pages["/news/"] = listing([path_of(12)])
    (run,) = newsroom.crawl("other")
    assert run.found == 0


def test_two_crawls_of_one_source_never_overlap(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site))
    now = datetime.now(UTC)
    with open_database(newsroom.settings.database_url) as database:
        assert database.hosts.claim("gazette", (), "elsewhere:1", now + timedelta(minutes=1), now).taken
    assert newsroom.crawl("gazette") == []
    assert newsroom.told[-1].done
    assert "another crawl" in newsroom.told[-1].note
    assert not site.hits


def test_an_unknown_source_is_named_with_those_near_it(newsroom: Newsroom, site: Site) -> None:
    newsroom.save(source_of(site))
    with pytest.raises(UnknownSourceError, match="did you mean gazette"):
        newsroom.crawl("gazete")


def test_feeds_and_sitemaps_are_start_points_too(site: Site, newsroom: Newsroom) -> None:
    items = "".join(f"<item><title>Story {n}</title><link>{site.url}{path_of(n)}</link></item>" for n in range(2))
    feed = f"<rss version='2.0'><channel><title>G</title><link>{site.url}</link>{items}</channel></rss>"
    site.pages["/feed.xml"] = Page(feed, kind="application/rss+xml")
    names = f"<url><loc>{site.url}{path_of(2)}</loc></url>"
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    site.pages["/sitemap.xml"] = Page(f"<urlset {space}>{names}</urlset>", kind="application/xml")
    starts = (
        StartPoint(StartKind.FEED, site.url + "/feed.xml"),
        StartPoint(StartKind.SITEMAP, site.url + "/sitemap.xml"),
    )
    newsroom.save(replace(source_of(site), starts=starts))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 3}


@pytest.mark.parametrize("notice", ["status", "home", "error page"])
def test_a_page_that_is_not_there_any_more_never_becomes_the_article(
    site: Site, newsroom: Newsroom, notice: str
) -> None:
    newsroom.save(source_of(site, limits=QUICK))
    newsroom.crawl()
    before = newsroom.articles()
    site.pages["/"] = site.pages["/404.html"] = article("The page you asked for was removed", "other news")
    site.pages[path_of(1)] = {
        "status": Page("gone", 410),
        "home": Page("", 302, {"Location": "/"}),
        "error page": Page("", 302, {"Location": "/404.html"}),
    }[notice]
    (run,) = newsroom.crawl()
    expected = "failed (http 410)" if notice == "status" else "not_article (redirected elsewhere)"
    assert counts(run) == {"unchanged": 2, expected: 1}
    assert [(one.url, one.body) for one in newsroom.articles()] == [(one.url, one.body) for one in before]


def test_new_pages_come_before_those_to_be_looked_at_again(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(source_of(site, limits=replace(QUICK, pages=3)))
    newsroom.crawl()
    for n in (5, 6):
        site.pages[path_of(n)] = article(f"A story that came later, number {n}", f"bridge {n}")
    site.pages["/news/"] = listing([path_of(n) for n in (5, 6, 0, 1, 2)])
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 2, "unchanged": 1}


def test_a_source_without_start_points_says_that_it_finds_nothing(site: Site, newsroom: Newsroom) -> None:
    newsroom.save(replace(source_of(site), starts=()))
    (run,) = newsroom.crawl()
    assert (run.status, counts(run)) == (RunStatus.FINISHED, {})
    assert "names no start points" in run.error
