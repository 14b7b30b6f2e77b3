"""Pure decisions of home-page discovery: which links may be sections, what a candidate is worth, which to keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from crawler.discovery.judge import is_headline, is_page_turn, may_be_article, unlike_article
from crawler.discovery.records import StartRead
from crawler.discovery.sites import day_in, same_site
from kitewire.article import PageLink
from kitewire.source import Source, StartKind, StartPoint
from kitewire.urls import host_of, url_key

MOST_LISTS = 12
"""List pages that a source begins with: each is fetched at every run."""
_QUICK = ("feed", "news sitemap")
_LEAST_NEW = 3
_RECENT = timedelta(days=30)
_NEWS_WORDS = re.compile(
    r"新闻|新聞|要闻|要聞|时政|時政|民生|社会|社會|本地|本市|市县|市縣|区县|區縣|县区|縣區|资讯|資訊|头条|頭條|最新|滚动|滾動|经济|财经|教育|文化"
    r"|\b(?:latest|local|regional|city|county|community|politics|business|sports?|culture|headlines)\b|news|yaowen|xinwen|shizheng"
    r"|minsheng|shehui|toutiao|gundong|bendi",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A start point that was fetched and read, with what it holds."""

    start: StartPoint
    what: str
    """`feed`, `news sitemap`, `sitemap` or `list page`."""
    articles: tuple[PageLink, ...]
    """Its links that may be articles."""
    goes_on: bool = False
    """Whether further pages or child sitemaps follow."""

    @property
    def keys(self) -> frozenset[str]:
        """Its article links as `url_key` has them."""
        return frozenset(url_key(link.url) for link in self.articles)

    @property
    def days(self) -> list[str]:
        """The days of its article links as far as they are told, newest first."""
        return sorted(filter(None, map(link_day, self.articles)), reverse=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What discovery found at a home page."""

    home: str
    """Where the home page answered, after redirects."""
    title: str
    lang: str
    offers: tuple[Offer, ...]
    """The chosen start points, best first."""
    tried: tuple[str, ...]
    """What was looked at and what came of it, a line each."""


def link_day(link: PageLink) -> str | None:
    """The day shown beside a link, else the one in its address, as `YYYY-MM-DD`."""
    return link.date if link.date and len(link.date) == 10 else day_in(link.url)


def weigh(kind: StartKind, url: str, read: StartRead, source: Source) -> Offer:
    """What a start point that was read has to offer to `source`."""
    articles = tuple(link for link in read.links if may_be_article(link, source))
    goes_on = bool(read.more)
    if kind is StartKind.SITEMAP:
        titled = sum(bool(link.text) for link in read.links)
        what = "news sitemap" if read.links and titled * 2 > len(read.links) else "sitemap"
    else:
        what = "feed" if kind is StartKind.FEED else "list page"
    return Offer(StartPoint(kind, url), what, articles, goes_on)


def sections(links: Iterable[PageLink], home: str) -> list[PageLink]:
    """The links of a home page that may lead to list pages of its site, the likeliest first."""
    likely: dict[str, tuple[int, PageLink]] = {}
    for link in links:
        key = url_key(link.url)
        if key not in likely and key != url_key(home) and _may_be_section(link, home):
            likely[key] = (_section_points(link, home), link)
    return [link for _, link in sorted(likely.values(), key=lambda item: -item[0])]


def _may_be_section(link: PageLink, home: str) -> bool:
    if not same_site(link.url, home) or is_headline(link.text) or is_page_turn(link.text):
        return False
    reason = unlike_article(link)
    if reason == "a home page":
        return host_of(link.url) != host_of(home)
    return reason in ("a list page", "no sign of an article")


def _section_points(link: PageLink, home: str) -> int:
    folder = urlsplit(home).path.rpartition("/")[0]
    return (
        2 * (host_of(link.url) == host_of(home))
        + 2 * bool(_NEWS_WORDS.search(link.text) or _NEWS_WORDS.search(urlsplit(link.url).path))
        + bool(link.text)
        + (len(folder) > 1 and urlsplit(link.url).path.startswith(folder))
    )


def choose(offers: Iterable[Offer], today: date) -> tuple[Offer, ...]:
    """The offers worth keeping, best first: what holds the most recent articles.

    "Recent" counts from the newest day that any offer tells, so that a site that rests is judged alike. Feeds and
    news sitemaps stay unless another of their kind holds all they have. A list page or plain sitemap must bring at
    least three articles that those taken before do not have; lists that go on are taken first, because more follows.
    """
    ranked = sorted(offers, key=_ranking(list(offers), today), reverse=True)
    kept = _without_twins([offer for offer in ranked if offer.what in _QUICK])
    known = {key for offer in kept for key in offer.keys}
    lists = sorted((offer for offer in ranked if offer.what == "list page"), key=lambda offer: not offer.goes_on)
    kept_lists = _bringing(lists, set(known))[:MOST_LISTS]
    sitemaps = _bringing([offer for offer in ranked if offer.what == "sitemap"], known)
    return tuple(offer for offer in ranked if offer in (*kept, *kept_lists, *sitemaps))


def _bringing(offers: Iterable[Offer], known: set[str]) -> list[Offer]:
    kept = []
    for offer in offers:
        if len(offer.keys - known) >= _LEAST_NEW:
            kept.append(offer)
            known |= offer.keys
    return kept


def _ranking(offers: list[Offer], today: date) -> Callable[[Offer], tuple[int, int, int]]:
    newest = max((day for offer in offers for day in offer.days if day <= today.isoformat()), default="")
    since = (date.fromisoformat(newest) - _RECENT).isoformat() if newest else ""

    def worth(offer: Offer) -> tuple[int, int, int]:
        recent = sum(since <= day <= newest for day in offer.days)
        return recent, len(offer.articles), ("sitemap", "list page", "news sitemap", "feed").index(offer.what)

    return worth


def _without_twins(offers: Iterable[Offer]) -> list[Offer]:
    kept: list[Offer] = []
    for offer in offers:
        if not any(other.what == offer.what and offer.keys <= other.keys for other in kept):
            kept.append(offer)
    return kept


def samples(offers: Sequence[Offer], most: int) -> list[PageLink]:
    """Article links to look at, newest first of each offer, taking from all offers in turn."""
    columns = [sorted(offer.articles, key=lambda link: link_day(link) or "", reverse=True)[:most] for offer in offers]
    rows = (link for row in zip_longest(*columns) for link in row if link)
    unique = {url_key(link.url): link for link in reversed(list(rows))}
    return list(reversed(unique.values()))[:most]
