"""The address guard on each way that a request can take, with names that a fake resolver answers.

Here 127.0.0.1 stands for a public address and all others of loopback for the inside, so that the requests are real and
none leaves the machine.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from crawler import guard
from crawler.door import probe
from kitewire.crawl import RunStatus
from kitewire.errors import DiscoveryError, ForbiddenAddressError, KitewireError
from kitewire.source import StartKind, StartPoint
from tests.crawler.crawling import PATIENT, Newsroom, counts, source_of
from tests.crawler.site import Page, Site, article, listing, path_of

OUTSIDE, INSIDE = "127.0.0.1", "127.0.0.9"
SECRET = article("A secret of the house", "secrets")


class Names(AbstractResolver):
    """Answers from a table; of several answers the next one each time, the last for ever."""

    table: dict[str, list[str]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host not in self.table:
            raise socket.gaierror(socket.EAI_NONAME, "no such name in the test")
        answers = self.table[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        kind = socket.AF_INET6 if ":" in found else socket.AF_INET
        return [ResolveResult(hostname=host, host=found, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    table = {"news.example": [OUTSIDE], "inside.example": [INSIDE]}
    monkeypatch.setattr(Names, "table", table)
    monkeypatch.setattr("crawler.downloading.PooledResolver", Names)
    monkeypatch.setattr("crawler.downloading.NAMES_KEPT", 0)
    monkeypatch.setattr(guard, "is_public", lambda address: address == ip_address(OUTSIDE))
    return table


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        made.pages[path_of(1)] = article("Story number 1 of the county", "bridge 1")
        yield made


@pytest.fixture
def inside() -> Iterator[Site]:
    with Site(INSIDE) as made:
        every = {"/robots.txt", "/", "/news/", "/feed.xml", "/sitemap.xml", "/secret", path_of(9)}
        made.pages |= dict.fromkeys(every, SECRET)
        yield made


@pytest.fixture
def newsroom(tmp_path: Path, names: dict[str, list[str]]) -> Newsroom:
    return Newsroom(tmp_path, allow=())


def port(site: Site) -> str:
    return site.url.rpartition(":")[2]


def spellings(inside: Site) -> list[str]:
    number = int(ip_address(INSIDE))
    hosts = (
        "inside.example",
        "inside.example.",
        INSIDE,
        f"{INSIDE}.",
        f"[::ffff:{INSIDE}]",
        f"[64:ff9b::{INSIDE}]",
        "[2002:7f00:9::1]",
        "[::1]",
        f"{number}",
        f"{number:#x}",
        "0177.0.0.011",
        "127.9",
        "１２７.０.０.９",
        "127。0。0。9",
    )
    return [f"http://{host}:{port(inside)}" for host in hosts]


def test_redirects_of_articles(site: Site, inside: Site, newsroom: Newsroom, names: dict[str, list[str]]) -> None:
    names["inside.example."] = [INSIDE]
    targets = spellings(inside)
    paths = [path_of(100 + n) for n in range(len(targets))]
    for path, target in zip(paths, targets, strict=True):
        site.pages[path] = Page("", 302, {"Location": f"{target}/secret"})
    site.pages["/news/"] = listing([*paths, path_of(1)])
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    counted = counts(run)
    assert counted.pop("new") == 1
    assert sum(counted.values()) == len(targets)
    assert counted.pop("skipped (address not public)") >= len(targets) - 2, counted
    assert not inside.hits


def test_links_of_lists_and_lists_that_go_on(site: Site, inside: Site, newsroom: Newsroom) -> None:
    elsewhere = f"http://inside.example:{port(inside)}"
    site.pages["/news/"] = listing([f"{elsewhere}{path_of(9)}", path_of(1)], "/list/2.html")
    site.pages["/list/2.html"] = Page("", 302, {"Location": f"{elsewhere}/news/"})
    newsroom.save(source_of(site, allow=("/news/2026/",)))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 1, "skipped (address not public)": 1}
    assert "/list/2.html: address not public" in run.error
    assert not inside.hits


@pytest.mark.parametrize("kind", list(StartKind))
def test_start_points_of_every_kind(kind: StartKind, site: Site, inside: Site, newsroom: Newsroom) -> None:
    elsewhere = f"http://inside.example:{port(inside)}"
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    children = f"<sitemapindex {space}><sitemap><loc>{elsewhere}/sitemap.xml</loc></sitemap></sitemapindex>"
    site.pages["/moved"] = Page("", 307, {"Location": f"{elsewhere}/feed.xml"})
    site.pages["/index.xml"] = Page(children, kind="application/xml")
    starts = [StartPoint(kind, f"{elsewhere}/news/"), StartPoint(kind, f"{site.url}/moved")]
    starts += [StartPoint(kind, f"{site.url}/index.xml")] if kind is StartKind.SITEMAP else []
    newsroom.save(replace(source_of(site), starts=tuple(starts)))
    (run,) = newsroom.crawl()
    assert run.error.count("address not public") == len(starts)
    assert not inside.hits


def test_robots(site: Site, inside: Site, newsroom: Newsroom) -> None:
    site.pages["/robots.txt"] = Page("", 301, {"Location": f"http://inside.example:{port(inside)}/robots.txt"})
    site.pages["/news/"] = listing([path_of(1)])
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert run.status is RunStatus.FAILED
    assert "address not public" in run.error
    assert not inside.hits


def test_meta_refresh_and_further_pages(site: Site, inside: Site, newsroom: Newsroom) -> None:
    elsewhere = f"http://inside.example:{port(inside)}"
    stub = f'<html><head><meta http-equiv="refresh" content="0; url={elsewhere}/secret"></head></html>'
    site.pages[path_of(2)] = Page(stub)
    site.pages[path_of(3)] = article("A story that goes on elsewhere", "travels", f"{elsewhere}{path_of(9)}")
    site.pages["/news/"] = listing([path_of(2), path_of(3)])
    newsroom.save(source_of(site))
    (run,) = newsroom.crawl()
    assert counts(run) == {"new": 1, "skipped (address not public)": 1}
    assert not inside.hits


def test_a_name_that_turns_inside_between_two_requests(
    site: Site, newsroom: Newsroom, names: dict[str, list[str]]
) -> None:
    """The same port inside answers too: only the address tells."""
    names["turns.example"] = [OUTSIDE, OUTSIDE, INSIDE]
    home = f"http://turns.example:{port(site)}"
    site.pages = {
        path: replace(page, headers={"Connection": "close"})
        for path, page in {"/news/": listing([home + path_of(1)]), path_of(1): article("A story", "a story")}.items()
        if isinstance(page, Page)
    }
    site.pages["/robots.txt"] = Page("", 404, {"Connection": "close"})
    start = StartPoint(StartKind.LIST, f"{home}/news/")
    newsroom.save(replace(source_of(site, limits=PATIENT), home=home, starts=(start,)))
    (run,) = newsroom.crawl()
    assert counts(run) == {"skipped (address not public)": 1}
    assert [hit.path for hit in site.hits] == ["/robots.txt", "/news/"]


@pytest.mark.parametrize("target", ["inside.example", INSIDE, "[::1]", "0x7f000009"])
def test_probing(target: str, inside: Site, newsroom: Newsroom) -> None:
    with pytest.raises(ForbiddenAddressError, match="KITEWIRE_ALLOW_HOSTS"):
        probe(f"http://{target}:{port(inside)}/", newsroom.settings)
    assert not inside.hits


def test_probing_a_home_page_that_redirects_or_names_feeds_inside(site: Site, inside: Site, newsroom: Newsroom) -> None:
    elsewhere = f"http://inside.example:{port(inside)}"
    site.pages["/"] = Page("", 302, {"Location": f"{elsewhere}/"})
    with pytest.raises(KitewireError):
        probe(f"{site.url}/", newsroom.settings)
    feed = f'<link rel="alternate" type="application/rss+xml" href="{elsewhere}/feed.xml">'
    site.pages["/"] = Page(f"<html><head>{feed}</head><body><a href='{elsewhere}/news/'>News</a></body></html>")
    site.pages["/robots.txt"] = Page(f"Sitemap: {elsewhere}/sitemap.xml\n", kind="text/plain")
    with pytest.raises((DiscoveryError, ForbiddenAddressError)):
        probe(f"{site.url}/", newsroom.settings)
    assert not inside.hits
