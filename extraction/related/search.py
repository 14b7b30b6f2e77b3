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
    _regions: set[HtmlElement] = field(default_factory=set)
    _around: set[HtmlElement] = field(default_factory=set)
    """What is around the regions."""

    def take(self, found: list[Found]) -> None:
        """Add lists to those found."""
        self.found += found
        for region in (r for f in found for r in f.region):
            self._regions.add(region)
            node: HtmlElement | None = region
            while node is not None and node not in self._around:
                self._around.add(node)
                node = self.place.parents[node]

    def taken(self, element: HtmlElement) -> bool:
        """Whether a list found so far holds `element`, or stands in it."""
        if not self._regions or element in self._around:
            return bool(self._regions)
        node: HtmlElement | None = element
        while node is not None:
            if node in self._regions:
                return True
            node = self.place.parents[node]
        return False
