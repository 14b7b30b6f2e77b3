"""A first look at the lines near a text: which of them may name who wrote it, and for what they need to be read.

In C where that was built (`_byline.pyx`); what is here without it lets more lines pass. `byline.py` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extraction.blocks import Block
from extraction.body import Body
from extraction.frame import above_body
from extraction.letters import has_digit
from extraction.names import BY_STARTS, may_begin_by
from extraction.native import part_in_c
from extraction.view import PageView

LABELS = "autor autorin autoren author auteur autore redaktion verfasser text reporter bericht quelle source".split()
"""What stands before a colon and a name."""
MARKS = "author autor byl verfasser auteur contributor creator writer username reporter ersteller redakteur".split()
"""What a class or id holds that calls its element the author's."""
PROFILES = (
    "author authors autor autoren autorin autores auteur auteurs redaktion profil profile people user users member "
    "members staff by byline bylines bio journalist journalists contributor contributors editor editors writer writers "
    "columnist columnists team"
).split()
"""Steps of the address of somebody's page."""
# Before a name, in a line whose only white space is single spaces.
_BY_WITHIN = re.compile(r" (?:[Bb][Yy]|[Vv]on|VON|durch|[Pp]ar|[Pp]or|da|przez|door|av)\b")
_BY_AFTER_SPACE = "by By BY bY von Von VON durch par Par por Por da przez door av".split()
# What somebody's leave begins with: Euer, Dein, Ihr, Yours.
_LEAVES = "EDIY,"
_BELOW, _NEXT = 14, 2
_LINE, _ALONE, _MOST_INNER, _UP = 160, 50, 40, 3
# The same in `_byline.pyx`.
_INLINE = frozenset(("a", "span", "address", "cite", "strong"))
BEGINS, LABEL, BY_NAME, DATED, ALONE, LEAVES = 1, 2, 4, 8, 16, 32
"""What a line's text may tell: a byline that it begins with, a label, a name behind `by`, a date, nothing but a name,
somebody's leave."""

Line = tuple[str, Block, int, list[tuple[int, int]], list[int]]
"""Where a line stands (`above`, `opens`, `ends`, `next`, `below`), the line, what it may tell; the elements that may be
marked as the author's: around it, how many levels up and where; inline ones in it, in document order, with links to
profiles."""

_in_c = part_in_c("_byline")
_LOOK = _in_c and _in_c.Look(
    BY_STARTS, (*LABELS, "by"), _BY_AFTER_SPACE, PROFILES, MARKS, _LEAVES, (_LINE, _MOST_INNER, _UP)
)


def lines_near(view: PageView, body: Body, title: str) -> list[Line]:
    """The short lines near the text that may name somebody."""
    zones = _zones(view, body, title)
    if _LOOK is None:
        return list(_plainly(view, zones))
    found: list[Line] = _LOOK.worth(zones, view.layout.elements)
    return found


def _zones(view: PageView, body: Body, title: str) -> tuple[tuple[str, Sequence[Block]], ...]:
    above = ("above", above_body(view, body, title))
    lines, blocks = body.lines, view.blocks
    if not lines:
        return (above,)
    begin = lines[-1].index + 1
    near, far = blocks[begin : begin + _NEXT], blocks[begin + _NEXT : begin + _BELOW]
    if listed := view.listed:
        near, far = (tuple(block for block in some if block.index not in listed) for some in (near, far))
    return above, ("opens", lines[:2]), ("ends", lines[-2:]), ("next", near), ("below", far)


def _plainly(view: PageView, zones: Sequence[tuple[str, Sequence[Block]]]) -> Iterator[Line]:
    layout = view.layout
    marked = {*layout.named(*MARKS), *layout.attributes["itemprop"]}
    links = frozenset(layout.tagged.get("a", ()))
    for zone, blocks in zones:
        for block in blocks:
            if len(block.text) > _LINE:
                continue
            top = block.node
            around, inner = [], []
            if layout.tags[top] != "h1":  # Boxes of the author's hold the headline, too.
                around = [(step, place) for step, place in enumerate(_ups(layout.ups, top)) if place in marked]
                within = range(top + 1, min(top + _MOST_INNER, layout.ends[top]) + 1)
                inner = [p for p in within if layout.tags[p] in _INLINE and (p in marked or p in links)]
            yield zone, block, _tells(zone, block.spaced), around, inner


def _ups(ups: Sequence[int], place: int) -> Iterator[int]:
    for _ in range(_UP):
        if place < 0:
            return
        yield place
        place = ups[place]


def _tells(zone: str, text: str) -> int:
    return (
        BEGINS * may_begin_by(text)
        | LABEL * (":" in text)
        | BY_NAME * bool(_BY_WITHIN.search(text))
        | DATED * has_digit(text)
        | ALONE * (len(text) < _ALONE)
        | LEAVES * (zone == "ends")
    )
