"""Smaller facts of an article: origin and dateline, section, keywords, lead image, canonical address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from extraction.addresses import tidy
from extraction.body import Body
from extraction.cms import cms_property, cms_text
from extraction.credits import dateline_in, origin_beside_day, origin_in, origin_of_dateline
from extraction.frame import above_body, below_body
from extraction.structured import article_objects, canonical_links, text_value, types_of
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.source import Field
from kitewire.urls import host_of, is_http

_MOST_KEYWORDS = 30
_BETWEEN_KEYWORDS = re.compile(r"[,;，；、|]|\s{2,}")
_NO_PICTURE = re.compile(
    r"logo|icon|avatar|sprite|blank|spacer|pixel|qrcode|ewm|loading|placeholder|default", re.IGNORECASE
)
_BETWEEN = " »«›‹>/|·→"
_SRCSET = re.compile(r"\s\d+(?:\.\d+)?[wx](?:,|\s|$)")
_LONGEST_TRAIL, _TEXT_BEGINS, _MOST_TRAILS, _TRAIL_LEVELS = 300, 250, 3, 4
# A trail stands over the text, under however long a menu.
_HEAD_OF_PAGE = 400
_HOME = re.compile(
    r"^(?:home|homepage|startseite|start|首页|首頁|网站首页|主页|新闻中心|申请入驻|ホーム|トップ|accueil|inicio|正文|>)$",
    re.IGNORECASE,
)


def find_dateline(body: Body) -> str | None:
    """The dateline as printed, without the bracket behind it; None where the body has none."""
    found = dateline_in(body.text.split("\n", 3)[:3])
    return found.group("all").strip() if found else None


def find_origin(view: PageView, body: Body, title: str) -> str | None:
    """Whom the page names as the text's source: an origin line, else the outlet of the dateline."""
    told = text_by_rules(view, Field.ORIGIN) or cms_text(view, "origin")
    if told:
        return origin_in([told]) or re.sub(r"^[来來]源\s*[:：]?\s*", "", told)[:60] or None
    around = (*above_body(view, body, title), *below_body(view, body))
    found = origin_in(b.spaced for b in around if not b.text.isascii())
    found = found or origin_in(body.text.rsplit("\n", 2)[-2:])
    if (
        not found
        and (meta := view.meta("source", "mediaid", "article:source"))
        and not is_http(meta)
        and len(meta) < 30
    ):
        found = meta
    if not found and view.lang == "zh":
        found = origin_beside_day([b.spaced for b in around])
    return found or origin_of_dateline(dateline_in(body.text.split("\n", 3)[:3])) or None


def find_section(view: PageView) -> str | None:
    """The section or channel that the page is filed under: a rule, metas, structured data, the breadcrumb's end."""
    told = text_by_rules(view, Field.SECTION) or view.meta(
        "article:section", "section", "og:article:section", "parsely-section"
    )
    told = told or next((s for item in article_objects(view) if (s := text_value(item.get("articleSection")))), "")
    return told or cms_property(view, "nodename") or _breadcrumb(view) or None


def _breadcrumb(view: PageView) -> str:
    for item in view.json_ld:
        if "breadcrumblist" in types_of(item):
            names = [
                n for e in _items(item.get("itemListElement")) if (n := text_value(e.get("name") or e.get("item")))
            ]
            names = [n for n in names[:-1] or names if not _HOME.match(n) and not is_http(n)]
            if names:
                return names[-1]
    return _printed_trail(view)


