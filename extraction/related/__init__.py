"""The related-news list of an article: what the publisher ties to it."""

from __future__ import annotations

from extraction.body import Body
from extraction.related.dated_lines import dated_lines
from extraction.related.entries import anchors, items_of
from extraction.related.finders import find_lists, joined
from extraction.related.place import Place
from extraction.related.search import Found
from extraction.templates import elements_by_rules
from extraction.view import PageView
from kitewire.article import PublicationDate, RelatedEntry
from kitewire.source import Field

__all__ = ["BY_RULE", "find_related", "find_related_lists"]


def find_related(view: PageView, body: Body, title: str, published: PublicationDate | None) -> tuple[RelatedEntry, ...]:
    """The related entries of the article on `view`, in page order, each address once."""
    place = Place(view, body)
    near = published.when.date() if published and published.when else None
    lists = _by_rule(place) or find_lists(place)
    entries = joined(place, lists, near)
    if any(f.by == BY_RULE or place.order[e] > place.body_range[1] for f in lists for e in f.region):
        return entries
    known = {e.url for e in entries}
    return (*entries, *(e for e in dated_lines(place, near) if e.url is None or e.url not in known))


def find_related_lists(view: PageView, body: Body) -> list[Found]:
    """The lists that hold the entries, but for dated lines without links: for people who look into a page."""
    place = Place(view, body)
    return _by_rule(place) or find_lists(place)


BY_RULE = "template"
"""The finder of lists that a rule of the source names."""


def _by_rule(place: Place) -> list[Found]:
    """What stands in the elements that a rule of the source names; no headline is too short."""
    elements = list(elements_by_rules(place.view, Field.RELATED))
    items = items_of(place, anchors(place, elements), least=0) if elements else []
    return [Found(items, elements, BY_RULE)] if items else []
