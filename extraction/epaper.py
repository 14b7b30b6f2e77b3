"""Newspapers on the web page by page: issue pages, which only lead on, and articles, whose body has an agreed place."""

from __future__ import annotations

import re

from extraction.body import Body, body_of
from extraction.view import HtmlElement, PageView

# Founder's system (`ozoom`, `founder-content`), and another vendor's (`contenttext`).
_IDS = frozenset(("ozoom", "contenttext"))
_LEAST = 60
"""Characters of a body; fewer are a caption of a whole page's picture."""
_PAGE_LINK = re.compile(r"\bid\s*=\s*[\"']?pageLink\b", re.IGNORECASE)
_LEAST_PAGES = 3
_ISSUE_ADDRESS = re.compile(r"/(?:node_\d+|Page(?:Article)?Index(?:BT|WZ|GB)?)\.s?html?$", re.IGNORECASE)


def epaper_body(view: PageView) -> Body | None:
    """The body where such a system puts it; None where there is no such place."""
    tops = _tops(view)
    if not any(view.text_length(top) >= _LEAST for top in tops):
        return None
    return body_of([b for b in view.blocks if view.inside(b.element, tops)])


def _tops(view: PageView) -> set[HtmlElement]:
    """The visible elements in such a place."""
    layout = view.layout
    places = [place for place, name in layout.attributes["id"].items() if name in _IDS]
    places += layout.tagged.get("founder-content", ())
    return {layout.elements[place] for place in places}


def is_issue(view: PageView) -> bool:
    """Whether the page is one of an issue: links to its other pages, or the address of one."""
    if view.holds("pageLink") and len(_PAGE_LINK.findall(view.source)) >= _LEAST_PAGES:
        return True
    return bool(_ISSUE_ADDRESS.search(view.url))
