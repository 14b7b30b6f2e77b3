"""From an element that somebody points at to CSS selectors that find its like on the site's other pages.

Names before positions: a class or an id stays when an outlet adds a line above, a number does not (Leotta and others,
"Robula+: an algorithm for generating robust XPath locators for web testing", J. Softw. Evol. Process 28(3), 2016, order
their candidates the same way). Every candidate is tried on all sample pages, and what it finds there decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from extraction.memory.places import label_of, place_of
from extraction.templates import select
from extraction.view import HtmlElement, PageView
from kitewire.proposal import Proposal
from kitewire.source import Field, Rule

MOST = 6
"""Proposals given."""
_WIDER, _MOST_WIDER = 3, 12
"""Elements around the one that was pointed at that are proposed too, and that are looked through for the text."""
_MAIN_SHARE = 0.6
_LINKED = 0.3
_LEAST_LINKS = 3
_EXCERPT = 120
_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9:._-]{0,60}")
_TELLING = ("itemprop", "property", "rel", "pubdate")
"""Attributes that say what an element holds."""


def propose(views: Sequence[PageView], page: int, element: int, field: Field) -> tuple[Proposal, ...]:
    """Selectors for the element of that number (as in `Step.element`) on `views[page]`, the best first.

    Each finds that element, or one around it that holds more of what `field` asks for, before any other on its page.
    Raises `IndexError` where there is no such page or element.
    """
    view = views[page]
    pointed = view.layout.elements[element]
    found: dict[str, tuple[float, Proposal]] = {}
    for cost, target in enumerate(_targets(view, pointed, field)):
        for selector, brittle in _selectors(view, target):
            if selector not in found and (proposal := _tried(selector, views, page, target, field)):
                found[selector] = (cost * 3 + brittle + _misses(proposal, field), proposal)
    ranked = sorted(found.values(), key=lambda pair: (pair[0], len(pair[1].selector)))
    return tuple(_without_twins(proposal for _, proposal in ranked))


def try_rule(views: Sequence[PageView], rule: Rule) -> Proposal:
    """What a rule finds on the pages."""
    return _proposal(rule.expression, [select(view.root, rule) for view in views], views)


def _targets(view: PageView, pointed: HtmlElement, field: Field) -> Iterator[HtmlElement]:
    """Elements that may be meant, the likeliest first."""
    around = [pointed, *_around(view, pointed)]
    if field is Field.BODY:
        main = _main(view, around)
        yield main
        yield from islice((e for e in around if e is not main), _WIDER)
    elif field is Field.RELATED:
        listing = [e for e in around if _links(e) >= _LEAST_LINKS]
        yield from islice(listing or around, _WIDER)
    else:
        yield from islice(around, _WIDER)


def _around(view: PageView, element: HtmlElement) -> Iterator[HtmlElement]:
    """What is around an element, from the inside out, without the page itself."""
    parents = view.layout.parents
    node = parents.get(element)
    while node is not None and node.tag not in ("body", "html"):
        yield node
        node = parents.get(node)


def _main(view: PageView, around: Sequence[HtmlElement]) -> HtmlElement:
    """The deepest of the elements that holds the better part of the unlinked text around."""
    rooms = [e for e in around[: _MOST_WIDER + 1] if view.link_density(e) < _LINKED] or list(around[:1])
    most = max(view.text_length(e) for e in rooms)
    return next(e for e in rooms if view.text_length(e) >= _MAIN_SHARE * most)


def _selectors(view: PageView, target: HtmlElement) -> Iterator[tuple[str, float]]:
    """(Selector, how easily it breaks) for an element."""
    own = label_of(target)
    if not own:  # a tag that CSS cannot name
        return
    for name in _TELLING:
        value = target.get(name) or ""
        if _SAFE.fullmatch(value):
            yield f'{target.tag}[{name}="{value}"]', 0.2
    if "#" in own:
        yield own, 0.0
    elif "." in own:
        yield own, 0.4
    elif own in ("h1", "time", "article", "main"):
        yield own, 0.5
    if place := place_of(view, target):
        yield place, 0.6 if "." in place or "#" in place else 3.0
    yield from _below_named(view, target, own)


def _below_named(view: PageView, target: HtmlElement, own: str) -> Iterator[tuple[str, float]]:
    """The element under the nearest one with a name; by its place among its like where nothing else tells it."""
    for node in _around(view, target):
        named = label_of(node)
        if "." in named or "#" in named:
            yield f"{named} {own}", 0.8
            break
    parent = view.layout.parents.get(target)
    if parent is not None and (base := place_of(view, parent)):
        like = list(parent.iterchildren(target.tag))
        yield f"{base} > {own}:nth-of-type({like.index(target) + 1})", 2.0


def _tried(selector: str, views: Sequence[PageView], page: int, target: HtmlElement, field: Field) -> Proposal | None:
    """What the selector finds; None where it finds something else first on the page that was pointed at."""
    found = [_select(view, selector) for view in views]
    if not found[page] or (found[page][0] is not target and (field is not Field.STRIP or target not in found[page])):
        return None
    return _proposal(selector, found, views)


def _misses(proposal: Proposal, field: Field) -> float:
    """What speaks against a proposal on the pages: nothing found weighs most, several found where one is meant less."""
    missing = sum(1 for n in proposal.counts if not n)
    crowd = sum(1 for n in proposal.counts if n > 1)
    if field is Field.STRIP:
        # Many of a name may go together; many without one are the paragraphs.
        own = proposal.selector.rpartition(" ")[2]
        crowd = 0 if "." in own or "#" in own else 3 * crowd
    return 2.0 * missing + 1.0 * crowd


def _select(view: PageView, selector: str) -> list[Any]:
    return select(view.root, Rule(Field.BODY, "css", selector))


def _proposal(selector: str, found: Sequence[Sequence[Any]], views: Sequence[PageView]) -> Proposal:
    pairs = list(zip(found, views, strict=True))
    return Proposal(
        selector,
        counts=tuple(len(elements) for elements in found),
        texts=tuple(_excerpt(_said(view, elements[0])) if elements else "" for elements, view in pairs),
        sizes=tuple(sum(len(_said(view, one)) for one in elements) for elements, view in pairs),
        links=tuple(sum(_links(one) for one in elements if etree.iselement(one)) for elements in found),
    )


def _said(view: PageView, found: Any) -> str:
    """The text of what a rule finds: an element, an attribute or a string."""
    return view.text_of(found) if etree.iselement(found) else " ".join(str(found).split())


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"


def _links(element: HtmlElement) -> int:
    return sum(1 for _ in islice(element.iter("a"), 1000))


def _without_twins(proposals: Iterator[Proposal]) -> Iterator[Proposal]:
    """Of those that find the same on all pages the first; `MOST` in all."""
    seen: set[tuple[tuple[int, ...], tuple[str, ...], tuple[int, ...]]] = set()
    for proposal in proposals:
        key = (proposal.counts, proposal.texts, proposal.sizes)
        if key not in seen and len(seen) < MOST:
            seen.add(key)
            yield proposal
