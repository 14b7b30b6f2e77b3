"""Finds the start points of a site of which only the home page is known.

The way: home page ─▶ feeds it names ─▶ sitemaps (robots.txt, usual places) ─▶ sections it links ─▶ choose.
Every candidate is fetched and read before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawler.discovery.candidates import Found, Offer, choose, sections, weigh
from crawler.discovery.feed_in import read_feed
from crawler.discovery.reading import read_start
from crawler.discovery.records import StartRead
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.texts import short_lang
from extraction import ListPage, read_list
from kitewire.crawl import Fetched
from kitewire.errors import DiscoveryError
from kitewire.messages import Message, as_message
from kitewire.probe import noted
from kitewire.source import Source, StartKind
from kitewire.urls import url_key

Fetch = Callable[[str], Awaitable[Fetched | str]]
"""An address to what answered there, or to the reason why nothing did."""

USUAL_FEEDS = ("/feed", "/rss.xml", "/atom.xml", "/index.xml")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
MOST_FEEDS, MOST_SITEMAPS, MOST_CHILDREN, MOST_SECTIONS = 4, 4, 2, 12
_NEWS = re.compile(r"news", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?\b", re.IGNORECASE)


async def find_starts(source: Source, fetch: Fetch) -> Found:
    """The start points of the site at `source.home`, best first, each fetched and read.

    Takes about two dozen fetches at most. Raises `DiscoveryError` where the home page cannot be had or nothing
    holds article links; the message says what was tried.
    """
    home = await fetch(source.home)
    if isinstance(home, str):
        raise DiscoveryError(Message("{url} cannot be fetched: {reason}", url=source.home, reason=as_message(home)))
    # A site that has moved is judged by where it is now.
    search = _Search(replace(source, home=home.final_url), fetch, home)
    if not await search.is_itself_a_feed():
        await search.feeds()
        await search.sitemaps()
        await search.sections()
    found = choose(search.offers, home.fetched_at.date())
    if not found:
        template, tried = "nothing at {url} leads to articles. Tried: {tried}", "; ".join(search.tried)
        raise DiscoveryError(Message(template, url=source.home, tried=tried))
    return Found(home.final_url, search.title, search.lang, found, tuple(search.tried))


@dataclass
class _Search:
    source: Source
    fetch: Fetch
    home: Fetched
    offers: list[Offer] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    title: str = ""
    lang: str = ""
    page: ListPage = field(init=False)

    def __post_init__(self) -> None:
        self.page = read_list(self.home.body, self.home.final_url, self.home.charset)
        self.title, self.lang = self.page.title or "", short_lang(self.page.lang)

    async def is_itself_a_feed(self) -> bool:
        """Whether the given address is a feed or sitemap already."""
        home = self.home
        for kind, read in ((StartKind.FEED, read_feed), (StartKind.SITEMAP, read_sitemap)):
            got = read(home.body, home.final_url, home.charset)
            if not got.problem and (got.links or got.more):
                self.title, self.lang = got.title, got.lang
                await self._offer(kind, home.final_url, got)
                return True
        return False

    async def feeds(self) -> None:
        """Feeds that the home page names; the usual places where it names none."""
        named = [url for url in self.page.feeds if not _COMMENTS.search(urlsplit(url).path)]
        for url in _some(named or self._at_root(USUAL_FEEDS), MOST_FEEDS):
            await self._try(StartKind.FEED, url)

    async def sitemaps(self) -> None:
        """Sitemaps that robots.txt or the home page name, news first; the usual places where they name none."""
        named = [*await self._robots(), *self.page.sitemaps]
        ordered = sorted(named, key=lambda url: not _NEWS.search(urlsplit(url).path))
        for url in _some(ordered or self._at_root(USUAL_SITEMAPS), MOST_SITEMAPS):
            await self._try(StartKind.SITEMAP, url)

    async def sections(self) -> None:
        """The home page itself, and the pages that it links which look like lists."""
        home = StartRead(tuple(self.page.links), tuple((StartKind.LIST, url) for url in self.page.next_pages))
        await self._offer(StartKind.LIST, self.home.final_url, home)
        for link in sections(self.page.links, self.home.final_url)[:MOST_SECTIONS]:
            await self._try(StartKind.LIST, link.url)

    async def _robots(self) -> list[str]:
        url = urljoin(self.home.final_url, "/robots.txt")
        answer = await self.fetch(url)
        if isinstance(answer, str):
            self.tried.append(noted(url, answer))
            return []
        return [urljoin(url, found) for found in Protego.parse(answer.body.decode("utf-8", "replace")).sitemaps]

    async def _try(self, kind: StartKind, url: str) -> None:
        answer = await self.fetch(url)
        if isinstance(answer, str):
            self.tried.append(noted(url, answer))
            return
        got = read_start(kind, answer.body, answer.final_url, answer.charset)
        if got.problem:
            self.tried.append(noted(url, got.problem))
            return
        await self._offer(kind, url, got)

    async def _offer(self, kind: StartKind, url: str, got: StartRead) -> None:
        if any(url_key(url) == url_key(offer.start.url) for offer in self.offers):
            return
        offer = weigh(kind, url, got, self.source)
        if kind is StartKind.SITEMAP and got.more:
            offer = await self._with_children(offer, got)
        if offer.articles:
            self.offers.append(offer)
        what = Message(offer.what)
        self.tried.append(noted(url, Message("{what} with {n} article links", what=what, n=len(offer.articles))))

    async def _with_children(self, index: Offer, got: StartRead) -> Offer:
        """An index counts with what its newest children hold; a news sitemap among them is a start of its own."""
        articles = list(index.articles)
        newest_last = sorted((url for _, url in got.more), key=lambda url: not _NEWS.search(url))
        for url in newest_last[:MOST_CHILDREN]:
            answer = await self.fetch(url)
            if isinstance(answer, str):
                continue
            child = weigh(
                StartKind.SITEMAP, url, read_sitemap(answer.body, answer.final_url, answer.charset), self.source
            )
            if child.what == "news sitemap" and child.articles:
                self.offers.append(child)
            else:
                articles += child.articles
        return Offer(index.start, index.what, tuple(articles), index.goes_on)

    def _at_root(self, paths: Iterable[str]) -> list[str]:
        return [urljoin(self.home.final_url, path) for path in paths]


def _some(urls: Iterable[str], most: int) -> list[str]:
    return list(dict.fromkeys(urls))[:most]
