"""What one page shows of its site, by the generic reading alone: so the memory cannot confirm itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from heapq import nlargest
from typing import Any
from urllib.parse import urlsplit

from extraction.blocks import Block
from extraction.body import Body
from extraction.memory.keys import entry_key, text_key
from extraction.memory.places import is_within, kind_of, main_element, place_of
from extraction.related.links import key_of
from extraction.structured import squeezed
from extraction.view import PageView
from kitewire.article import PublicationDate, RelatedEntry
from kitewire.site_memory import Observation
from kitewire.urls import is_http

# Log odds above which a block may come into the body; one that is surely furniture need not be remembered.
NEARLY = -1.5
_MOST_BLOCKS, _MOST_KINDS = 100, 40
_MOST_ENDS = 30
"""Blocks at each end of the text whose kinds are noted."""
_PARAGRAPH, _LINE = 30, 150
_ABOVE, _AMONG = 25, 6
"""Blocks over the text's first, and from it on, where a line may tell the day."""
_SAMPLE, _MOST_ENTRIES = 40, 30
_YEAR_FIRST = re.compile(r"([0-9]{4})\D{1,3}([0-9]{1,3})\D{1,3}([0-9]{1,3})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)([0-9]{1,3})\D{1,12}([0-9]{4})")


def observe(
    view: PageView, body: Body, title: str, published: PublicationDate | None, related: Sequence[RelatedEntry]
) -> Observation | None:
    """What the page shows; `body` is the one that scoring or a rule found. None where no body stands anywhere."""
    main = main_element(view, body.lines)
    place = place_of(view, main) if main is not None else ""
    if not place:
        return None
    candidates = _candidates(view, body)
    found = {
        "title": _title_at(view, body, title),
        "published": _published_at(view, body, published),
        "related": _related_at(view, related),
    }
    return Observation(
        article=text_key(key_of(view.url) if is_http(view.url) else view.url),
        title=text_key(squeezed(title)) if title else 0,
        texts=_texts(body),
        section=section_of(view.url),
        body=place,
        places=tuple((field, at) for field, at in found.items() if at),
        blocks=_blocks(candidates, title),
        kinds=_kinds(view, body, main, {b.index for b in candidates}),
        entries=tuple({entry_key(e.url): e.title[:_SAMPLE] for e in related[:_MOST_ENTRIES] if e.url}.items()),
    )


def section_of(url: str) -> str:
    """Host and first folder of an address, numbers as 0: pages of one section tend to have one layout."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    folder = parts.path.lstrip("/").partition("/")
    return re.sub(r"\d+", "0", f"{parts.hostname or ''}/{folder[0] if folder[1] else ''}")[:80]


def _candidates(view: PageView, body: Body) -> list[Block]:
    logits = view.memo.get("logits")
    if body.by_template or logits is None:
        return list(body.lines)
    return [b for b, logit in zip(view.blocks, logits, strict=True) if logit > NEARLY]


def _texts(body: Body) -> tuple[int, ...]:
    longs = nlargest(3, body.lines, key=lambda b: len(b.text))
    return tuple(sorted(text_key(b.text) for b in longs if b.chars >= _PARAGRAPH))


def _blocks(candidates: list[Block], title: str) -> tuple[tuple[int, str], ...]:
    # Furniture stands at the ends of the text.
    half = _MOST_BLOCKS // 2
    edges = candidates if len(candidates) <= _MOST_BLOCKS else candidates[:half] + candidates[-half:]
    found = {text_key(b.text): b.text[:_SAMPLE] for b in edges if b.text != title}
    return tuple(found.items())


def _kinds(view: PageView, body: Body, main: Any, candidates: set[int]) -> tuple[tuple[str, float], ...]:
    """Of the candidates, and of the boxes between the paragraphs and the lines under them."""
    chosen = {b.index for b in body.lines}
    within: dict[Any, bool] = {main: True, None: False}
    counts: dict[str, list[int]] = {}
    indexes = sorted(candidates.union(_inside(view, body, within)))
    for index in indexes[:_MOST_ENDS] + indexes[_MOST_ENDS:][-_MOST_ENDS:]:
        count = counts.setdefault(kind_of(view, view.blocks[index], within), [0, 0])
        count[index in chosen] += 1
    return tuple((kind, round(yes / (yes + no), 2)) for kind, (no, yes) in list(counts.items())[:_MOST_KINDS])


def _inside(view: PageView, body: Body, within: dict[Any, bool]) -> range:
    """The indexes of the blocks in the main element: those around one of its paragraphs, up to the first outside."""
    blocks = view.blocks
    first = last = next(b.index for b in body.lines if is_within(view, b.element, within))
    while first > 0 and is_within(view, blocks[first - 1].element, within):
        first -= 1
    while last + 1 < len(blocks) and is_within(view, blocks[last + 1].element, within):
        last += 1
    return range(first, last + 1)


def _title_at(view: PageView, body: Body, title: str) -> str:
    if not title:
        return ""
    start = body.lines[0].index if body.lines else 0
    same = [b for b in view.blocks if b.text == title]
    return place_of(view, min(same, key=lambda b: abs(b.index - start)).element) if same else ""


def _published_at(view: PageView, body: Body, published: PublicationDate | None) -> str:
    """Where a line by the headline prints the day of publication."""
    if published is None or published.when is None:
        return ""
    day, start = published.when.date(), body.lines[0].index if body.lines else 0
    year = str(day.year)
    for block in view.blocks[max(0, start - _ABOVE) : start + _AMONG]:
        if year in block.text and block.chars < _LINE and _tells(block.text, day):
            return "" if block.index in view.listed else place_of(view, block.element)
    return ""


def _tells(text: str, day: date) -> bool:
    """Whether a text shows the day as numbers, year first, or day first and year last (`3. Mai 2024`)."""
    year, months, days = str(day.year), (str(day.month), f"0{day.month}"), (str(day.day), f"0{day.day}")
    if any(y == year and m in months and d in days for y, m, d in _YEAR_FIRST.findall(text)):
        return True
    return any(d in days and y == year for d, y in _DAY_FIRST.findall(text))


def _related_at(view: PageView, related: Sequence[RelatedEntry]) -> str:
    if len(related) < 2:
        return ""
    titles = tuple(e.title for e in related[:_MOST_ENTRIES])
    lines = [b for b in view.blocks if b.link_chars and b.text.startswith(titles)]
    if len(lines) < 2:
        return ""
    element = main_element(view, lines)
    return place_of(view, element) if element is not None else ""
