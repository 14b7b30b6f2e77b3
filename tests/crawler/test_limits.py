"""Answers without end, lists without end: each ends in a counted outcome, and the run goes on."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import lists
from crawler.discovery.reading import read_start
from crawler.discovery.sitemaps import MOST_URLS
from kitewire.crawl import RunStatus
from kitewire.source import StartKind, StartPoint
from storage import open_database
from tests.crawler.crawling import PATIENT, Newsroom, counts, source_of
from tests.crawler.site import Page, Site, article, listing, path_of

TOP = Path(__file__).resolve().parents[2]
SPACE = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
Talk = Callable[[socket.socket], None]


class Rude:
    """A server on loopback that answers every request in the way of `talk`, whatever HTTP says."""

    def __init__(self, **talk: Talk) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._talk = talk
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller: socket.socket) -> None:
        with caller:
            asked = caller.recv(65536).split(b" ")[1].decode() if caller else ""
            name = next((name for name in self._talk if f"-{name}-" in asked), "")
            try:
                if name:
                    self._talk[name](caller)
                else:
                    caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except OSError:
                pass  # it was hung up on us, as it should

    def path(self, name: str) -> str:
        return f"{self.url}/news/2026/11/20/a-{name}-story-of-the-county-7.html"

    def close(self) -> None:
        self._socket.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def drip(caller: socket.socket) -> None:
    caller.sendall(HEAD + b"\r\n<html><body>")
    while True:
        caller.sendall(b"x")
        time.sleep(0.05)


def drip_head(caller: socket.socket) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        caller.sendall(b"x")
        time.sleep(0.05)


def endless(caller: socket.socket) -> None:
    caller.sendall(HEAD + b"\r\n")
    while True:
        caller.sendall(b"<p>and on it goes</p>" * 1000)


def long_header(caller: socket.socket) -> None:
    caller.sendall(HEAD + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\nhello")


def many_headers(caller: socket.socket) -> None:
    caller.sendall(HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\nhello")


def garbage(caller: socket.socket) -> None:
    caller.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")


def wrong_length(caller: socket.socket) -> None:
    caller.sendall(HEAD + b"Content-Length: 500\r\n\r\nshort")


def test_answers_without_end_end_in_an_outcome(site: Site, tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, KITEWIRE_MAX_PAGE_BYTES=1_000_000)
    rude = Rude(
        endless=endless,
        longheader=long_header,
        manyheaders=many_headers,
        garbage=garbage,
        wronglength=wrong_length,
    )
    names = ("endless", "longheader", "manyheaders", "garbage", "wronglength")
    bomb, onion = gzip.compress(b"<p>a</p>" * 10_000_000), gzip.compress(gzip.compress(b"x" * 50_000_000))
    odd = {"/news/2026/11/20/a-gzip-bomb-of-the-county-1.html": (bomb, "gzip")}
    odd["/news/2026/11/20/a-gzip-onion-of-the-county-2.html"] = (onion, "gzip, gzip")
    for path, (body, coding) in odd.items():
        site.pages[path] = Page(body, headers={"Content-Encoding": coding})
    where = ("/loop", "ftp://127.0.0.1/x", "file:///etc/hostname", "data:text/html,<p>x", "//")
    for n, target in enumerate(where):
        site.pages[path_of(20 + n)] = Page("", 302, {"Location": target})
    site.pages["/loop"] = Page("", 302, {"Location": "/loop"})
    pages = [*map(rude.path, names), *odd, *(path_of(20 + n) for n in range(len(where))), path_of(1)]
    site.pages["/news/"] = listing(pages)
    newsroom.save(source_of(site, allow=("/news/2026/",), limits=replace(PATIENT, connections=8)))
    (run,) = newsroom.crawl()
    rude.close()
    assert run.status is RunStatus.FINISHED
    assert counts(run) == {
        "new": 1,
        "failed (too large)": 3,
        "failed (bad response)": 3,
        "failed (connection lost)": 1,
        "failed (too many redirects)": 2,
        "failed (http 302)": 3,
    }


def test_answers_that_drip_end_when_their_time_is_up(
    site: Site, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.settings.DOWNLOAD_TIMEOUT", 1)
    rude = Rude(drip=drip, driphead=drip_head)
    site.pages["/news/"] = listing([rude.path("drip"), rude.path("driphead")])
    newsroom.save(source_of(site, allow=("/news/2026/",)))
    (run,) = newsroom.crawl()
    rude.close()
    assert (run.status, counts(run)) == (RunStatus.FINISHED, {"failed (timeout)": 2})


def test_a_page_that_hangs_takes_no_time_from_those_behind_it(
    site: Site, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.settings.DOWNLOAD_TIMEOUT", 1)

    def hang(n: int) -> Page:
        time.sleep(3)
        return Page("")

    for n in range(9):
        site.pages[path_of(n)] = article(f"A council of the county meets number {n}")
    site.pages[path_of(9)] = hang
    site.pages["/news/"] = listing([path_of(n) for n in (9, *range(9))])
    newsroom.save(source_of(site, limits=replace(PATIENT, delay=0, connections=1)))
    (run,) = newsroom.crawl()
    assert (run.status, run.error, counts(run)) == (RunStatus.FINISHED, "", {"new": 9, "failed (timeout)": 1})


def test_a_run_ends_when_its_time_is_up(site: Site, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.save(source_of(site, limits=replace(PATIENT, minutes=7)))
    newsroom.crawl(limit=0)
    monkeypatch.setattr("crawler.live.time", Clock())
    (run,) = newsroom.crawl()
    assert (run.status, counts(run)) == (RunStatus.FINISHED, {})
    assert run.error == "stopped after 7 minutes; the rest waits for the next run"
    monkeypatch.undo()
    (run,) = newsroom.crawl()
    assert (run.status, counts(run), run.error) == (RunStatus.FINISHED, {"new": 3}, "")


class Clock:
    """Ten minutes between two looks."""

    now = 0.0

    def monotonic(self) -> float:
        self.now += 600
        return self.now


def deep_archive(site: Site, pages: int) -> None:
    """A list of as many pages, each with an article of its own."""
    for n in range(pages):
        onward = f"/list/index_{n + 1}.html" if n + 1 < pages else ""
        site.pages[f"/list/index_{n}.html"] = listing([path_of(100 + n)], onward)
        site.pages[path_of(100 + n)] = article(f"Story number {n} of the archive", f"archive {n}")


def lists_asked(site: Site) -> list[str]:
    return [hit.path for hit in site.hits if hit.path.startswith("/list/")]


def test_a_deep_archive_is_read_over_several_runs(site: Site, newsroom: Newsroom) -> None:
    deep_archive(site, 11)
    newsroom.save(source_of(site, "/list/index_0.html", limits=replace(PATIENT, list_pages=4)))
    for _ in range(5):
        site.hits.clear()
        newsroom.crawl()
        assert len(lists_asked(site)) <= 4
    assert len(newsroom.articles()) == 11
    site.hits.clear()
    newsroom.crawl()
    assert lists_asked(site) == ["/list/index_0.html"]


def test_news_come_before_the_archive_and_both_are_read(site: Site, newsroom: Newsroom) -> None:
    deep_archive(site, 9)
    newsroom.save(source_of(site, "/list/index_0.html", limits=replace(PATIENT, list_pages=4)))
    newsroom.crawl(limit=0)
    site.hits.clear()
    site.pages["/list/index_0.html"] = listing([path_of(1)], "/list/index_1.html")
    site.pages["/list/index_1.html"] = listing([path_of(2)], "/list/index_2.html")
    newsroom.crawl(limit=0)
    assert lists_asked(site) == [f"/list/index_{n}.html" for n in (0, 1, 2, 4)]


def test_a_crawl_that_is_killed_goes_on_with_its_lists(site: Site, newsroom: Newsroom) -> None:
    deep_archive(site, 6)
    go_on, asked = threading.Event(), threading.Event()
    third = site.pages["/list/index_3.html"]

    def hang(_: int) -> Page:
        asked.set()
        go_on.wait(100)
        return Page("", 404)

    site.pages["/list/index_3.html"] = hang
    newsroom.save(source_of(site, "/list/index_0.html"))
    environment = {"DATABASE_URL": newsroom.settings.database_url, "KITEWIRE_ALLOW_HOSTS": "127.0.0.1"}
    child = subprocess.Popen([sys.executable, "-m", "crawler", "gazette"], cwd=TOP, env=environment)
    assert asked.wait(100)
    child.kill()
    child.wait()
    go_on.set()
    site.pages["/list/index_3.html"] = third
    newsroom.crawl()
    assert len(newsroom.articles()) == 6


def test_a_list_that_cannot_be_read_now_is_read_later(site: Site, newsroom: Newsroom) -> None:
    deep_archive(site, 4)
    good = site.pages["/list/index_2.html"]
    site.pages["/list/index_2.html"] = Page("", 502)
    newsroom.save(source_of(site, "/list/index_0.html"))
    (run,) = newsroom.crawl(limit=0)
    assert "index_2.html: http 502" in run.error
    site.pages["/list/index_2.html"] = good
    (run,) = newsroom.crawl()
    assert (run.found, run.error) == (2, "")


def test_an_endless_calendar_without_news_ends(site: Site, newsroom: Newsroom) -> None:
    class Calendar(dict):  # type: ignore[type-arg]
        def get(self, path: str, default: object = None) -> object:
            if path.startswith("/list/?date="):
                return listing([path_of(1)], f"/list/?date={int(path.partition('=')[2]) + 1}")
            return super().get(path, default)

    site.pages = Calendar(site.pages)
    newsroom.save(source_of(site, "/list/?date=1", limits=replace(PATIENT, list_pages=100)))
    newsroom.crawl(limit=0)
    assert len(lists_asked(site)) == 1 + lists.BARREN
    newsroom.crawl(limit=0)
    assert len(lists_asked(site)) == 2 + lists.BARREN


def test_an_endless_list_of_ever_new_addresses_ends_at_its_depth(site: Site, newsroom: Newsroom) -> None:
    class Trap(dict):  # type: ignore[type-arg]
        def get(self, path: str, default: object = None) -> object:
            if path.startswith("/list/?n="):
                n = int(path.partition("=")[2])
                return listing([path_of(1000 + n)], f"/list/?n={n + 1}")
            return super().get(path, default)

    site.pages = Trap(site.pages)
    newsroom.save(source_of(site, "/list/?n=1", limits=replace(PATIENT, list_pages=4, depth=6)))
    seen = [counts(newsroom.crawl(limit=0)[0]) for _ in range(3)]
    assert seen == [{}, {"skipped (list too deep)": 1}, {}]
    assert len(set(lists_asked(site))) == 7


def test_a_huge_list_is_bounded_and_the_rest_counted(site: Site, newsroom: Newsroom) -> None:
    site.pages["/news/"] = listing([path_of(n) for n in range(500)])
    urls = "".join(f"<url><loc>{site.url}{path_of(1000 + n)}</loc></url>" for n in range(400))
    site.pages["/sitemap.xml"] = Page(
        gzip.compress(f"<urlset {SPACE}>{urls}</urlset>".encode()), kind="application/xml"
    )
    starts = (StartPoint(StartKind.LIST, f"{site.url}/news/"), StartPoint(StartKind.SITEMAP, f"{site.url}/sitemap.xml"))
    newsroom.save(replace(source_of(site, limits=replace(PATIENT, links=300)), starts=starts))
    (run,) = newsroom.crawl(limit=0)
    assert (run.found, counts(run)) == (600, {"skipped (too many links)": 200 + 100})
    assert newsroom.told[-1].skipped == 300


def test_what_stands_beyond_the_bounds_of_a_file_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"http://a.example/{n}.html\n" for n in range(MOST_URLS + 10)).encode()
    assert read_start(StartKind.SITEMAP, lines, "http://a.example/s.txt", None).left_out == 10
    monkeypatch.setattr("crawler.discovery.sitemaps.MOST_URLS", 20)
    urls = "".join(f"<url><loc>http://a.example/{n}.html</loc></url>" for n in range(50))
    read = read_start(StartKind.SITEMAP, f"<urlset {SPACE}>{urls}</urlset>".encode(), "http://a.example/s.xml", None)
    assert (len(read.links), read.left_out) == (20, 30)
    monkeypatch.setattr("crawler.discovery.reading.MOST_TAGS", 200)
    body = str(listing([path_of(n) for n in range(500)]).body).encode()
    read = read_start(StartKind.LIST, body, "http://a.example/", None)
    assert 0 < len(read.links) < 60
    assert len(read.links) + read.left_out in (500, 501)


def test_a_huge_index_of_sitemaps_waits_within_bounds(
    site: Site, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.waiting_lists.MOST_WAITING", 100)
    files = "".join(f"<sitemap><loc>{site.url}/list/{n}.xml</loc></sitemap>" for n in range(500))
    site.pages["/index.xml"] = Page(f"<sitemapindex {SPACE}>{files}</sitemapindex>", kind="application/xml")
    start = StartPoint(StartKind.SITEMAP, f"{site.url}/index.xml")
    newsroom.save(replace(source_of(site, limits=replace(PATIENT, list_pages=5)), starts=(start,)))
    (run,) = newsroom.crawl(limit=0)
    assert counts(run) == {"skipped (too many lists)": 400}
    assert len(lists_asked(site)) == 4
    with open_database(newsroom.settings.database_url) as database:
        assert len(database.frontier.waiting_lists("gazette", start.url, 1000)) == 96


def test_one_page_under_many_sessions_is_one_page(site: Site, newsroom: Newsroom) -> None:
    base = path_of(1)
    many = [f"{base};jsessionid={n:032X}" for n in range(5)] + [f"{base}?PHPSESSID=abc{n}" for n in range(5)]
    site.pages |= dict.fromkeys(many, site.pages[base])
    site.pages["/news/"] = listing(many)
    newsroom.save(source_of(site, allow=("/news/2026/",)))
    (run,) = newsroom.crawl()
    assert (run.found, counts(run)) == (1, {"new": 1})
    with open_database(newsroom.settings.database_url) as database:
        assert database.frontier.work("gazette", datetime.now(UTC)) == []
