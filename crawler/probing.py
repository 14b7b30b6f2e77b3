"""What a probe looks at and what it reports; the fetching is given to it."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.discovery.candidates import Offer, samples, weigh
from crawler.discovery.reading import read_start
from crawler.discovery.starts import Fetch, find_starts
from extraction import Hints, extract
from kitewire.article import ArticlePage, PageKind, PageLink
from kitewire.crawl import Fetched
from kitewire.errors import ForbiddenAddressError
from kitewire.messages import Message, as_message
from kitewire.probe import Probe, ProbedPage, StartReport, TemplateTest, noted
from kitewire.source import Source, StartPoint, Template
from kitewire.urls import host_of

SAMPLES = 3
"""Articles shown of a source."""
_NO_NAMES = {"首页", "首頁", "主页", "网站首页", "home", "homepage", "news", "新闻"}
_TRIES = 6
"""Links followed to get them."""


class Probing:
    """One look at one source."""

    def __init__(self, source: Source, fetch: Fetch) -> None:
        self._source = source
        self._fetch = fetch
        self._notes: list[str] = []
        self._pages: list[ProbedPage] = []

    async def unknown(self) -> Probe:
        """From the home page alone."""
        found = await find_starts(self._source, self._fetch_allowed)
        self._notes += found.tried
        starts = tuple(offer.start for offer in found.offers)
        title = self._source.title or _site_title(found.title)
        lang = self._source.lang or found.lang
        # The judge is asked as the crawl will ask it, so before the starts are known as such.
        pages = await self._samples(samples(found.offers, _TRIES))
        spoken = {page.lang for page in pages if page.lang}
        if not lang and len(spoken) == 1:
            lang = spoken.pop() or ""
        self._source = replace(self._source, home=found.home, title=title, lang=lang, starts=starts)
        reports = tuple(map(_report, found.offers))
        return Probe(self._source, reports, pages, await self._tests(), tuple(self._notes), tuple(self._pages))

    async def known(self) -> Probe:
        """A source with start points: each of them, three articles, each template's test."""
        offers, reports = [], []
        for start in self._source.starts:
            offer = await self._offer(start)
            reports.append(
                StartReport(start, start.kind.value, problem=offer) if isinstance(offer, str) else _report(offer)
            )
            if not isinstance(offer, str):
                offers.append(offer)
        pages = await self._samples(samples(offers, _TRIES))
        return Probe(self._source, tuple(reports), pages, await self._tests(), tuple(self._notes), tuple(self._pages))

    async def _fetch_allowed(self, url: str) -> Fetched | str:
        got = await self._fetch(url)
        if got == "address not public":
            template = (
                "{host} is at an address that is not public: to fetch it all the same, name it in KITEWIRE_ALLOW_HOSTS"
            )
            raise ForbiddenAddressError(Message(template, host=host_of(url)))
        return got

    async def _offer(self, start: StartPoint, deeper: bool = False) -> Offer | str:
        got = await self._fetch(start.url)
        if isinstance(got, str):
            return got
        read = read_start(start.kind, got.body, got.final_url, got.charset)
        if read.problem:
            return read.problem
        offer = weigh(start.kind, start.url, read, self._source)
        if read.links or not read.more or deeper:
            return offer
        # An index holds its articles one level down.
        inner = await self._offer(StartPoint(*read.more[0]), deeper=True)
        return inner if isinstance(inner, str) else Offer(start, offer.what, inner.articles, True)

    async def _samples(self, links: list[PageLink]) -> tuple[ArticlePage, ...]:
        pages: list[ArticlePage] = []
        for link in links:
            if len(pages) == SAMPLES:
                break
            got = await self._fetch(link.url)
            if isinstance(got, str):
                self._notes.append(noted(link.url, got))
                continue
            page = self._read(got, link, self._source.templates)
            self._pages.append(ProbedPage(got, link, page.kind is PageKind.ARTICLE))
            if page.kind is not PageKind.ARTICLE:
                self._notes.append(noted(link.url, _outcome(page)))
            else:
                pages.append(page)
        return tuple(pages)

    async def _page(self, link: PageLink, templates: tuple[Template, ...]) -> ArticlePage | str:
        got = await self._fetch(link.url)
        return got if isinstance(got, str) else self._read(got, link, templates)

    def _read(self, got: Fetched, link: PageLink, templates: tuple[Template, ...]) -> ArticlePage:
        source = self._source
        hints = Hints(got.charset, got.fetched_at, source.lang, source.zone, templates, link)
        return extract(got.body, got.final_url, hints)

    async def _tests(self) -> tuple[TemplateTest, ...]:
        tested = (template for template in self._source.templates if template.test_url)
        return tuple([await self._test(template, template.test_url or "") for template in tested])

    async def _test(self, template: Template, url: str) -> TemplateTest:
        if template.url_pattern and not re.search(template.url_pattern, url):
            return TemplateTest(template.name, url, problem="the template's match does not fit its test_url")
        page = await self._page(PageLink(url, ""), (template,))
        if isinstance(page, str):
            return TemplateTest(template.name, url, problem=page)
        problem = "" if page.kind is PageKind.ARTICLE else page.outcome
        missing = tuple(text for text in template.test_contains if text not in page.body)
        return TemplateTest(template.name, url, page, missing, problem)


def _report(offer: Offer) -> StartReport:
    newest = offer.days[0] if offer.days else None
    problem = "" if offer.articles or offer.what != "list page" else "no article links"
    return StartReport(offer.start, offer.what, len(offer.articles), newest, offer.goes_on, problem)


def _site_title(title: str) -> str:
    """The shortest part of a home page's title around `-`, `|` or `_`, which is mostly the outlet's name."""
    parts = [part.strip() for part in re.split(r"\s[-–—|·]\s|[|_]|(?<=[\u3400-\u9fff])[-–—]", title)]
    named = [part for part in parts if part and part.lower() not in _NO_NAMES]
    return min(named, key=len, default="")


def _outcome(page: ArticlePage) -> Message:
    """As `page.outcome`, in parts."""
    kind = Message(page.kind.value)
    return Message("{found} ({why})", found=kind, why=as_message(page.reason)) if page.reason else kind
