"""The layout of a page from one pass over its tree: blocks of text, and how much text stands in each element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from lxml import etree

from extraction.native import part_in_c

_native, _related, _walk = part_in_c(), part_in_c("_related"), part_in_c("_walk")

SILENT = frozenset(
    "script style noscript template head iframe svg select textarea button object embed audio video canvas".split()
)
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data dfn em font i ins kbd label mark q ruby rb rp rt s samp small span strike "
    "strong sub sup time tt u var wbr o:p acronym del img".split()
)


# What an element does to the text around it; the same numbers as in `extraction/_walk.pyx`.
BLOCK, _INLINE, SILENT_KIND, LINK, BOLD = range(5)
KINDS = {
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(SILENT, SILENT_KIND),
    "a": LINK,
    "b": BOLD,
    "strong": BOLD,
}
_NATIVE_KINDS = {tag.encode(): kind for tag, kind in KINDS.items()}
_SHORT = 300
ATTRIBUTES = ("class", "id", "role", "itemprop", "pubdate", "style", "hidden", "href", "rel")
"""What `Layout.attributes` holds."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text without a block border or line break in it: a paragraph, a heading, a line of a list."""

    index: int
    """Place among the page's blocks, from 0."""
    text: str
    """One line, white space collapsed."""
    link_chars: int
    """Characters of it that stand in links."""
    bold_chars: int
    """Characters of it that are bold."""
    element: Any
    """The nearest block-level element around it."""
    pieces: tuple[str, ...] = ()
    """The text's runs, one for each inline element; empty where it is one run or long."""
    node: int = -1
    """Place of `element` among the elements of the page, from 0, as in `Layout.parents`."""

    @property
    def chars(self) -> int:
        """Length of the text."""
        return len(self.text)

    @property
    def spaced(self) -> str:
        """The text with a space between inline elements: a line of credits shows gaps there that the source lacks."""
        return " ".join(" ".join(self.pieces).split()) if self.pieces else self.text

    @property
    def link_density(self) -> float:
        """Share of its characters in links."""
        return min(self.link_chars / len(self.text), 1.0)


if not TYPE_CHECKING and _native is not None:
    PlainBlock, Block = Block, _native.Block
else:
    PlainBlock = Block


@dataclass(slots=True)
class Layout:
    """Blocks in document order, and visible characters per element (of all, and in links). An element's place is its
    number in document order, from 0; where it was built, the part in C makes an element into lxml's Python object only
    when somebody asks for it."""

    blocks: tuple[Block, ...] = ()
    chars: list[int] = field(default_factory=list)
    """By place."""
    link_chars: list[int] = field(default_factory=list)
    """By place."""
    parents: Mapping[Any, Any] = field(default_factory=dict)
    """Element → parent, None for the root."""
    places: Mapping[Any, int] = field(default_factory=dict)
    """Element → its place."""
    ups: list[int] = field(default_factory=list)
    """The places of the parents, in the same order; -1 for the root."""
    ends: list[int] = field(default_factory=list)
    """The place of the last element within each (its own where it holds none), in the same order."""
    tags: list[str] = field(default_factory=list)
    """The tags, in the same order."""
    attributes: dict[str, dict[int, str]] = field(default_factory=dict)
    """Name of an attribute (one of `ATTRIBUTES`) → place → value, of the elements that have it, in document order."""
    elements: Sequence[Any] = field(default_factory=list)
    """By place."""
    tagged: dict[str, list[int]] = field(default_factory=dict)
    """Tag → places in document order."""

    def named(self, *cues: str, linked: bool = False) -> list[int]:
        """The places of the elements whose class or id holds one of the cues (lower-case ASCII, two letters or more),
        in no order; one may come twice. `linked`: only of those with text in links."""
        labels = (self.attributes["class"], self.attributes["id"])
        counts = self.link_chars if linked else None
        if _related is not None:
            holding = _labels_with(cues).holding
            return [place for named in labels for place in holding(named, counts)]
        named = (
            (place, label) for names in labels for place, label in names.items() if counts is None or counts[place]
        )
        lower = ((place, label.lower()) for place, label in named)
        return [place for place, label in lower if any(cue in label for cue in cues)]


@lru_cache(maxsize=16)
def _labels_with(cues: tuple[str, ...]) -> Any:
    """Each of those who ask asks for the same cues on every page."""
    return _related.Labels(*cues)


