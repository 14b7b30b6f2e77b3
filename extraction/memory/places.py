"""Places on a page: short CSS selectors made of what stays the same from article to article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from extraction.blocks import Block
from extraction.view import HtmlElement, PageView

_TAG = re.compile(r"[a-z][a-z0-9-]*")
# Numbers of three digits and more are those of articles and pictures, not of layouts.
_STABLE = re.compile(r"(?!.*\d{3})[A-Za-z_][A-Za-z0-9_-]{1,39}")
_NAMED, _LEVELS = 2, 6
# The better part: a standfirst or a last line often stands outside the element of the text.
_MAIN_SHARE = 0.6


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
    tag = re.split(r"[.#]", place.rpartition(" > ")[2], maxsplit=1)[0]
    return (e for e in view.root.iter(tag) if stands_at(view, e, place))


def main_element(view: PageView, blocks: Iterable[Block]) -> HtmlElement | None:
    """The deepest element that holds the better part of the text of `blocks`; None for no blocks."""
    parents = view.layout.parents
    own: dict[Any, int] = {}
    for block in blocks:
        own[block.element] = own.get(block.element, 0) + block.chars
    held: dict[Any, int] = {}
    for element, chars in own.items():
        node = element
        while node is not None:
            held[node] = held.get(node, 0) + chars
            node = parents.get(node)
    enough = _MAIN_SHARE * sum(own.values())
    # Elements were met from the inside out, so the last level that still holds enough is found going down.
    fit = [node for node, chars in held.items() if chars >= enough]
    return max(fit, key=lambda node: _depth(parents, node)) if fit else None


INSIDE, OUTSIDE = "in ", "out "
"""How the kind of a block begins: whether it stands in the main element."""


def kind_of(view: PageView, block: Block, within: dict[Any, bool]) -> str:
    """The kind of a block: its element in its parent, in the main element or not; `within` as for `is_within`."""
    parent = view.layout.parents.get(block.element)
    where = INSIDE if is_within(view, block.element, within) else OUTSIDE
    return f"{where}{label_of(parent) if parent is not None else ''} > {label_of(block.element)}"


def is_within(view: PageView, element: Any, within: dict[Any, bool]) -> bool:
    """Whether an element stands in one of those for which `within` holds True; what is found out is noted there.

    To begin with, `within` has True for these elements and False for None.
    """
    chain = []
    while element not in within:
        chain.append(element)
        element = view.layout.parents.get(element)
    within.update(dict.fromkeys(chain, within[element]))
    return within[element]


def _depth(parents: dict[Any, Any], node: Any) -> int:
    depth = 0
    while node is not None:
        node = parents.get(node)
        depth += 1
    return depth
