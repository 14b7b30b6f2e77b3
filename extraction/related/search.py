"""What the finders of related lists share on one page, and what they give."""

from __future__ import annotations

from dataclasses import dataclass, field

from extraction.related.entries import Item
from extraction.related.headed import Heading
from extraction.related.place import Place
from extraction.view import HtmlElement


@dataclass(frozen=True, slots=True)
class Found:
    """One list: its entries' links, and the elements that hold it."""

    items: list[Item]
    region: list[HtmlElement]
    by: str
    """The finder, for the bench and for people who look into a page."""
    heading: str = ""
    """The heading that told, as printed; empty where there was none."""


@dataclass(slots=True)
class Search:
    """What the finders share on one page."""

    place: Place
    headings: list[Heading] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    def taken(self, element: HtmlElement) -> bool:
        """Whether a list found so far holds `element`, or stands in it."""
        inside = self.place.inside
        return any(inside(element, r) or inside(r, element) for f in self.found for r in f.region)
