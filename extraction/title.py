"""The article's headline, without the outlet's name and section."""

from __future__ import annotations

from extraction.body import Body
from extraction.cms import cms_property
from extraction.features import weight_of
from extraction.headline import MARKS, candidates, likeliest, told_and_shown
from extraction.outlet import outlet_names
from extraction.structured import squeezed
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.source import Field

_MOST = 300
_LONG = 80
# Texts made for phones break every sentence: where the first long paragraph is further down than a headline is looked
# for over it, the first line counts.
_FAR = 25


def find_title(view: PageView, body: Body) -> str:
    """The headline: by a rule of the source, by the content system's comment, else the likeliest text of the page;
    empty where the page has none."""
    told = text_by_rules(view, Field.TITLE) or cms_property(view, "title")
    return tidy_title(told) or tidy_title(_likeliest(view, body)) or tidy_title(_first_line(view))


def tidy_title(text: str) -> str:
    """One line, no entity left over, not longer than a headline can be."""
    if "&" in text:
        text = text.replace("&quot;", '"').replace("&amp;", "&")
    text = " ".join(text.replace("\u00ad", "").split()).strip("|｜│ ")
    return text if len(text) <= _MOST else ""


def text_start(body: Body) -> int | None:
    """The index of the text's first long paragraph, of its first line where that one is far; None without a body."""
    if not body.lines:
        return None
    first = body.lines[0].index
    long = next((b.index for b in body.lines if weight_of(b.text) > _LONG), first)
    return long if long - first <= _FAR else first


def _likeliest(view: PageView, body: Body) -> str:
    start = text_start(body)
    found = candidates(view, start)
    if not found:
        return ""
    if shown := told_and_shown(found, start):
        return shown.text
    return without_site(view, likeliest(view, found, start).text)


def without_site(view: PageView, title: str) -> str:
    """`title` without a first or last part, cut at a mark, that is nothing but the outlet's name."""
    cuts = list(MARKS.finditer(title))
    if not cuts:
        return title
    names = outlet_names(view)
    if squeezed(title[cuts[-1].end() :]) in names:
        title = title[: cuts[-1].start()]
    return title[cuts[0].end() :] if squeezed(title[: cuts[0].start()]) in names else title


def _first_line(view: PageView) -> str:
    """The layout without any heading: the headline is the first paragraph."""
    for block in view.blocks[:30]:
        if block.element.tag in ("h1", "h2", "h3", "p", "b", "strong", "center") and 4 <= block.chars <= 120:
            return block.text
    return ""
