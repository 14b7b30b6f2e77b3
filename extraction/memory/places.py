"""Places on a page: short CSS selectors made of what stays the same from article to article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from extraction.blocks import Block
from extraction.view import HtmlElement, PageView

_TAG = re.compile(r"[a-z][a-z0-9-]*")
# Numbers of three digits and more are those of articles and pictures, not of layouts.
_STABLE = re.compile(r"(?!.*\d{3})[A-Za-z_][A-Za-z0-9_-]{1,39}")
_NAMED, _LEVELS = 2, 6
# The better part: a standfirst or a last line often stands outside the element of the text.
_MAIN_SHARE = 0.6
_PARAGRAPHS = frozenset("p li h1 h2 h3 h4 h5 h6 blockquote font center pre dd".split())


@lru_cache(maxsize=50_000)
def label(tag: str, ident: str | None, classes: str | None) -> str:
    """One element as CSS: `div#main`, `p.text.lead`, `td`; empty for a tag that CSS cannot name."""
    if not _TAG.fullmatch(tag):
        return ""
    if ident and _STABLE.fullmatch(ident):
        return f"{tag}#{ident}"
    return tag + "".join(f".{name}" for name in [c for c in (classes or "").split() if _STABLE.fullmatch(c)][:2])


def label_of(element: HtmlElement) -> str:
    """`label` of an element."""
    return label(element.tag, element.get("id"), element.get("class"))


def place_of(view: PageView, element: HtmlElement) -> str:
    """The place of an element: up to an id, or to the second level with a class; `body` for the page itself, empty
    where CSS cannot name it."""
    levels: list[str] = []
    named = 0
    node: Any = element
    while node is not None and node.tag not in ("html", "body") and len(levels) < _LEVELS:
        level = label_of(node)
        if not level:
            return ""
        levels.append(level)
        named += "." in level
        if "#" in level or named == _NAMED:
            break
        node = view.layout.parents.get(node)
    return " > ".join(reversed(levels)) or "body"


def stands_at(view: PageView, element: HtmlElement, place: str) -> bool:
    """Whether an element stands at a place."""
    if place == "body":
        return bool(element.tag == "body")
    node: Any = element
    for level in reversed(place.split(" > ")):
        if node is None or label_of(node) != level:
            return False
        node = view.layout.parents.get(node)
    return True


def elements_at(view: PageView, place: str) -> Iterator[HtmlElement]:
    """The elements at a place, in page order."""
    tag = place.rpartition(" > ")[2].partition("#")[0].partition(".")[0]
    return (e for e in view.root.iter(tag) if stands_at(view, e, place))


def main_element(view: PageView, blocks: Sequence[Block]) -> HtmlElement | None:
    """The deepest element around the longest of `blocks` that holds the better part of their text, no single
    paragraph; None for no blocks."""
    chain = chain_of(view, blocks)
    if not chain:
        return None
    parents = view.layout.parents
    levels = {node: level for level, node in enumerate(chain)}
    held = [0] * len(chain)
    for block in blocks:
        node, below = block.element, []
        while node is not None and node not in levels:
            below.append(node)
            node = parents.get(node)
        level = levels[node] if node is not None else len(chain) - 1
        levels.update(dict.fromkeys(below, level))
        held[level] += block.chars
    sums = accumulate(held)
    enough = _MAIN_SHARE * sum(held)
    return next(node for node, chars in zip(chain, sums, strict=True) if chars >= enough)


def chain_of(view: PageView, blocks: Sequence[Block]) -> list[Any]:
    """The elements around the longest block, from the inside out, without the paragraph itself."""
    node: Any = max(blocks, key=lambda b: len(b.text)).element if blocks else None
    chain = []
    while node is not None:
        chain.append(node)
        node = view.layout.parents.get(node)
    while len(chain) > 1 and chain[0].tag in _PARAGRAPHS:
        chain.pop(0)
    return chain


INSIDE, OUTSIDE = "in ", "out "
"""How the kind of a block begins: whether it stands in the main element."""


def kind_of(view: PageView, block: Block, within: dict[Any, bool]) -> str:
    """The kind of a block: its element in its parent, in the main element or not; `within` as for `is_within`."""
    element = block.element
    parent = view.layout.parents.get(element)
    where = INSIDE if is_within(view, element, within) else OUTSIDE
    labels: dict[Any, str] = view.memo.setdefault("labels", {None: ""})
    around = labels.get(parent)
    if around is None:
        around = labels[parent] = label_of(parent)
    return f"{where}{around} > {label_of(element)}"


def is_within(view: PageView, element: Any, within: dict[Any, bool]) -> bool:
    """Whether an element stands in one of those for which `within` holds True; what is found out is noted there.

    To begin with, `within` has True for these elements and False for None.
    """
    known = within.get(element)
    if known is not None:
        return known
    chain, parents = [], view.layout.parents
    while element not in within:
        chain.append(element)
        element = parents.get(element)
    within.update(dict.fromkeys(chain, within[element]))
    return within[element]
