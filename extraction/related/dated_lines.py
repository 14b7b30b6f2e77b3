"""Related lines with a day each, straight after the body: without links, or linked but in no element of their own."""

from __future__ import annotations

from datetime import date

from extraction.dated_lists import DatedLine
from extraction.related.dates import shown_day
from extraction.related.links import leads_to_article
from extraction.related.place import Place
from extraction.related.words import LONGEST, Says, heading_says
from kitewire.article import RelatedEntry

# Credits, tags and sharing buttons may stand between the body and the list.
_MOST_BETWEEN = 12
# Longer lists of links are the section's feed.
_LONGEST_LIST = 15


def dated_lines(place: Place, near: date | None) -> tuple[RelatedEntry, ...]:
    """The entries of the first dated list after the body.

    Some pages print their related list as text, or link it by scripts alone: those entries have no address. Others set
    it into the element of the last paragraph.
    """
    after = (run for run in place.view.dated_lists if run[0].blocks[0].index > place.last_line >= 0)
    lines = next(after, ())
    if not lines or not _follows(place, lines) or not all(_stands_in_column(place, line) for line in lines):
        return ()
    entries = tuple(RelatedEntry(line.title, _address(place, line), shown_day(line.day, near)) for line in lines)
    linked = sum(e.url is not None for e in entries)
    return entries if linked in (0, len(entries)) and (not linked or len(lines) <= _LONGEST_LIST) else ()


def _follows(place: Place, lines: tuple[DatedLine, ...]) -> bool:
    """Whether the list stands straight after the body, without a heading that says that it is something else."""
    start = lines[0].blocks[0].index
    between = place.layout.blocks[place.last_line + 1 : start]
    if len(between) > _MOST_BETWEEN or any(heading_says(b.text) is Says.OTHER for b in between[-2:]):
        return False
    heads = [b for b in between[-2:] if b.chars <= LONGEST and place.ground.in_heading_tag(b.node)]
    return all(heading_says(b.text) is not None for b in heads) or not lines[0].blocks[0].link_chars


def _address(place: Place, line: DatedLine) -> str | None:
    """Where the line's link leads; None where it has none, or one for a script."""
    for block in line.blocks:
        for link in block.element.iter("a") if block.link_chars else ():
            text = place.view.text_of(link)
            url = place.view.absolute(link.get("href")) if text and text in block.text else None
            if url and leads_to_article(url) and not link.get("href", "").startswith("#"):
                return url
    return None


def _stands_in_column(place: Place, line: DatedLine) -> bool:
    element = line.blocks[0].element
    elsewhere = place.is_aside(element) or place.is_chrome(element) or place.is_other_list(element)
    return not elsewhere and not place.is_ad(element) and not place.is_hidden(element)