def read_layout(root: Any) -> Layout:
    """The layout of the tree under `root`; time linear in the elements."""
    walk = _walked(root)
    return Layout(
        tuple(walk.blocks),
        walk.chars,
        walk.link_chars,
        walk.parents,
        walk.places,
        walk.ups,
        walk.ends,
        walk.tags,
        walk.attributes,
        walk.elements,
        walk.tagged,
    )


def _text_of(element: Any) -> str:
    return " ".join("".join(_pieces(element)).split())


text_of: Callable[[Any], str] = _text_of if _native is None else partial(_native.text_of, kinds=_NATIVE_KINDS)
"""Visible text in one line: no scripts, styles or comments, a space where a block or line ends."""


def _walked(root: Any) -> Any:
    if _walk is not None:
        return _walk.Walk(root, _NATIVE_KINDS, _SHORT, ATTRIBUTES)
    plain = _Pass()
    plain.run(root)
    return plain


class _Pass:
    """The pass in Python, for installs without a compiler: what text is open, in which element, in how many links."""

    def __init__(self) -> None:
        self.blocks: list[PlainBlock] = []
        self.parents: dict[Any, Any] = {}
        self.places: dict[Any, int] = {}
        self.elements: list[Any] = []
        self.ends: list[int] = []
        self.tagged: dict[str, list[int]] = {}
        self.attributes: dict[str, dict[int, str]] = {name: {} for name in ATTRIBUTES}
        self.ups: list[int] = []
        self.tags: list[str] = []
        self.parts: list[str] = []
        self.chars: list[int] = []
        self.link_chars: list[int] = []
        self.run_links = self.run_bolds = 0
        self.links = self.bolds = 0
        self.open: list[tuple[Any, int]] = [(None, -1)]
        self.around: list[tuple[Any, int]] = []

    def run(self, root: Any) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, node in walker:
            if event == "start":
                self.parents[node], up = self.open[-1]
                place = self.places[node] = len(self.ups)
                self.elements.append(node)
                self.ups.append(up)
                self.ends.append(place)
                self.tags.append(node.tag)
                self.tagged.setdefault(node.tag, []).append(place)
                for name, found in self.attributes.items():
                    if (value := node.get(name)) is not None:
                        found[place] = value
                self.open.append((node, place))
                self._enter(node, walker)
            elif event == "end":
                _, place = self.open.pop()
                self.ends[place] = len(self.ups) - 1
                self._leave(KINDS.get(node.tag, BLOCK))
                if len(self.open) > 1:
                    self._text(node.tail)
            else:
                self._text(node.tail)
        self._flush()
        self.chars, self.link_chars = _summed(self.blocks, self.ups)

    def _enter(self, node: Any, walker: Any) -> None:
        kind = KINDS.get(node.tag, BLOCK)
        if kind == SILENT_KIND:
            walker.skip_subtree()
            return
        if kind == BLOCK:
            self._flush()
            self.around.append((node, len(self.ups) - 1))
        self.links += kind == LINK
        self.bolds += kind == BOLD
        self._text(node.text)

    def _leave(self, kind: int) -> None:
        if kind == BLOCK:
            self._flush()
            self.around.pop()
        self.links -= kind == LINK
        self.bolds -= kind == BOLD

    def _text(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if (self.links or self.bolds) and (size := len(text.strip())):
            self.run_links += size * bool(self.links)
            self.run_bolds += size * bool(self.bolds)

    def _flush(self) -> None:
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        if text and self.around:
            pieces = tuple(self.parts) if len(self.parts) > 1 and len(text) < _SHORT else ()
            element, place = self.around[-1]
            self.blocks.append(
                PlainBlock(len(self.blocks), text, self.run_links, self.run_bolds, element, pieces, place)
            )
        self.parts.clear()
        self.run_links = self.run_bolds = 0


def _pieces(element: Any) -> Iterator[str]:
    skipping = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        if event == "start":
            skipping += node.tag in SILENT
            if not skipping:
                yield "" if node.tag in INLINE else " "
                yield node.text or ""
            continue
        if event == "end":
            if not skipping:
                yield "" if node.tag in INLINE else " "
            skipping -= node.tag in SILENT
        if node is not element and not skipping:
            yield node.tail or ""


def _summed(blocks: Sequence[Block], ups: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of each element, by its place, the characters of the blocks in it, and those of them that stand in links."""
    chars, links = [0] * len(ups), [0] * len(ups)
    for block in blocks:
        chars[block.node] += len(block.text)
        links[block.node] += min(block.link_chars, len(block.text))
    # Children before parents.
    for place in range(len(ups) - 1, 0, -1):
        chars[ups[place]] += chars[place]
        links[ups[place]] += links[place]
    return chars, links
