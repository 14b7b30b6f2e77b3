"""List and home pages: their links in page order with the day beside them, the pages that follow, the feeds they
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from extraction.body import Body
from extraction.decoding import decoded
from extraction.outcome import refuse_bytes
from extraction.paging import MOST_PAGES, follows, readings, says_next, script_next, scripts_of
from extraction.related.beside import lines_beside
from extraction.related.dates import shown_day, without_dates
from extraction.related.entries import Item
from extraction.related.headlines import headline, is_cut
from extraction.related.place import Place, site_of
from extraction.view import HtmlElement, PageView
from kitewire.article import PageLink
from kitewire.urls import readable, url_key

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
)
_FEED_FILE = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom|index\.(?:xml|rdf))/?$|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)[\w-]*\.(?:xml|json)$"
    r"|/(?:rss|feeds?|atom)/[\w/-]+\.xml$",
    re.IGNORECASE,
)
_FEED_TEXT = re.compile(r"\W*(?:rss|atom|json feed|rss[- ]?feed|feed|rss ?订阅|订阅 ?rss|rss2?\.0)\W*", re.I)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s>]+)", re.I)
_LOCATION = re.compile(r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*['\"]([^'\"]+)['\"]")
_TOTAL = re.compile(
    r"(?:var\s+)?(?:countPage|totalPages?|pageCount|page_count|nPageCount)\s*[=:]\s*['\"]?(\d{1,5})", re.I
)
_CURRENT = re.compile(r"(?:var\s+)?(?:currentPage|curPage|pageIndex|nCurrIndex|nowPage)\s*[=:]\s*['\"]?(\d{1,5})", re.I)
_PAPER_NODE = re.compile(
    r"/(?:node_\w+|PageArticleIndex\w+|Page\w*Index\w*|layout[-_]?\w*|VerIndex\w*)\.s?html?$", re.I
)
_DAY_FOLDER = re.compile(r"/(?:19|20)\d\d[-/]?\d\d[-/]?\d\d/")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
# A page that only sends on has hardly any links.
_FEW_LINKS = 6


@dataclass(frozen=True, slots=True)
class ListPage:
    """What stands on a list or home page."""

    links: tuple[PageLink, ...] = ()
    """In page order, each address once; all that are links to web pages: what is an article is not judged here."""
    next_pages: tuple[str, ...] = ()
    """Pages that go on with this list, and those to which an entry page sends on."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    title: str | None = None
    lang: str | None = None
    """ISO 639-1."""


def read_list(raw: bytes, url: str, charset: str | None = None) -> ListPage:
    """The links of a list or home page; empty where nothing can be parsed, never raises for a broken page.

    `charset` is the Content-Type header's. Each link has its text (the `title` attribute where the text is cut off
    with dots) and the day shown beside it as `YYYY-MM-DD`; a day without a year only where the link's address tells
    the year.
    """
    if refuse_bytes(raw):
        return ListPage()
    url = readable(url)
    try:
        view = PageView(decoded(raw, charset), url)
    except ValueError:
        return ListPage()
    place = Place(view, Body())
    return ListPage(
        links=tuple(_links(place)),
        next_pages=tuple(_next_pages(view)),
        feeds=tuple(_feeds(view)),
        sitemaps=tuple(_unique(view, (a.get("href") for a in view.root.xpath("//link[@rel='sitemap']")))),
        title=view.head_title or None,
        lang=view.lang,
    )


def _links(place: Place) -> Iterator[PageLink]:
    items: dict[str, Item] = {}
    own = url_key(place.view.url) if place.view.url else ""
    for link in place.view.root.iter("a", "area"):
        url = place.view.absolute(link.get("href"))
        if url is None or link not in place.order:
            continue
        key = url_key(url)
        if key != own:
            items.setdefault(key, Item(url, key)).places.append(place.order[link])
    found = list(items.values())
    for item, lines in zip(found, lines_beside(place, found, ()), strict=True):
        links = [place.layout.elements[at] for at in item.places]
        text = _plain_text(links) or headline(place, item.places) or _short_text(place, links)
        item.title = text
        yield PageLink(item.url, text, _day(item, lines))


def _plain_text(links: Sequence[HtmlElement]) -> str:
    """The text of an entry that is one link of text alone, as most of a page's links are; empty where there is more
    to weigh.
    """
    link = links[0]
    text = "" if len(links) > 1 or len(link) else without_dates(" ".join((link.text or "").split()))
    return "" if is_cut(text) else text


def _short_text(place: Place, links: Sequence[HtmlElement]) -> str:
    texts = [without_dates(place.view.text_of(a)) for a in links]
    titles = [" ".join((a.get("title") or "").split()) for a in links]
    images = [" ".join((i.get("alt") or "").split()) for a in links for i in a.iter("img")]
    return max(texts, key=len) or next((t for t in (*titles, *images) if t), "")


