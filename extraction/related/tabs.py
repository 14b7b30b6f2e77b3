"""Lists in panes whose tabs are buttons: the text of a button is no line of the page."""

from __future__ import annotations

from itertools import islice

from extraction.related.entries import anchors, items_of, strong_items
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.words import Says, heading_says
from extraction.view import HtmlElement

# A page with more is an application.
_MOST_ROWS = 20
_MOST_TABS = 24


def tabbed(search: Search) -> list[Found]:
    """The panes whose tab, a button of a `tablist`, says related, or recommended in the article's column."""
    place, found = search.place, []
    for row in tab_rows(place):
        for text, pane in _panes(place, row):
            says = heading_says(text)
            if says not in (Says.RELATED, Says.RECOMMENDED) or place.is_ad(pane) or search.taken(pane):
                continue
            if says is Says.RECOMMENDED and (place.is_aside(pane) or place.order[pane] < place.body_range[0]):
                continue
            items = items_of(place, anchors(place, [pane]))
            if len(strong_items(place, items)) * 2 >= max(len(items), 1):
                found.append(Found(items, [pane], "tab", text))
    return found


def tab_rows(place: Place) -> list[HtmlElement]:
    """The rows of tabs of the page."""
    roles = place.layout.attributes["role"]
    if "tablist" not in roles.values():
        return []
    return [place.layout.elements[at] for at, role in roles.items() if role == "tablist"][:_MOST_ROWS]


def _panes(place: Place, row: HtmlElement) -> list[tuple[str, HtmlElement]]:
    """The texts of the buttons of a row with the panes that they name."""
    found = []
    for tab in islice(row.iter("button"), _MOST_TABS):
        name = tab.get("aria-controls") or tab.get("data-target", "").lstrip("#")
        pane = place.with_id(name) if name else None
        if pane is not None and not place.holds_body(pane):
            found.append((" ".join("".join(tab.itertext()).split()), pane))
    return found