def _printed_trail(view: PageView) -> str:
    """The last link of the first lines that stand in an element named as a breadcrumb."""
    trails: dict[int, list[str]] = {}
    last = max([view.layout.ends[place] for place in view.crumbs], default=-1)
    for block in view.blocks[:_HEAD_OF_PAGE] if view.crumbs else ():
        if block.node > last:
            break
        if not block.link_chars or len(block.text) > _LONGEST_TRAIL:
            if len(block.text) > _TEXT_BEGINS and not block.link_chars:
                break
            continue
        trail = _crumb_around(view, block.node)
        if trail >= 0:
            trails.setdefault(trail, [])
            links = [t.strip(_BETWEEN) for t in [view.text_of(a) for a in block.element.iter("a")] or [block.text]]
            trails[trail] += [t for t in links if t and len(t) < 40 and not _HOME.match(t) and t not in trails[trail]]
        if len(trails) > _MOST_TRAILS:
            break
    return next((names[-1] for names in trails.values() if names), "")


def _crumb_around(view: PageView, place: int) -> int:
    """The place of the outermost of the elements close around the one at `place` that are named as a breadcrumb, -1 for
    none."""
    found = -1
    for _ in range(_TRAIL_LEVELS):
        if place < 0:
            break
        if place in view.crumbs:
            found = place
        place = view.layout.ups[place]
    return found


def _items(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def find_keywords(view: PageView) -> tuple[str, ...]:
    """Keywords of structured data and metas, each once, in page order."""
    told: list[str] = [kw for item in article_objects(view) for kw in _keyword_texts(item.get("keywords"))]
    told = told or [
        *view.metas.get("news_keywords", ()),
        *view.metas.get("keywords", ()),
        cms_property(view, "keyword"),
    ]
    told = [*filter(None, told), *view.metas.get("article:tag", ())]
    words = [w.strip() for text in told for w in _BETWEEN_KEYWORDS.split(text)]
    return tuple(dict.fromkeys(w for w in words if w and len(w) <= 60))[:_MOST_KEYWORDS]


def _keyword_texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := text_value(item))]


def find_image(view: PageView, body: Body) -> str | None:
    """The lead picture's absolute address: metas, structured data, else the first real one in the body."""
    for link in _pictures(view, body):
        url = view.absolute(link) if link and not link.startswith("data:") else None
        if url and not _NO_PICTURE.search(url.rpartition("/")[2]):
            return url.replace(" ", "%20")
    return None


def _pictures(view: PageView, body: Body) -> Iterator[str]:
    for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"):
        yield view.meta(name)
    for item in article_objects(view):
        yield _picture(item.get("image") or item.get("thumbnailUrl"))
    parents = view.layout.parents
    for around in dict.fromkeys(parents.get(element, element) for element in body.blocks):
        for img in around.iter("img") if around is not None else ():
            link = img.get("data-src") or img.get("data-original") or img.get("src") or ""
            # Scripts that load pictures late keep the whole `srcset` there: the first of its candidates.
            yield link.split()[0] if _SRCSET.search(link) else link


def _picture(value: Any) -> str:
    if isinstance(value, list):
        return next((p for item in value if (p := _picture(item))), "")
    return text_value(value.get("url") or value.get("contentUrl")) if isinstance(value, dict) else text_value(value)


def find_canonical(view: PageView) -> str:
    """The page's canonical address; its own where the page names none, another site's, or the home page."""
    for link in (*canonical_links(view), view.meta("og:url")):
        url = view.absolute(link)
        if url and _may_stand_for(url, view.url):
            return tidy(url)
    return tidy(view.url) if is_http(view.url) else view.url


def _may_stand_for(url: str, page: str) -> bool:
    if url == page:
        return is_http(url)
    try:
        here, there = urlsplit(page), urlsplit(url)
    except ValueError:
        return False
    if not is_http(page):
        return is_http(url) and there.path.strip("/") != ""
    if there.path in ("", "/") and not there.query and (here.path not in ("", "/") or here.query):
        return False
    return _site(host_of(url)) == _site(host_of(page))


def _site(host: str) -> str:
    """The registered part of a host, roughly: the last two labels, three where the last ones are short (`com.cn`)."""
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:
        return ".".join(labels[-3:])
    return host if host.replace(".", "").isdigit() else ".".join(labels[-2:])
