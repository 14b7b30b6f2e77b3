"""The article's body: which blocks of the page are its paragraphs.

Every block gets a logit, twice: from its own features, then from these and the first logits around it. The weights are
data (`extraction/weights.json`), fitted on development pages by `bench/extraction/fit.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import fsum

from extraction.blocks import Block
from extraction.context import context_features
from extraction.features import block_features
from extraction.templates import elements_by_rules
from extraction.view import HtmlElement, PageView
from kitewire.source import Field

# The bar at which precision and recall balance on pages held out by site (bench/extraction/fit.py --check).
_BAR = 0.0


@dataclass(frozen=True, slots=True)
class Body:
    """The text of the article and where it stands."""

    text: str = ""
    """Plain paragraphs separated by one newline."""
    blocks: tuple[HtmlElement, ...] = ()
    """The elements of the view's tree that hold the paragraphs, in document order, each once."""
    lines: tuple[Block, ...] = ()
    """The blocks of text themselves."""
    by_template: bool = False


def find_body(view: PageView) -> Body:
    """The paragraphs of the article that `view` shows; an empty body where there is none."""
    return _by_template(view) or _by_score(view)


def body_of(blocks: list[Block], by_template: bool = False) -> Body:
    """The body that these blocks make."""
    elements = tuple(dict.fromkeys(b.element for b in blocks))
    return Body("\n".join(b.text for b in blocks), elements, tuple(blocks), by_template)


def block_logits(view: PageView) -> list[float]:
    """How likely each block of the view belongs to the body: log odds, in the order of `view.blocks`."""
    weights = _weights()
    names = block_features(view)
    first = [_sum(weights["first"], n) for n in names]
    return [_sum(weights["second"], n) for n in context_features(view, names, first)]


def _by_template(view: PageView) -> Body | None:
    tops = set(elements_by_rules(view, Field.BODY))
    if not tops:
        return None
    return body_of([b for b in view.blocks if view.inside(b.element, tops)], by_template=True)


def _by_score(view: PageView) -> Body:
    logits = view.memo["logits"] = block_logits(view)
    return body_of([b for b, logit in zip(view.blocks, logits, strict=True) if logit > _BAR and not _is_caption(b)])


def _is_caption(block: Block) -> bool:
    node = block.element
    return node.tag == "figcaption" or any(a.tag == "figcaption" for a in node.iterancestors())


def _sum(weights: dict[str, float], names: list[str]) -> float:
    get = weights.get
    # Exact, whatever the order of the names: some come out of sets, and a block at the border must not flip.
    return fsum([get(name, 0.0) for name in names])


@cache
def _weights() -> dict[str, dict[str, float]]:
    text = (files("extraction") / "weights.json").read_text("utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights
