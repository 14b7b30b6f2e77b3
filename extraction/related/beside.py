"""The entries of a list with the days shown beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice

from extraction.native import part_in_c
from extraction.related.dates import shown_day
from extraction.related.entries import Item
from extraction.related.headlines import text_in_lines
from extraction.related.place import Place
from extraction.view import HtmlElement
from kitewire.article import RelatedEntry


def to_entries(
    place: Place, items: Sequence[Item], region: Sequence[HtmlElement], near: date | None
) -> list[RelatedEntry]:
    """The entries of a list with the days shown beside them; `region` are the elements that hold the list."""
    month_first = place.site.endswith((".com", ".us", ".org", ".net", ".gov")) and place.view.lang == "en"
    beside = lines_beside(place, items, region)
    return [
        RelatedEntry(item.title, item.url, _day(item.title, lines, near, month_first))
        for item, lines in zip(items, beside, strict=True)
    ]


_related = part_in_c("_related")

# A line with the day beside an entry holds little else; longer ones are summaries, whose dates are of what they tell.
_DATE_LINE = 48
_SENTENCE = re.compile("[，。；！？]")


def _day(title: str, lines: list[str], near: date | None, month_first: bool) -> str | None:
    """The day in the line that holds least beside it, one with a year before one without."""
    if not any(lines):
        return None
    rests = sorted({" ".join(line.replace(title, " ").split()) for line in lines}, key=lambda rest: (len(rest), rest))
    short = [rest for rest in rests if 0 < len(rest) <= _DATE_LINE and not _SENTENCE.search(rest)]
    for year_of in dict.fromkeys((None, near)):
        for rest in short:
            if day := shown_day(rest, year_of, month_first):
                return day
    return None


def lines_beside(place: Place, items: Sequence[Item], region: Sequence[HtmlElement]) -> list[list[str]]:
    """Of each entry the lines of the widest element around it that holds no other entry; in flat lists the text up
    to the next.
    """
    order, elements = place.order, place.layout.elements
    links = [item.places for item in items]
    tops = {order[element] for element in region}
    texts = []
    owners, boxed = place.ground.boxes(links, tops)
    for own, boxes in zip(links, boxed, strict=True):
        lines = [line for box in boxes for line in _date_lines(elements[box])]
        texts.append([*lines, _after(place, elements[boxes[-1]], owners)] if boxes[-1] in own else lines)
    return texts


_LONGEST_BOX, _MOST_LINES = 2000, 60
_DIGIT = re.compile(r"\d")


def _date_lines(box: HtmlElement) -> list[str]:
    """Those with digits of the lines of an entry's box, then of its single texts: a day may stand in a line with the
    summary."""
    text = text_in_lines(box)[:_LONGEST_BOX]
    if _related is None:
        return _lines_with_digits(text, box, _MOST_LINES)
    found: list[str] = _related.with_digits(text, box, _MOST_LINES)
    return found


def _lines_with_digits(text: str, box: HtmlElement, most: int) -> list[str]:
    lines = (" ".join(t.split()) for t in (*text.split("\n"), *box.itertext()))
    return [line for line in islice(filter(None, lines), most) if _DIGIT.search(line)]


def _after(place: Place, link: HtmlElement, owners: dict[int, int]) -> str:
    """The text that follows a link up to the next entry or the end of the line's element."""
    parts = [link.tail or ""]
    for sibling in link.itersiblings():
        if place.order.get(sibling, -1) in owners or sum(map(len, parts)) > 80:
            break
        if isinstance(sibling.tag, str):
            parts.append(text_in_lines(sibling)[:_LONGEST_BOX])
        parts.append(sibling.tail or "")
    return " ".join(parts)
