"""The related-news list of an article: what the publisher ties to it."""

from __future__ import annotations

from datetime import date

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

__all__ = ["find_related"]


def find_related(view: PageView, body: Body, title: str, published: PublicationDate | None) -> tuple[RelatedEntry, ...]:
    """The related entries of the article on `view`, in page order, each address once."""
    place = Place(view, body)
    near = published.when.date() if published and published.when else None
    by_rule = _by_rule(place, near)
    if by_rule:
        return by_rule
    lists = find_lists(place)
    entries = joined(place, lists, near)
    if any(place.order[element] > place.body_range[1] for found in lists for element in found.region):
        return entries
    known = {e.url for e in entries}
    return (*entries, *(e for e in dated_lines(place, near) if e.url is None or e.url not in known))


def _by_rule(place: Place, near: date | None) -> tuple[RelatedEntry, ...]:
    """What stands in the elements that a rule of the source names; no headline is too short."""
    elements = list(elements_by_rules(place.view, Field.RELATED))
    items = items_of(place, anchors(place, elements), least=0)
    return joined(place, [Found(items, elements, "template")], near) if items else ()
