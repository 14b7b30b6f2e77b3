"""The article's headline, without the outlet's name and section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from extraction.blocks import Block
from extraction.body import Body
from extraction.cms import cms_property
from extraction.features import weight_of
from extraction.structured import article_objects, squeezed, text_value
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.source import Field

_MARKS = re.compile(
    r"\s+[|\-–—•·:»›/]+\s+|\s*[|｜]\s*|[_]+|\s*»\s*|(?<=[\u4e00-\u9fff])\s*-{1,2}\s*(?=[\u4e00-\u9fff])"
)
_MOST = 300
_HEADING_TAGS = frozenset(("h1", "h2", "h3"))
_TITLE_CLASS = re.compile(r"title|headline|titel|heading", re.IGNORECASE)
# Below it no heading is trusted over what structured data and metas say (fitted by eye on the development pages).
_LEAST_FIT = 1.3


def find_title(view: PageView, body: Body) -> str:
    """The headline; empty where the page has none."""
    finders: tuple[Callable[[], str], ...] = (
        lambda: text_by_rules(view, Field.TITLE),
        lambda: cms_property(view, "title"),
        lambda: _structured(view),
        lambda: _best_heading(view, body),
        lambda: without_site(view, view.meta("og:title", "twitter:title", "dc.title", "title", "articletitle")),
        lambda: _only_heading(view),
        lambda: without_site(view, view.head_title),
        lambda: _first_line(view),
    )
    return next((title for finder in finders if (title := tidy_title(finder()))), "")


def tidy_title(text: str) -> str:
    """One line, no entity left over, not longer than a headline can be."""
    text = " ".join(text.replace("&quot;", '"').replace("&amp;", "&").replace("\u00ad", "").split())
    return text if len(text) <= _MOST else ""


def without_site(view: PageView, title: str) -> str:
    """`title` cut where the outlet's name or a section follows: at a mark with the headline on one side."""
    if not title:
        return ""
    heading = next((h for h in headings(view) if len(h) > 8 and h in title), "")
    if heading and len(heading) >= 0.4 * len(title):
        return heading
    site = view.meta("og:site_name", "application-name")
    parts = [p for p in _MARKS.split(title) if p and p.strip()]
    if len(parts) < 2:
        return title
    kept = [p.strip() for p in parts if not (site and _alike(p, site))]
    longest = max(kept or parts, key=len)
    # A headline with a colon or dash of its own: its parts are of one size, an outlet's name is much shorter.
    start = title.find(longest)
    return longest if start <= 0.5 * len(title) or len(longest) > 0.6 * len(title) else title


def headings(view: PageView, tags: tuple[str, ...] = ("h1",)) -> Iterator[str]:
    """The page's main headings in page order."""
    for element in view.root.iter(*tags):
        text = view.text_of(element)
        if text:
            yield text


def _best_heading(view: PageView, body: Body) -> str:
    """The heading that the page's own titles repeat and that stands next to the body; empty where none fits well."""
    start = next((b.index for b in body.lines if weight_of(b.text) > 80), None)
    told = _told_titles(view)
    best, most = "", _LEAST_FIT
    for block in view.blocks:
        if block.element.tag in _HEADING_TAGS and 3 < block.chars <= _MOST:
            fit = _fit(view, block, told, start)
            if fit > most:
                best, most = block.text, fit
    return best


def _told_titles(view: PageView) -> list[tuple[str, float]]:
    """The titles that the page tells of itself, with how far each is believed; `<title>` also holds the site's name."""
    told = [(view.meta("og:title", "twitter:title"), 2.0), (view.head_title, 1.5)]
    told += [(text_value(item.get("headline")), 2.0) for item in article_objects(view)][:2]
    return [(squeezed(text), worth) for text, worth in told if text]


def _fit(view: PageView, block: Block, told: list[tuple[str, float]], start: int | None) -> float:
    """How well a heading fits: what share of the told titles it is, its rank, its class, its nearness to the body."""
    text = squeezed(block.text)
    if not text:
        return -9.0
    fit = sum(worth * _overlap(text, title) for title, worth in told)
    fit += {"h1": 0.6, "h2": 0.3}.get(block.element.tag, 0.0)
    fit += 0.3 * bool(_TITLE_CLASS.search(f"{block.element.get('class')} {block.element.get('itemprop')}"))
    site = squeezed(view.meta("og:site_name", "application-name"))
    fit -= 1.5 * bool(site and (text in site or site == text)) + 0.8 * _leads_home(view, block)
    if block.element.tag == "h1" and view.lone_h1 is block.element and block.chars > 15:
        fit += 0.5
    if start is not None:
        fit += 0.4 * (-30 < block.index - start <= 3) - 0.5 * (block.index > start + 3)
    return fit


def _overlap(text: str, title: str) -> float:
    """1 for the same text; the share of `title` that `text` is part of; 0 where neither holds the other."""
    if text == title:
        return 1.0
    if text in title:
        return len(text) / len(title)
    return 0.8 if len(text) > 15 and (title in text or _alike(text, title)) else 0.0


def _leads_home(view: PageView, block: Block) -> bool:
    """Whether the heading is a link to the home page: then it is the site's name."""
    if block.link_density < 0.9:
        return False
    parent = block.element.getparent()
    link = next(block.element.iter("a"), None) if parent is not None else None
    path = (view.absolute(link.get("href")) or "").partition("://")[2].partition("/")[2] if link is not None else "x"
    return path.strip("/") in ("", "index.html", "index.php", "blog")


def _structured(view: PageView) -> str:
    for item in article_objects(view):
        title = text_value(item.get("headline"))
        # Some outlets cut the headline at 110 characters, as a search engine once asked for.
        if title and not title.endswith(("...", "…")):
            title = without_site(view, title)
            return next((h for h in headings(view) if squeezed(h) == squeezed(title)), title)
    return ""


def _only_heading(view: PageView) -> str:
    found = list(dict.fromkeys(h for h in headings(view) if len(h) > 3))
    return found[0] if len(found) == 1 else ""


def _first_line(view: PageView) -> str:
    """The layout without any heading: the headline is the first paragraph."""
    for block in view.blocks[:30]:
        if block.element.tag in ("h1", "h2", "h3", "p", "b", "strong", "center") and 4 <= block.chars <= 120:
            return block.text
    return ""


def _alike(a: str, b: str) -> bool:
    a, b = squeezed(a), squeezed(b)
    return bool(a and b) and (a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.85)
