"""Whether a link leads to an article, told from its address and text alone.

What passes here is fetched, and extraction has the last word; so in doubt a link passes. The weights were set by hand
on the address forms that `tests/crawler/test_discovery_judge.py` lists; a link needs `ENOUGH` points.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.discovery.sites import day_in, site_of
from kitewire.article import PageLink
from kitewire.source import Source
from kitewire.urls import host_of, is_http

ENOUGH = 2

_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|bmp|ico|mp[34]|m4[av]|avi|wmv|flv|mov|webm|m3u8|wav|ogg|pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz"
    r"|apk|exe|dmg|iso|css|js|json|xml|rss|atom|txt|csv|ics|epub|swf|ttf|woff2?)$",
    re.IGNORECASE,
)
_PAGE_ENDING = re.compile(r"\.(?:s?html?|xhtml|php|aspx?|jsp|jhtml|do|cms)$", re.IGNORECASE)
_INDEX_STEM = re.compile(
    r"(?:index|default|home|main|list|node|channel|column(?:-index)?|pageindex|pagearticleindex\w*|page|catalog|more)"
    r"(?:[-_]?\d+)*|p\d{1,3}",
    re.IGNORECASE,
)
# Parts of a path that hold lists or services, never articles, whatever follows them.
_NEVER = re.compile(
    r"tags?|authors?|search|login|logout|signin|signup|register|user|users|account|my-account|profile|members?|cart|checkout"
    r"|wp-admin|wp-login|wp-json|feeds?|rss|sitemaps?|comments|share|ads?|advert(?:s|ise|ising|isement)?|apps?|download",
    re.IGNORECASE,
)
# Parts that mostly hold lists; a date or a long id outweighs them.
_SELDOM = re.compile(
    r"topics?|categor(?:y|ies)|series|sections?|channels?|specials?|people|labels?|page|zt|zhuanti",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:about|contact|privacy|terms?|legal|imprint|impressum|copyright|cookies?|subscriptions?|subscribe|newsletters?|careers?"
    r"|jobs|faqs?|help|support|accessibility|corrections?|rss-feeds?|sitemap|guanyu|aboutus|contactus|lxwm|gywm|wzdt|bqsm)"
    r"(?:[-_]\w+){0,3}",
    re.IGNORECASE,
)
_CMS = re.compile(
    r"^(?:t\d{8}_\d+|content_\d+(?:_\d+)?|c\d*-\d{4,}|c\d{5,}|a\d{5,}|art_\d+_\d+|article_?\d+|nw\.?d\d+\w*|detail_\d+|doc\w{10,}"
    r"|arti[a-z0-9]{10,})",
    re.IGNORECASE,
)
_ID_PARAMETER = re.compile(
    r"(?:^|&)(?:id|p|aid|nid|newsid|news_id|article|articleid|article_id|contentid|docid|infoid|storyid|sid|itemid)=[\w-]*\d",
    re.IGNORECASE,
)
_MONTH_PATH = re.compile(r"(?<!\d)(?:19|20)\d\d[-/_]?(?:0[1-9]|1[0-2])(?!\d)")
# A path that ends with a year, month or day and nothing behind it.
_DAY_ARCHIVE = re.compile(r"/(?:19|20)\d\d(?:[-/]?(?:0?[1-9]|1[0-2])(?:[-/]?(?:0?[1-9]|[12]\d|3[01]))?)?$")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TURNING = re.compile(
    r"(?:[\d\s.,…<>«»‹›|/\[\]()-]+|上一?[页頁]|下一?[页頁]|首[页頁]|尾[页頁]|末[页頁]|更多\W*|more\W*|next\W*|prev(?:ious)?\W*|older\W*|newer\W*)",
    re.IGNORECASE,
)


def may_be_article(link: PageLink, source: Source) -> bool:
    """Whether `link`, found for `source`, should be fetched as an article."""
    return why_not(link, source) is None


def why_not(link: PageLink, source: Source) -> str | None:
    """Why `link` is not taken for an article, in a few words of a fixed set; None where it is.

    The source's `deny` wins over all, then its `allow` decides alone; without one the site and the evidence do.
    """
    if not is_http(link.url):
        return "no web address"
    if any(pattern.search(link.url) for pattern in _compiled(source.deny)):
        return "denied by the source"
    if source.allow:
        allowed = any(pattern.search(link.url) for pattern in _compiled(source.allow))
        return None if allowed else "not allowed by the source"
    own = (source.home, *(start.url for start in source.starts))
    if site_of(host_of(link.url)) not in _sites(own):
        return "another site"
    if _bare(link.url) in _bares(own):
        return "a start page"
    return unlike_article(link)


def unlike_article(link: PageLink) -> str | None:
    """Why the address and text of `link` do not look like an article's, whatever its site; None where they do."""
    parts = urlsplit(link.url)
    path = unquote(parts.path)
    segments = [segment for segment in path.split("/") if segment]
    if _FILES.search(path):
        return "a file"
    if not segments:
        return None if _ID_PARAMETER.search(parts.query) and is_headline(link.text) else "a home page"
    if any(_NEVER.fullmatch(_stem(segment)) for segment in segments) or any(
        map(_SERVICE.fullmatch, map(_stem, segments))
    ):
        return "a service page"
    if _is_index(segments, parts.query):
        return "a list page"
    points = _address_points(link.url, segments, path, parts.query) + _text_points(link)
    return None if points >= ENOUGH else "no sign of an article"


