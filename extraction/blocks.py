"""The layout of a page from one pass over its tree: blocks of text, and how much text stands in each element."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

SILENT = frozenset(
    "script style noscript template head iframe svg select textarea button object embed audio video canvas".split()
)
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data dfn em font i ins kbd label mark q ruby rb rp rt s samp small span strike "
    "strong sub sup time tt u var wbr o:p acronym del img".split()
)


_SHORT = 300


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


@dataclass(slots=True)
class Layout:
    """Blocks in document order, and visible characters per element (of all, and in links)."""

    blocks: tuple[Block, ...] = ()
    chars: dict[Any, int] = field(default_factory=dict)
    link_chars: dict[Any, int] = field(default_factory=dict)
    parents: dict[Any, Any] = field(default_factory=dict)
    """Element → parent; it also keeps lxml's proxies alive, so that elements can be keys."""


class _Pass:
    """State of the one pass: what text is open, in which block element, inside how many links."""

    def __init__(self) -> None:
        self.layout = Layout()
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.link_chars = self.bold_chars = 0
        self.links = self.bolds = 0
        self.open: list[Any] = []
        self.around: list[Any] = []

    def text(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if (self.links or self.bolds) and (size := len(text.strip())):
            self.link_chars += size * bool(self.links)
            self.bold_chars += size * bool(self.bolds)

    def flush(self) -> None:
        if not self.parts:
            return
        text = " ".join("".join(self.parts).split())
        if text and self.around:
            pieces = tuple(self.parts) if len(self.parts) > 1 and len(text) < _SHORT else ()
            block = Block(len(self.blocks), text, self.link_chars, self.bold_chars, self.around[-1], pieces)
            self.blocks.append(block)
        self.parts.clear()
        self.link_chars = self.bold_chars = 0


_LINK, _BOLD = frozenset("a"), frozenset(("b", "strong"))


def read_layout(root: Any) -> Layout:
    """The layout of the tree under `root`; time linear in the elements."""
    state = _Pass()
    parents = state.layout.parents
    walker = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start":
            parents[node] = state.open[-1] if state.open else None
            state.open.append(node)
            _enter(state, node, walker)
        elif event == "end":
            state.open.pop()
            _leave(state, node)
            if state.open:
                state.text(node.tail)
        else:
            state.text(node.tail)
    state.flush()
    state.layout.blocks = tuple(state.blocks)
    _measure(state.layout)
    return state.layout


def _enter(state: _Pass, node: Any, walker: Any) -> None:
    tag = node.tag
    if tag in SILENT:
        walker.skip_subtree()
        return
    if tag not in INLINE:
        state.flush()
        state.around.append(node)
    elif tag in _LINK:
        state.links += 1
    elif tag in _BOLD:
        state.bolds += 1
    state.text(node.text)


def _leave(state: _Pass, node: Any) -> None:
    tag = node.tag
    if tag in SILENT:
        return
    if tag not in INLINE:
        state.flush()
        state.around.pop()
    elif tag in _LINK:
        state.links -= 1
    elif tag in _BOLD:
        state.bolds -= 1


def _measure(layout: Layout) -> None:
    """Sum the blocks up the tree, children before parents."""
    chars, links = layout.chars, layout.link_chars
    for block in layout.blocks:
        chars[block.element] = chars.get(block.element, 0) + len(block.text)
        links[block.element] = links.get(block.element, 0) + min(block.link_chars, len(block.text))
    for node in reversed(layout.parents):
        parent = layout.parents[node]
        if parent is not None and node in chars:
            chars[parent] = chars.get(parent, 0) + chars[node]
            links[parent] = links.get(parent, 0) + links[node]
