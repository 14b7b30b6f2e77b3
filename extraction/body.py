"""The article's body: which blocks of the page are its paragraphs.

Every block that may belong to it gets log odds from a row of numbers (`extraction/features.py`) by trees that were
fitted on development pages (`extraction/forest.py`), and then by others that see the answers for the blocks around it
(`extraction/context.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from extraction.blocks import Block, Layout
from extraction.body_stories import APART, own_story, runs_of_indexes
from extraction.carried import carried_lines
from extraction.context import second_look
from extraction.rows import scores
from extraction.templates import elements_by_rules
from extraction.view import HtmlElement, PageView
from kitewire.source import Field

# The bar at which precision and recall balance on pages held out by site (bench/extraction/fit.py --check).
_BAR = 0.0
# The log odds of a block that stands far from any text.
_NEVER = -9.0
# A block below this that has no other of the body within so many blocks is no part of it.
_DOUBTFUL, _ALONE = 1.0, 5
# What follows the text after so many blocks and is less than so much of it, in log odds, is none of it.
_FAR_BEHIND, _SLIGHT = 30, 0.2
# A list between paragraphs belongs to them unless its lines are far less likely than that, or links.
_ITEMS, _IN_LIST, _LINKED = frozenset(("li", "td", "dd", "dt")), -1.5, 0.4
_CAPTION = "figcaption"
# The element that holds an article of WeChat, and the log odds below which a line in it is a button or asks to follow.
_WECHAT, _UNLIKELY = "js_content", -2.5
# Where no block is above the bar: how likely the likeliest must be, and how close others to it.
_LIKELY, _AS_LIKELY = -1.0, 0.7


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
    """The paragraphs of the article that `view` shows; where it shows hardly any, those that it carries in its data.
    An empty body where there is none."""
    return _by_template(view) or _with_carried(view, _by_score(view))


def body_of(blocks: list[Block], by_template: bool = False) -> Body:
    """The body that these blocks make."""
    elements = tuple(dict.fromkeys(b.element for b in blocks))
    return Body("\n".join(b.text for b in blocks), elements, tuple(blocks), by_template)


def block_logits(view: PageView) -> list[float]:
    """How likely each block of the view belongs to the body: log odds, in the order of `view.blocks`; kept as
    `view.memo["logits"]`, where whoever fits the trees puts those of trees that have not seen the page."""
    if "logits" not in view.memo:
        view.memo["logits"] = second_look(view.layout, scores(view, _NEVER), _NEVER) if view.blocks else []
    logits: list[float] = view.memo["logits"]
    return logits


def _by_template(view: PageView) -> Body | None:
    tops = set(elements_by_rules(view, Field.BODY))
    if not tops:
        return None
    return body_of([b for b in view.blocks if view.inside(b.element, tops)], by_template=True)


def _by_score(view: PageView) -> Body:
    logits = block_logits(view)
    indexes = with_lists(view.layout, logits, _on_platform(view, logits, own_story(view, chosen(logits))))
    return body_of([view.blocks[i] for i in _without_captions(view.layout, indexes)])


def _on_platform(view: PageView, logits: Sequence[float], indexes: Sequence[int]) -> Sequence[int]:
    """All that is not unlikely of the element in which WeChat sets its articles, where the text stands in it: short
    lines between pictures, which read like nothing else."""
    layout = view.layout
    top = next((place for place, name in layout.attributes["id"].items() if name == _WECHAT), None)
    if top is None:
        return indexes
    own = set(indexes)
    inside = [b.index for b in view.blocks if top <= b.node <= layout.ends[top]]
    if not own.issubset(inside):
        return indexes
    return [i for i in inside if i in own or (logits[i] > _UNLIKELY and view.blocks[i].link_density < _LINKED)]


def _with_carried(view: PageView, body: Body) -> Body:
    """`body`, or the text that the page carries: what the trees take of it, all of it where that is less than half."""
    lines = carried_lines(view, body.lines)
    if not lines:
        return body
    logits = block_logits(view)
    likely = [b for b in lines if logits[b.index] > _BAR]
    return body_of(likely if 2 * sum(b.chars for b in likely) > sum(b.chars for b in lines) else lines)


def chosen(logits: Sequence[float]) -> list[int]:
    """The indexes of the blocks that are the body: those above the bar, but for doubtful ones that stand alone and for
    what stands far from the rest; where none is above it, the likeliest and those like it around it.

    Checked on pages held out by site: two in a hundred more pages come out exactly right.
    """
    above = [i for i, logit in enumerate(logits) if logit > _BAR]
    if not above:
        best = max(logits, default=_NEVER)
        likely = [i for i, logit in enumerate(logits) if logit > best - _AS_LIKELY] if best > _LIKELY else []
        return next((run for run in runs_of_indexes(likely, _ALONE) if any(logits[i] == best for i in run)), [])
    gaps = [_ALONE, *(b - a for a, b in pairwise(above)), _ALONE]
    sure = [i for k, i in enumerate(above) if logits[i] >= _DOUBTFUL or min(gaps[k : k + 2]) < _ALONE]
    return _near_the_most(logits, sure or above)


def _near_the_most(logits: Sequence[float], indexes: Sequence[int]) -> list[int]:
    """Of blocks in runs those of the run that is likeliest in sum and of the others that are not doubtful as a whole,
    up to a slight one behind a gap in which a text would have ended: notices of consent follow there."""
    runs = runs_of_indexes(indexes, APART)
    sums = [fsum(logits[i] for i in run) for run in runs]
    most = sums.index(max(sums))
    kept: list[int] = []
    for k, run in enumerate(runs):
        if k > most and run[0] - kept[-1] > _FAR_BEHIND and sums[k] < _SLIGHT * sums[most]:
            break
        if k == most or max(logits[i] for i in run) >= _DOUBTFUL:
            kept += run
    return kept


def with_lists(layout: Layout, logits: Sequence[float], indexes: Sequence[int]) -> list[int]:
    """`indexes` and the lists that stand whole between two blocks of the body, where they are no lists of links."""
    added = list(indexes)
    for before, after in pairwise(indexes):
        if after - before < 2:
            continue
        between = [layout.blocks[i] for i in _without_captions(layout, range(before + 1, after))]
        if not between or any(layout.tags[b.node] not in _ITEMS for b in between):
            continue
        likely = sum(logits[b.index] for b in between) > _IN_LIST * len(between)
        if likely and sum(b.link_density for b in between) < _LINKED * len(between):
            added += [b.index for b in between]
    return sorted(added)


def _without_captions(layout: Layout, indexes: Sequence[int]) -> Sequence[int]:
    """Those of the blocks that are no captions."""
    if _CAPTION not in layout.tagged:
        return indexes
    return [i for i in indexes if not _is_caption(layout, layout.blocks[i].node)]


def _is_caption(layout: Layout, place: int) -> bool:
    tags, ups = layout.tags, layout.ups
    while place >= 0:
        if tags[place] == _CAPTION:
            return True
        place = ups[place]
    return False