def is_headline(text: str) -> bool:
    """Whether a link's text is long enough for a headline: eight Chinese characters or five words."""
    return len(_HAN.findall(text)) >= 8 or len(text.split()) >= 5


def is_page_turn(text: str) -> bool:
    """Whether a link's text only turns pages or says "more"."""
    return bool(_TURNING.fullmatch(text.strip()))


@lru_cache(maxsize=1024)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


@lru_cache(maxsize=1024)
def _sites(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(site_of(host_of(url)) for url in urls)


@lru_cache(maxsize=1024)
def _bares(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_bare, urls))


def _bare(url: str) -> str:
    # Much cheaper than `url_key`, and a sitemap has 50,000 of them.
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _stem(segment: str) -> str:
    return _PAGE_ENDING.sub("", segment)


def _is_index(segments: list[str], query: str) -> bool:
    if _INDEX_STEM.fullmatch(_stem(segments[-1])):
        headline_folder = len(segments) > 1 and _slug_points(segments[-2]) >= 4
        return not headline_folder and not _ID_PARAMETER.search(query)
    turned = len(segments) > 1 and segments[-2].lower() == "page" and segments[-1].isdigit()
    return turned or bool(_DAY_ARCHIVE.search("/" + "/".join(segments)))


def _address_points(url: str, segments: list[str], path: str, query: str) -> int:
    last, stem = segments[-1], _stem(segments[-1])
    digits = max((len(run) for run in re.findall(r"\d+", stem)), default=0)
    if day_in(url):
        return 5
    points = 2 * bool(_MONTH_PATH.search(path))
    points += 3 * bool(_CMS.match(stem))
    points += 3 if digits >= 6 else 2 if digits == 5 else 1 if digits else 0
    points += 2 * bool(_ID_PARAMETER.search(query))
    points += bool(re.fullmatch(r"(?=\w*\d)(?=\w*[a-z])[0-9a-zA-Z]{8,}|[0-9a-f-]{32,36}", stem)) * 2
    # Some put the headline before the id: /bridge-opens-after-four-years/I7QCHL.
    points += max(map(_slug_points, (stem, *segments[-2:-1])))
    points += stem != last
    points -= 2 * (stem == last and bool(re.fullmatch(r"[a-zA-Z]+(?:[-_][a-zA-Z]+)?", stem)))
    points -= 2 * any(_SELDOM.fullmatch(segment) for segment in segments[:-1])
    return points


def _slug_points(stem: str) -> int:
    words = [word for word in re.split(r"[-_]", stem) if re.search(r"[^\W\d]", word)]
    if len(_HAN.findall(stem)) >= 6:
        return 2
    return {0: 0, 1: 0, 2: 0, 3: 2, 4: 3}.get(len(words), 4)


def _text_points(link: PageLink) -> int:
    text = link.text.strip()
    han, words = len(_HAN.findall(text)), len(text.split())
    shown_day = 1 if link.date else 0
    if not text:
        return shown_day
    if is_page_turn(text):
        return -3
    if han >= 14 or words >= 7:
        return 3 + shown_day
    if is_headline(text):
        return 2 + shown_day
    short = han <= 4 if han else words <= 2
    return shown_day - 2 * short
