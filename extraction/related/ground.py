"""What the finders ask of the places of a page again and again: names, kinds of box, the lines and links in a box."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate

from extraction.blocks import KINDS, SILENT, Block, Layout, text_of
from extraction.native import part_in_c
from extraction.related.box_names import TAGS, TITLE_BARS, kinds_of_names, words_of_names

_ground = part_in_c("_ground")

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 dt th header caption legend".split())
_STRONG = frozenset(("strong", "b"))
_NOWHERE = ("#", "javascript:")
_SHARED = -1
_NO_NAMES = frozenset[str]()
_LOOKS = {tag.encode(): kind for tag, kind in KINDS.items()}


class Ground:
    """Answers by place, each worked out once; the part in C has the same methods."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._classes, self._ids = layout.attributes["class"], layout.attributes["id"]
        self._links = [at for at, href in layout.attributes["href"].items() if href and layout.tags[at] == "a"]
        # Text that follows a child element belongs to the parent's block: its place is that of the blocks before it.
        self._orders = list(accumulate((block.node for block in layout.blocks), max))
        self._kinds: dict[int, int] = {-1: 0}
        self._texts: dict[int, str] = {}
        self._body: list[int] = []
        self._core = -1

    def settle(self, body: list[int], core: int) -> None:
        """Tells the places of the article's paragraphs, in order, and of the innermost element around them (-1 for
        none), before anything else is asked."""
        self._body, self._core = body, core

    def names(self, at: int) -> frozenset[str]:
        """The words of the class and id of an element (`names_of`)."""
        named, marked = self._classes.get(at), self._ids.get(at)
        return words_of_names(f"{named or ''} {marked or ''}") if named or marked else _NO_NAMES

    def text(self, at: int) -> str:
        """The visible text of an element in one line."""
        if at not in self._texts:
            self._texts[at] = text_of(self.layout.elements[at])
        return self._texts[at]

    def plain_text(self, at: int) -> str:
        """The text of an element that holds nothing else, as it stands in the source; empty for any other."""
        element = self.layout.elements[at]
        return "" if len(element) else element.text or ""

    def kinds(self, at: int) -> int:
        """The kinds of box, as bits, that an element or what is around it and not around the body calls itself."""
        kinds, path = self._kinds, list[int]()
        while at not in kinds:
            path.append(at)
            at = self.layout.ups[at]
        found = kinds[at]
        for at in reversed(path):
            found |= TAGS.get(self.layout.tags[at], 0) | kinds_of_names(self._classes.get(at), self._ids.get(at))
            found = kinds[at] = 0 if found and self._around_body(at) else found
        return found

    def _around_body(self, at: int) -> bool:
        layout = self.layout
        return (
            layout.tags[at] in ("body", "html")
            or at <= self._core <= layout.ends[at]
            # A wrapper of most of the page is no box of any kind, whatever its class says (`wrapper gate-ad`).
            or 2 * layout.chars[at] > layout.chars[0]
        )

    def in_heading_tag(self, at: int) -> bool:
        """Whether an element, or one of the two around it, is a heading tag."""
        for _ in range(3):
            if at >= 0 and self.layout.tags[at] in _HEADINGS:
                return True
            at = self.layout.ups[at] if at >= 0 else -1
        return False

    def in_title_bar(self, at: int) -> bool:
        """Whether an element, or one of the two around it, is a heading tag, bold, or named like a title bar."""
        if self.in_heading_tag(at):
            return True
        for _ in range(3):
            if at < 0:
                return False
            if self.layout.tags[at] in _STRONG or not TITLE_BARS.isdisjoint(self.names(at)):
                return True
            at = self.layout.ups[at]
        return False

    def heading_lines(self, lines: Sequence[Block], longest: int) -> list[Block]:
        """Those of the lines that may be or begin with a heading no longer than `longest`: short, or a line of links
        behind a label."""
        return [block for block in lines if self._may_be_heading(block, len(block.text), longest)]

    def _may_be_heading(self, block: Block, size: int, longest: int) -> bool:
        if size > 2 * longest and not block.link_chars:
            return False
        return block.link_chars < size - 1 or self._is_linked_heading(block.node, size <= longest)

    def _is_linked_heading(self, at: int, is_short: bool) -> bool:
        """Whether a line that is all link is a heading: it stands in a heading tag, or leads nowhere (a tab)."""
        if self.in_title_bar(at) if is_short else self.in_heading_tag(at):
            return True
        return not self.leads_away(at) and "a" in self.layout.tags[at : self.layout.ends[at] + 1]

    def flag_lines(
        self, lines: Sequence[Block], longest: int, flags: frozenset[str], says: Callable[[str], object], wanted: object
    ) -> list[Block]:
        """Those of the lines that are all link and may be a flag on a card: no longer than `longest` and one that
        `says` what is wanted, or with an element of a tag of `flags` as the first thing in theirs that shows text."""
        linked = [block for block in lines if block.link_density >= 0.9]
        return [
            b for b in linked if (b.chars <= longest and says(b.text) is wanted) or self._begins_with_flag(b, flags)
        ]

    def _begins_with_flag(self, block: Block, flags: frozenset[str]) -> bool:
        first = next((e for e in block.element.iter() if e is not block.element and e.text and e.text.strip()), None)
        return first is not None and first.tag in flags

    def runs_at(self, places: set[int], gap: int) -> list[list[Block]]:
        """The blocks whose nearest block-level element stands at one of these places, in runs: in one, each is at
        most `gap` blocks behind the last."""
        runs: list[list[Block]] = []
        for block in self.layout.blocks:
            if block.node in places:
                if not runs or block.index - runs[-1][-1].index > gap:
                    runs.append([])
                runs[-1].append(block)
        return runs

    def linked_lines(self, first: int, last: int) -> list[Block]:
        """The blocks with links between two places."""
        blocks = self.layout.blocks[bisect_left(self._orders, first + 1) : bisect_left(self._orders, last)]
        return [b for b in blocks if b.link_chars and first < b.node < last]

    def bars_leading(self, after: int, addresses: Collection[str], longest: int) -> list[tuple[Block, int]]:
        """The title bars after a place that are all link, no longer than `longest`, and whose first link has one of
        these addresses, as it stands in the source, with its place."""
        found, hrefs = [], self.layout.attributes["href"]
        for block in self.linked_lines(after, len(self.layout.ups)):
            link = next(iter(self.links_in(block.node)), -1)
            if block.link_density >= 0.9 and block.chars <= longest and link >= 0 and hrefs[link] in addresses:
                found += [(block, link)] if self.in_title_bar(block.node) else []
        return found

    def plain_headings(self, first: int, number: int, tags: frozenset[str], longest: int) -> list[Block]:
        """Those of so many blocks, from an index on, that have one of these tags, no link, and no longer text."""
        below = self.layout.blocks[first : first + number]
        return [b for b in below if self.layout.tags[b.node] in tags and not b.link_chars and b.chars <= longest]

    def blocks_between(self, start: int, end: int) -> int:
        """How many blocks have their nearest block-level element between two places."""
        return sum(start < block.node < end for block in self.layout.blocks)

    def blocks_before(self, at: int) -> int:
        """How many blocks begin before an element."""
        return bisect_left(self._orders, at)

    def blocks_in(self, at: int) -> tuple[Block, ...]:
        """The blocks of text within an element."""
        end = self.layout.ends[at]
        found = self.layout.blocks[bisect_left(self._orders, at) : bisect_right(self._orders, end)]
        return tuple(b for b in found if at <= b.node <= end)

    def first_line(self, at: int) -> Block | None:
        """The first block of text within an element."""
        return next(iter(self.blocks_in(at)), None)

    def links_in(self, at: int) -> list[int]:
        """The places of the visible links with an address in an element."""
        return self._links[bisect_left(self._links, at) : bisect_right(self._links, self.layout.ends[at])]

    def boxes(self, entries: list[list[int]], tops: set[int]) -> tuple[dict[int, int], list[list[int]]]:
        """Of the elements around the links of entries, the number of the entry, `_SHARED` for those around several; and
        the widest elements around the links of each that hold no other entry's, none beyond `tops`."""
        owners = self._owners(entries)
        found = []
        for number, links in enumerate(entries):
            found.append(list(dict.fromkeys(self._box(link, owners, number, tops) for link in links)))
        return owners, found

    def _owners(self, entries: list[list[int]]) -> dict[int, int]:
        ups, owners = self.layout.ups, dict[int, int]()
        for number, links in enumerate(entries):
            for at in links:
                while at >= 0 and (owner := owners.get(at, number)) != _SHARED:
                    # What is around an element of this entry is marked already.
                    if owner == number and at in owners:
                        break
                    owners[at] = number if owner == number else _SHARED
                    at = ups[at]
        return owners

    def _box(self, at: int, owners: dict[int, int], number: int, tops: set[int]) -> int:
        while at not in tops:
            up = self.layout.ups[at]
            if up < 0 or owners.get(up) != number or self.holds_body(up):
                break
            at = up
        return at

    def holds_link_between(self, start: int, end: int) -> bool:
        """Whether a visible link with an address stands between two places."""
        first = bisect_right(self._links, start)
        return first < len(self._links) and self._links[first] < end

    def siblings_after(self, at: int) -> list[int]:
        """The places of the visible elements after that at a place, in one element with it."""
        layout, up, found = self.layout, self.layout.ups[at], list[int]()
        end = layout.ends[up] if up >= 0 else -1
        while (at := layout.ends[at] + 1) <= end:
            if layout.tags[at] not in SILENT:
                found.append(at)
        return found

    def is_inserted(self, at: int) -> bool:
        """Whether an element stands in a list of three `li` or more and in none of them."""
        layout = self.layout
        while (up := layout.ups[at]) >= 0:
            if layout.tags[up] in ("ul", "ol"):
                return layout.tags[at] not in ("li", "a") and sum(c.tag == "li" for c in layout.elements[up]) >= 3
            at = up
        return False

    def leads_away(self, at: int) -> bool:
        """Whether an element is a link that leads away from the page, or holds one."""
        hrefs = self.layout.attributes["href"]
        return any(not hrefs[link].startswith(_NOWHERE) for link in self.links_in(at))

    def stands_on(self, at: int, box: int, levels: int) -> bool:
        """Whether there are no more levels than that from an element to a box around it, or to the root."""
        while at >= 0 and at != box and levels >= 0:
            at, levels = self.layout.ups[at], levels - 1
        return levels >= 0

    def holds_body(self, at: int) -> bool:
        """Whether a paragraph of the article stands in an element."""
        first = bisect_left(self._body, at)
        return first < len(self._body) and self._body[first] <= self.layout.ends[at]


def ground_of(layout: Layout) -> Ground:
    """The ground of a page, in C where that was built."""
    if _ground is None:
        return Ground(layout)
    sets = (_HEADINGS, TITLE_BARS, SILENT)
    made: Ground = _ground.Ground(layout, words_of_names, kinds_of_names, (TAGS, _LOOKS), sets, _NOWHERE)
    return made
