"""The log odds of a page's blocks: rows of numbers (`features.py`) through the trees (`forest.py`), both in C where it
was built."""

from __future__ import annotations

from array import array
from functools import cache
from typing import Any

from extraction import class_words, cues, features
from extraction.features import NAMES
from extraction.forest import forest, in_c
from extraction.native import part_in_c
from extraction.structured import squeezed
from extraction.topic import Topic
from extraction.view import PageView

_native, _lines = part_in_c("_rows"), part_in_c("_lines")
# So many rows are made and scored together: the trees take them by so many, and the rows of a whole page are memory
# that the system has to hand out anew each time.
_AT_ONCE = 32


def scores(view: PageView, never: float) -> list[float]:
    """The log odds of each block of the view; `never` for those that stand far from any text."""
    trees = in_c(NAMES)
    rows = _native_rows(view)
    if rows is None or trees is None:
        score = forest(NAMES)
        return [never if row is None else score(row) for row in features.block_rows(view)]
    odds, wanted = [never] * len(view.blocks), rows.wanted_blocks()
    table = memoryview(array("d", bytes(8 * len(NAMES) * min(_AT_ONCE, len(wanted)))))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        part = table[: len(NAMES) * len(some)]
        rows.fill(some, part)
        for i, total in zip(some, trees.totals(part), strict=True):
            odds[i] = total
    return odds


def native_rows(view: PageView) -> list[list[float] | None]:
    """What `features.block_rows` gives, made in C; it raises RuntimeError where that part was not built."""
    rows = _native_rows(view)
    if rows is None:
        raise RuntimeError("extraction._rows was not built")
    made: list[list[float] | None] = [None] * len(view.blocks)
    for i in rows.wanted_blocks():
        row = array("d", bytes(8 * len(NAMES)))
        rows.fill([i], row)
        made[i] = list(row)
    return made


def _native_rows(view: PageView) -> Any:
    if _native is None:
        return None
    layout = view.layout
    rows = _native.Rows(layout.blocks, layout.elements, _tables())
    lower = rows.lowered()
    topic = Topic(view, lower)
    rows.find_headline(layout.tags, topic.lower, topic.begins)
    told, description = features.told_elsewhere(view)
    rows.finish(lower, topic.masks, topic.words, layout.attributes, layout.chars, told, description)
    return rows


@cache
def _tables() -> Any:
    """What the rows of all pages share."""
    sign = 1 << list(cues.CUES).index("copyright")
    bits = (
        features.SHOWN_BITS,
        features.NEAR_BITS,
        features.BESIDE_BITS,
        features.IN_BITS,
        features.AT_BITS,
    )
    return _native.Tables(
        _lines.Cues(cues.BY_PREFIX, cues.IDEOGRAPHS, cues.HEAD, sign, cues.MARKS),
        (features.TAGS, features.ENDS, class_words.TAG_BITS),
        features.QUOTES,
        bits,
        (squeezed, class_words.said),
        len(NAMES),
    )
