"""Title, date and related list where the site's other pages have them, for pages on which the finders are at a loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from extraction.body import Body
from extraction.dates import Reading, read_date
from extraction.habits import habits_of
from extraction.memory.keys import entry_key
from extraction.memory.places import elements_at
from extraction.memory.recalling import layout_on
from extraction.related import BY_RULE, find_related_lists
from extraction.related.entries import Item, anchors, items_of, strong_items
from extraction.related.finders import joined
from extraction.related.links import key_of
from extraction.related.place import Place
from extraction.related.search import Found
from extraction.structured import squeezed
from extraction.title import tidy_title
from extraction.view import HtmlElement, PageView
from kitewire.article import Precision, PublicationDate, RelatedEntry

FOUND_BY = "memory"
_LINE, _HEADLINE = 150, 8
_MOSTLY_LINKS = 0.5
_LEAST_ENTRIES, _MOSTLY_LISTED = 2, 0.6
"""Entries of a list that most articles show, and their share of it, from which the whole list is one of the site: what
is new in it comes up on the next article as well."""


def recalled_title(view: PageView, body: Body, title: str) -> str:
    """`title`, or the line at the remembered place where the page shows no such line and one of the two holds the
    other: an outlet's name hangs on a meta, and some metas are cut."""
    if not view.hints.memory or any(b.text == title for b in view.blocks):
        return title
    for element in _at(view, body, "title"):
        line = tidy_title(view.text_of(element))
        if len(line) < _HEADLINE and title:
            continue
        mine, theirs = squeezed(line), squeezed(title)
        if line and (not title or mine in theirs or (theirs in mine and len(theirs) > len(mine) / 2)):
            return line
    return title


def recalled_published(view: PageView, body: Body, published: PublicationDate | None) -> PublicationDate | None:
    """`published`, or the date at the remembered place where there is none, where only a line of text told it, or where
    that place tells the time of the same day."""
    if published is not None and published.precision is not Precision.DAY and published.found_by != "text":
        return published
    reading = next(_dates(view, body), None)
    if reading is None:
        return published
    recalled = PublicationDate(reading.when, reading.precision, FOUND_BY)
    if published is None or published.when is None:
        return recalled
    if reading.when.date() != published.when.date():
        return recalled if published.found_by == "text" else published
    finer = published.precision is Precision.DAY and reading.precision is not Precision.DAY
    return replace(recalled, found_by=published.found_by) if finer else published


def recalled_related(
    view: PageView, body: Body, related: tuple[RelatedEntry, ...], published: PublicationDate | None
) -> tuple[RelatedEntry, ...]:
    """`related` without the lists that the site shows on most of its articles, or the entries at the remembered place
    where the finders found none."""
    if related:
        return _of_this_article(view, body, related)
    lists = [e for e in _at(view, body, "related") if view.link_density(e) > _MOSTLY_LINKS]
    if not lists:
        return related
    place = Place(view, body)
    items = items_of(place, anchors(place, lists))
    near = published.when.date() if published and published.when else None
    if len(strong_items(place, items)) < 2 or _is_on_most(view, items):
        return ()
    return joined(place, [Found(items, lists, FOUND_BY)], near)


def _of_this_article(view: PageView, body: Body, related: tuple[RelatedEntry, ...]) -> tuple[RelatedEntry, ...]:
    known = view.hints.memory.entries if view.hints.memory else frozenset()
    if not known or sum(e.url is not None and entry_key(e.url) in known for e in related) < _LEAST_ENTRIES:
        return related
    lists = find_related_lists(view, body)
    everywhere = [found for found in lists if found.by != BY_RULE and _is_on_most(view, found.items)]
    own = {item.key for found in lists if found not in everywhere for item in found.items}
    gone = {item.key for found in everywhere for item in found.items} - own
    return tuple(e for e in related if e.url is None or key_of(e.url) not in gone)


def _is_on_most(view: PageView, items: Sequence[Item]) -> bool:
    """Whether a list is the same, or nearly so, on most of the site's articles: hot, latest, a campaign."""
    known = view.hints.memory.entries if view.hints.memory else frozenset()
    often = sum(entry_key(item.url) in known for item in items)
    return often >= max(_LEAST_ENTRIES, _MOSTLY_LISTED * len(items))


def _at(view: PageView, body: Body, field: str) -> Iterator[HtmlElement]:
    """The elements with text at the remembered places of a field."""
    layout, _ = layout_on(view, body)
    for place in layout.places.get(field, ()) if layout else ():
        yield from (e for e in elements_at(view, place) if view.text_length(e))


def _dates(view: PageView, body: Body) -> Iterator[Reading]:
    limit = (view.hints.seen or datetime(2100, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    for element in _at(view, body, "published"):
        text = view.text_of(element) if view.text_length(element) < _LINE else ""
        reading = read_date(text, habits_of(view)) if text else None
        if reading and reading.when <= limit:
            yield reading
