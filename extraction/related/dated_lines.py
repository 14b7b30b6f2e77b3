"""Related lines without links: headlines with a day each, straight after the body."""

from __future__ import annotations

import re
from datetime import date
from itertools import takewhile

from extraction.blocks import Block
from extraction.related.dates import shown_day
from extraction.related.links import SHORT_HEADLINE, weight
from extraction.related.place import Place
from extraction.related.words import Says, heading_says
from kitewire.article import RelatedEntry

_LINE = re.compile(
    r"(?P<title>.{4,120}?)\s*[\[(（【]?\s*(?P<day>(?:19|20)\d\d[-/.年][01]?\d[-/.月][0-3]?\d日?)\s*[\])）】]?"
)
_LEAST_LINES = 3
# Credits, tags and sharing buttons may stand between the body and the list.
_MOST_BETWEEN = 12


def dated_lines(place: Place, near: date | None) -> tuple[RelatedEntry, ...]:
    """Three or more lines in a row that each are a headline and a whole date, without an address to go to.

    Some pages print their related list so, or link it by scripts alone; the entries then have no address.
    """
    if not place.body:
        return ()
    after = [b for b in place.layout.blocks if place.order[b.element] > place.body_range[1]]
    between = list(takewhile(lambda b: _LINE.fullmatch(b.text) is None, after[: _MOST_BETWEEN + 1]))
    lines = list(takewhile(lambda b: _LINE.fullmatch(b.text) is not None, after[len(between) :]))
    if len(lines) < _LEAST_LINES or any(heading_says(b.text) is Says.OTHER for b in between[-2:]):
        return ()
    return tuple(_entry(b, near) for b in lines) if all(_is_plain(place, b) for b in lines) else ()


def _entry(block: Block, near: date | None) -> RelatedEntry:
    match = _LINE.fullmatch(block.text)
    assert match is not None
    return RelatedEntry(match["title"].strip(" ·・-—|"), None, shown_day(match["day"], near))


def _is_plain(place: Place, block: Block) -> bool:
    """Whether a line stands in the column, says enough and leads nowhere."""
    element = block.element
    links = [a.get("href") or "#" for a in element.iter("a")]
    elsewhere = place.is_aside(element) or place.is_chrome(element) or place.is_other_list(element)
    leads_nowhere = all(link.startswith(("#", "javascript:")) for link in links)
    return leads_nowhere and not elsewhere and not place.is_hidden(element) and weight(block.text) >= 2 * SHORT_HEADLINE
