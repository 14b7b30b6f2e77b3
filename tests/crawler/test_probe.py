"""Probing a site over real HTTP: what is found from a home page, and what a known source's check says."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from crawler.probe import probe, source_for
from kitewire.errors import BadUrlError, DiscoveryError, ForbiddenAddressError
from kitewire.probe import Probe
from kitewire.settings import Settings
from kitewire.source import Field, Limits, Rule, Source, StartKind, StartPoint, Template
from tests.crawler.small_site import Pages, article, page, serve

ALLOWED = Settings(KITEWIRE_ALLOW_HOSTS="127.0.0.1")
QUICK = Limits(delay=0)
HEADLINES = [
    "Council votes to repair the old harbour wall",
    "School bus service returns to the northern villages",
    "Library opens its doors on Sundays after long wait",
    "Fishing fleet comes home with a record herring catch",
    "Town bakery wins the county prize for rye bread",
    "Volunteers plant two thousand trees along the river",
]


def paths(section: str = "news") -> list[str]:
    return [f"/{section}/2026/11/{20 - n}/story-{n}.html" for n in range(len(HEADLINES))]


def articles(section: str = "news") -> Pages:
    return {path: article(headline, path[-26:-16]) for path, headline in zip(paths(section), HEADLINES, strict=True)}


def listed(section: str = "news", count: int = 6) -> str:
    rows = list(zip(paths(section), HEADLINES, strict=True))[:count]
    return "<ul>" + "".join(f"<li><a href='{path}'>{text}</a></li>" for path, text in rows) + "</ul>"


def feed(section: str) -> tuple[int, str, bytes]:
    items = "".join(
        f"<item><title>{text}</title><link>{path}</link></item>"
        for path, text in zip(paths(section), HEADLINES, strict=True)
    )
    return 200, "application/rss+xml", f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


def look(address: str) -> Probe:
    return probe(source_for(address + "/", limits=QUICK), ALLOWED)


def found(seen: Probe, address: str) -> dict[str, str]:
    return {report.start.url.removeprefix(address): report.what for report in seen.starts}


def test_a_site_with_sections_only() -> None:
    places = {"/": "Home", "/news/": "News", "/about/": "About us", "/sport/": "Sport"}
    nav = "".join(f"<a href='{path}'>{text}</a>" for path, text in places.items())
    pages = (
        articles()
        | articles("sport")
        | {
            "/": page(nav + listed(count=1)),
            "/news/": page(nav + listed()),
            "/sport/": page(nav + listed("sport")),
            "/about/": page(nav + "<p>Who we are</p>"),
        }
    )
    with serve(pages) as (address, asked):
        seen = look(address)
    assert found(seen, address) == {"/news/": "list page", "/sport/": "list page"}
    assert [sample.title for sample in seen.samples] == [HEADLINES[0], HEADLINES[0], HEADLINES[1]]
    assert {report.newest for report in seen.starts} == {"2026-11-20"}
    assert (seen.source.title, seen.source.lang) == ("The Harbour Post", "en")
    assert "/about/" not in asked


def test_feed_and_news_sitemap_from_robots() -> None:
    children = "".join(f"<sitemap><loc>/{name}.xml.gz</loc></sitemap>" for name in ("old", "news"))
    entries = "".join(
        f"<url><loc>{path}</loc><news:news><news:title>{text}</news:title></news:news></url>"
        for path, text in zip(paths("city"), HEADLINES, strict=True)
    )
    space = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    link = "<link rel='alternate' type='application/rss+xml' href='/rss/all.xml'>"
    pages = (
        articles()
        | articles("city")
        | {
            "/": page(listed(), link),
            "/rss/all.xml": feed("news"),
            "/maps.xml": (200, "text/xml", f"<sitemapindex>{children}</sitemapindex>".encode()),
            "/news.xml.gz": (200, "application/gzip", gzip.compress(f"<urlset {space}>{entries}</urlset>".encode())),
            "/old.xml.gz": (200, "application/gzip", gzip.compress(b"<urlset></urlset>")),
            "/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /private/\nSitemap: /maps.xml\n"),
        }
    )
    with serve(pages) as (address, asked):
        seen = look(address)
    assert found(seen, address) == {"/rss/all.xml": "feed", "/news.xml.gz": "news sitemap"}
    assert len(seen.samples) == 3
    assert "/sitemap.xml" not in asked
    assert "/feed" not in asked


def test_usual_places_where_the_page_names_nothing_and_pages_that_only_pretend() -> None:
    pretending = page("<h1>Sorry</h1>")
    pages = articles() | {
        "/": page(listed(count=2)),
        "/feed": pretending,
        "/atom.xml": feed("news"),
        "/sitemap.xml": pretending,
    }
    with serve(pages) as (address, _):
        seen = look(address)
    assert found(seen, address) == {"/atom.xml": "feed"}
    assert any("no feed stands there" in note for note in seen.notes)


def test_an_address_that_is_a_feed_itself() -> None:
    with serve(articles() | {"/all": feed("news")}) as (address, asked):
        seen = probe(Source("a", f"{address}/all", limits=QUICK), ALLOWED)
    assert found(seen, address) == {"/all": "feed"}
    assert asked.count("/all") == 1


def test_nothing_found_says_what_was_tried() -> None:
    with serve({"/": page("<p>Welcome</p><a href='/shop/'>Shop</a>"), "/shop/": page("<p>empty</p>")}) as (address, _):
        with pytest.raises(DiscoveryError) as raised:
            look(address)
        message = str(raised.value)
        assert f"{address}/feed: http 404" in message
        assert f"{address}/shop/: list page with 0 article links" in message
        with pytest.raises(DiscoveryError, match="cannot be fetched: http 404"):
            look(address + "/gone")


def test_an_address_that_is_not_public_is_not_fetched() -> None:
    with serve({"/": page(listed())}) as (address, asked):
        with pytest.raises(ForbiddenAddressError, match="KITEWIRE_ALLOW_HOSTS"):
            probe(f"{address}/", Settings())
        assert asked == []


def test_a_site_that_is_not_there_is_said_to_be_so() -> None:
    with serve({}) as (address, _):
        pass
    with pytest.raises(DiscoveryError, match=r"cannot be fetched: robots\.txt unreachable \(connection refused\)"):
        look(address + "/")


def test_a_site_that_has_moved() -> None:
    with serve(articles() | {"/": page(listed())}) as (new, _), serve({"/": (302, "", f"{new}/".encode())}) as (old, _):
        moved_from = old.replace("127.0.0.1", "localhost")
        seen = probe(source_for(f"{moved_from}/", limits=QUICK), Settings(KITEWIRE_ALLOW_HOSTS="127.0.0.1,localhost"))
    assert seen.source.home == f"{new}/"
    assert found(seen, new) == {"/": "list page"}


def test_not_a_web_address() -> None:
    with pytest.raises(BadUrlError):
        probe("ftp://paper.example/", ALLOWED)


def test_a_known_source_is_checked_start_by_start_and_template_by_template() -> None:
    with serve(articles() | {"/news/": page(listed()), "/empty/": page("<p>none</p>"), "/feed": page("no")}) as (
        address,
        _,
    ):
        test_url = address + paths()[0]
        good = Template("good", (Rule(Field.TITLE, "css", "h1"),), None, test_url, ("repair the old harbour wall",))
        bad = replace(good, name="bad", test_contains=("no such words", "winter storms"))
        elsewhere = replace(good, name="elsewhere", url_pattern="/sport/")
        gone = replace(good, name="gone", test_url=address + "/gone")
        source = Source(
            "a",
            address + "/",
            starts=(
                StartPoint(StartKind.LIST, address + "/news/"),
                StartPoint(StartKind.LIST, address + "/empty/"),
                StartPoint(StartKind.FEED, address + "/feed"),
                StartPoint(StartKind.SITEMAP, address + "/gone.xml"),
            ),
            templates=(good, bad, elsewhere, gone),
            limits=QUICK,
        )
        seen = probe(source, ALLOWED)
    assert [report.articles for report in seen.starts] == [6, 0, 0, 0]
    problems = [report.problem for report in seen.starts]
    assert problems[:2] == ["", "no article links"]
    assert problems[2].startswith("no feed stands there")
    assert problems[3] == "http 404"
    assert [sample.title for sample in seen.samples] == HEADLINES[:3]
    assert [(test.template, test.passed) for test in seen.tests] == [
        ("good", True),
        ("bad", False),
        ("elsewhere", False),
        ("gone", False),
    ]
    assert seen.tests[1].missing == ("no such words",)
    assert "match" in seen.tests[2].problem
    assert seen.tests[3].problem == "http 404"
