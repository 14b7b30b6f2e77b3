"""The use of what was learned: the generic reading of a page, corrected where the site's own pages know better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extraction.blocks import Block
from extraction.body import Body, body_of
from extraction.memory.keys import length_key, text_key
from extraction.memory.places import chain_of, kind_of, stands_at
from extraction.view import PageView
from kitewire.site_memory import KnownLayout, Recollection

_SURE = 3.0
"""A block with more is a paragraph to the generic reading: what repeats of it must repeat on many pages to be none."""
_SURE_SHARE, _OFTEN_SHARE = 0.3, 0.2
_MOST_PENALTY = 8
_MOST_REMOVED = 0.3
"""Share of the text that what was learned may take away."""
_CLIMB = 6
_HEADINGS = frozenset(("h2", "h3", "h4"))


def recalled_body(view: PageView, body: Body) -> Body:
    """`body` as the memory in the view's hints knows better: without what repeats on other articles, and with doubtful
    blocks decided as their like were. As it is where a rule found it."""
    memory, logits = view.hints.memory, view.memo.get("logits")
    if memory is None or logits is None or body.by_template or not body.lines:
        return body
    layout, main = layout_on(view, body)
    chosen = list(body.lines) if layout is None else _decided(view, body, logits, layout, main)
    kept = _without_repeats(view, chosen, logits, memory)
    return body if len(kept) == len(body.lines) and kept == list(body.lines) else body_of(kept)


def _decided(view: PageView, body: Body, logits: Sequence[float], layout: KnownLayout, main: Any) -> list[Block]:
    """The chosen blocks, the doubtful ones decided as their like were on the layout's other pages."""
    chosen = {b.index: b for b in body.lines}
    within: dict[Any, bool] = {None: False, main: True}
    reach = max(map(abs, layout.kinds.values()), default=0.0)
    for index in [i for i, logit in enumerate(logits) if -reach < logit <= reach]:
        block, logit = view.blocks[index], logits[index]
        turned = (logit > 0) != (logit + layout.kinds.get(kind_of(view, block, within), 0.0) > 0)
        # What was taken or left against its odds has other reasons: it is a caption, or all that there is.
        if turned and logit > 0:
            chosen.pop(index, None)
        elif turned:
            chosen[index] = block
    return [chosen[index] for index in sorted(chosen)] or list(body.lines)


def layout_on(view: PageView, body: Body) -> tuple[KnownLayout | None, Any]:
    """The remembered layout that the page has, and the element at its place: one around the longest paragraph.
    (None, None) where it has none of them. Kept with the view."""
    if "layout" not in view.memo:
        memory = view.hints.memory
        view.memo["layout"] = _layout_on(view, body, memory.layouts) if memory else (None, None)
    known: tuple[KnownLayout | None, Any] = view.memo["layout"]
    return known


def _layout_on(view: PageView, body: Body, layouts: Sequence[KnownLayout]) -> tuple[KnownLayout | None, Any]:
    chain = chain_of(view, body.lines)[:_CLIMB]
    found = ((one, node) for one in layouts for node in chain if stands_at(view, node, one.body))
    return next(found, (None, None))


def _without_repeats(view: PageView, chosen: list[Block], logits: Sequence[float], memory: Recollection) -> list[Block]:
    most = _MOST_REMOVED * sum(b.chars for b in chosen)
    repeated = []
    for place, block in enumerate(chosen):
        if length_key(block.text) not in memory.lengths:
            continue
        count, share = memory.repeats.get(text_key(block.text), (0, 0.0))
        if count and _penalty(count, share, logits[block.index], _heads_text(chosen, place)) > logits[block.index]:
            repeated.append((-count, -share, block.index))
    gone: set[int] = set()
    for _, _, index in sorted(repeated):
        most -= view.blocks[index].chars
        if most < 0:
            break
        gone.add(index)
    return [b for b in chosen if b.index not in gone]


def _penalty(count: int, share: float, logit: float, heads: bool) -> float:
    """What a repetition on `count` other articles takes from a block's log odds: one for each, half where rare."""
    if logit > _SURE and share < _SURE_SHARE:
        return 0.0
    penalty = min(count, _MOST_PENALTY) * (1.0 if share >= _OFTEN_SHARE else 0.5)
    return penalty / 8 if heads else penalty


def _heads_text(chosen: list[Block], place: int) -> bool:
    """Whether a block is a sub-heading: outlets use the same ones again ("What we know")."""
    return chosen[place].element.tag in _HEADINGS and place + 1 < len(chosen) and chosen[place + 1].chars > 60