def _day(item: Item, lines: Iterable[str]) -> str | None:
    """The day in the shortest line beside a link."""
    near = _day_of_address(item.url)
    rests = sorted((" ".join(line.replace(item.title, " ").split()) for line in lines), key=len)
    for year_of in dict.fromkeys((None, near)):
        for rest in rests:
            if 0 < len(rest) <= 40 and (day := shown_day(rest, year_of)) and len(day) == 10:
                return day
    return None


def _day_of_address(url: str) -> date | None:
    match = _URL_DAY.search(_path_of(url))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 28))
    except ValueError:
        return None


def _unique(view: PageView, links: Iterable[str | None]) -> Iterator[str]:
    yield from dict.fromkeys(url for link in links if (url := view.absolute(link)))


def _feeds(view: PageView) -> Iterator[str]:
    named = [
        e.get("href")
        for e in view.root.iter("link")
        if "alternate" in (e.get("rel") or "").lower()
        and (e.get("type") or "").lower().split(";")[0].strip() in _FEED_TYPES
    ]
    shown = [
        a.get("href")
        for a in view.root.iter("a")
        if a.get("href") and (_FEED_FILE.search(_path_of(a.get("href"))) or _FEED_TEXT.fullmatch(view.text_of(a)))
    ]
    # A WordPress API address is of type application/json too, and no feed.
    yield from (url for url in _unique(view, [*named, *shown]) if "/wp-json/" not in url and site_of(url))


def _next_pages(view: PageView) -> Iterator[str]:
    scripts = scripts_of(view.root)
    links = (*_redirects(view, scripts), *_by_links(view), *_by_scripts(view, scripts), *_paper_pages(view))
    own = url_key(view.url) if view.url else ""
    yield from (url for url in _unique(view, links) if url_key(url) != own)


def _redirects(view: PageView, scripts: str) -> list[str]:
    """Where an entry page sends on: a meta refresh, a script's location, frames."""
    if len(view.root.xpath("//a[@href]")) > _FEW_LINKS:
        return []
    refresh = [
        m.get("content") or "" for m in view.root.iter("meta") if (m.get("http-equiv") or "").lower() == "refresh"
    ]
    found = [match[1] for content in refresh if (match := _REFRESH.search(content))]
    found += _LOCATION.findall(scripts)
    return found + [f.get("src") for f in view.root.iter("frame") if f.get("src")]


def _by_links(view: PageView) -> list[str]:
    """`rel=next`, links with the words for next, and links to this address with the next number; the first of each."""
    by_rel, by_words, by_number = [], [], []
    for link in view.root.iter("link", "a"):
        is_rel = "next" in (link.get("rel") or "").lower().split()
        text = "" if is_rel or link.tag == "link" or not link.get("href") else _brief(link)
        numbered = text.strip("[] ").isdigit()
        if not (is_rel or numbered or (text and says_next(text))):
            continue
        url = view.absolute(link.get("href"))
        if url is None or site_of(url) != site_of(view.url):
            continue
        if is_rel:
            by_rel.append(url)
        elif numbered and follows(url, view.url):
            by_number.append(url)
        elif not numbered and (follows(url, view.url) or _bears_number(url) or _in_pager(link)):
            by_words.append(url)
    return (by_rel or by_words or by_number)[:1]


def _brief(link: HtmlElement) -> str:
    """The text of a link if it is short enough for the words of a pager, else empty."""
    text = " ".join("".join(link.itertext()).split())
    return text if len(text) <= 30 else ""


def _bears_number(url: str) -> bool:
    return len(readings(url)) > 1


def _in_pager(link: HtmlElement) -> bool:
    around = (link, *list(link.iterancestors())[:3])
    return any(
        re.search(r"pag(?:e|er|ing|in)|fenye|nav-links|older", f"{e.get('class')} {e.get('id')}", re.I) for e in around
    )


def _by_scripts(view: PageView, scripts: str) -> list[str]:
    """The next page by a script's call or variables; each page of a list carries the total and its own number."""
    if called := script_next(scripts, view.url):
        return [called]
    total, current = _TOTAL.search(scripts), _CURRENT.search(scripts)
    if not total or int(total[1]) < 2:
        return []
    number = max([int(current[1]) if current else 0, *(r.number for r in readings(view.url)[:-1] if r.number)])
    name = _path_of(view.url).rpartition("/")[2]
    stem, dot, ext = name.rpartition(".")
    if (name and not dot) or number + 1 >= min(int(total[1]), MOST_PAGES):
        return []
    stem = re.sub(r"[_-]\d{1,3}$", "", stem) if name else "index"
    return [f"{stem}_{number + 1}.{ext or 'html'}"]


def _paper_pages(view: PageView) -> list[str]:
    """The pages of an e-paper's day: links beside this one in the folder of the day."""
    day = _DAY_FOLDER.search(_path_of(view.url))
    if not day:
        return []
    links = (view.absolute(a.get("href")) for a in view.root.iter("a", "area"))
    return [url for url in links if url and _PAPER_NODE.search(_path_of(url)) and day[0] in _path_of(url)]


def _path_of(url: str) -> str:
    """The path of an address; empty where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
