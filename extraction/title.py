"""The article's headline, without the outlet's name and section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from extraction.cms import cms_property
from extraction.structured import article_objects, text_value
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.source import Field

_MARKS = re.compile(
    r"\s+[|\-–—•·:»›/]+\s+|\s*[|｜]\s*|[_]+|\s*»\s*|(?<=[\u4e00-\u9fff])\s*-{1,2}\s*(?=[\u4e00-\u9fff])"
)
_MOST = 300


def find_title(view: PageView) -> str:
    """The headline; empty where the page has none."""
    finders: tuple[Callable[[PageView], str], ...] = (
        lambda v: text_by_rules(v, Field.TITLE),
        _structured,
        lambda v: cms_property(v, "title"),
        _agreed_heading,
        lambda v: without_site(v, v.meta("og:title", "twitter:title", "title", "dc.title", "articletitle")),
        _only_heading,
        lambda v: without_site(v, v.head_title),
        _first_line,
    )
    return next((title for finder in finders if (title := tidy_title(finder(view)))), "")


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


def _structured(view: PageView) -> str:
    for item in article_objects(view):
        title = text_value(item.get("headline"))
        # Some outlets cut the headline at 110 characters, as a search engine once asked for.
        if title and not title.endswith(("...", "…")):
            return _as_shown(view, title)
    return ""


def _as_shown(view: PageView, title: str) -> str:
    """The heading that shows `title`, where one does: structured data may carry the outlet's name or old wording."""
    shown = [h for h in headings(view) if _alike(h, title)]
    return max(shown, key=len) if shown else without_site(view, title)


def _agreed_heading(view: PageView) -> str:
    """A heading that `<title>` or `og:title` repeats."""
    named = [t for t in (view.meta("og:title"), view.head_title) if t]
    for text in headings(view, ("h1", "h2")):
        if len(text) > 3 and any(text in title or _alike(text, title) for title in named):
            return text
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
    a, b = re.sub(r"\W+", "", a).casefold(), re.sub(r"\W+", "", b).casefold()
    return bool(a and b) and (a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.85)
