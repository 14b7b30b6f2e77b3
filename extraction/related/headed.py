"""Lists under a visible heading: where the heading stands, and which elements after it are its list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from extraction.blocks import INLINE, Block
from extraction.native import part_in_c
from extraction.related.box_names import IS_AD, TITLE_BARS, alike, kind_of, names_of
from extraction.related.entries import anchors, holds_entry, items_of, strong_items
from extraction.related.ground import Ground
from extraction.related.place import Place
from extraction.related.title_bars import starts_with_heading, starts_with_kind
from extraction.related.words import (
    HEADING_TAGS,
    LONGEST,
    Says,
    cued_images,
    cues_in_c,
    heading_says,
    heading_suggests,
    label_before,
    may_head,
)
from extraction.view import HtmlElement

_related = part_in_c("_related")

_SPACER = frozenset(
    (
        "clear clearfix cl line hr blank space spacer divider gap split separator toolbar tools button btn "
        "icon arrow more"
    ).split()
)
_RELATED_NAMES = re.compile(
    r"relat(?!ive)|xiangguan|xgyd|xgxw|similar|verwandt|terkait|correlat|relacionad|gerelateerd"
)
# More text than this before a heading, in one box with it, and the heading is no longer the box's title bar.
_TITLE_BAR = 90
_LEVELS = 7
_COLON = (":", "：")
_LONGEST_LABEL = 30
_MOST_PARTS = 200
# What it labels is the page of a topic.
_TOPIC_LABEL = re.compile(
    r"\W*(?:(?:所属|相关)?(?:专题|專題|话题|話題|系列|合集)|特集|連載|topic|series|thema|dossier|serie|tema|сюжет)\s*[:：]",
    re.IGNORECASE,
)
# A heading that shares its line with other links mostly heads just those.
_LEVELS_OF_PART = 2


class Heading(NamedTuple):
    """A visible heading of the page: what it says, and where."""

    says: Says
    element: HtmlElement
    """The innermost element with the whole heading."""
    block: Block | None = None
    """The line of text that it is or stands in; None for an image."""
    inline: bool = False
    """It is the beginning of a line of links, whose element `element` then is."""
    line: HtmlElement | None = None
    """The element of the line that the heading shares with other things."""
    sure: bool = True
    """False where only a stem in it says so."""


def headings(place: Place) -> list[Heading]:
    """The headings that say related, recommended or topic, in page order."""
    found = []
    for block in place.ground.heading_lines(_telling(place.ground, place.cued), LONGEST):
        heading = _heading(place, block)
        if heading and heading.says is not Says.OTHER:
            found.append(heading)
    for image, text in cued_images(place.layout):
        says = heading_says(text)
        if says in (Says.RELATED, Says.RECOMMENDED):
            found.append(Heading(says, image))
    return sorted(found, key=lambda h: place.order[h.element])


def _telling(ground: Ground, lines: Sequence[Block]) -> Sequence[Block]:
    """Those of the lines that `_heading` may make a heading of: most of them only hold a word of one."""
    if _related is None:
        return lines
    found: list[Block] = cues_in_c().telling(ground, lines, LONGEST, _told)
    return found


def _heading(place: Place, block: Block) -> Heading | None:
    text, linked = block.text, block.link_chars
    size = len(text)
    says, suggests = _told(text, linked > 0) if size <= LONGEST else (None, None)
    if says:
        return Heading(says, _innermost(place, block), block)
    if linked and not _TOPIC_LABEL.match(text) and (says := label_of(block)):
        return Heading(says, block.element, block, inline=True)
    if size <= 2 * LONGEST and _may_have_parts(place, block) and (part := _part(place, block)):
        return part
    if suggests and place.ground.in_title_bar(block.node):
        return Heading(suggests, block.element, block, sure=False)
    return None


@lru_cache(maxsize=16384)
def _told(text: str, linked: bool) -> tuple[Says | None, Says | None]:
    """What a short line says of its list, None for other lists too; and what its stems say where the table does not
    know it."""
    says = heading_says(text)
    if says is None and not linked and text.endswith(_COLON):
        says = label_before(text)
    if says is Says.TOPIC and _names_topic(text):
        says = Says.RELATED
    return None if says is Says.OTHER else says, heading_suggests(text)


def _names_topic(text: str) -> bool:
    """Whether a heading that says related goes on with the topic: `Mehr zum Thema: Harbours`."""
    head = next((text.partition(colon)[0] for colon in _COLON if colon in text), "")
    return heading_says(head) is Says.RELATED


def _innermost(place: Place, block: Block) -> HtmlElement:
    """The element that holds a line and nothing else, where its block-level one holds the article's text: some boxes
    in it are made of inline elements alone.
    """
    if not place.holds_body(block.element):
        return block.element
    parts = islice(_inline_parts(block.element), _MOST_PARTS)
    return next((part for part in parts if place.view.text_of(part) == block.text), block.element)


def label_of(block: Block) -> Says | None:
    """What the label of a line of links says: words up to a colon, or an inline element before the first link."""
    if says := label_before(block.text):
        # `Background: the council had said so before.` is a sentence.
        return says if 3 * block.link_chars > block.chars - _LONGEST_LABEL else None
    first = next((p.strip() for p in block.pieces if p.strip()), "") if block.pieces else ""
    # The label is what of the line is no link.
    if not first or len(first) > LONGEST or not -3 <= block.chars - block.link_chars - len(first) <= 3:
        return None
    says = heading_says(" ".join(first.split()))
    return says if says in (Says.RELATED, Says.RECOMMENDED) else None


def _may_have_parts(place: Place, block: Block) -> bool:
    """Whether a line may be shared: most are all the text of an element."""
    at, layout = block.node, place.layout
    return layout.tags[at] not in ("p", "li") and (layout.ends[at] > at or bool(block.pieces))


def _part(place: Place, block: Block) -> Heading | None:
    """A heading that shares its line with other things: tabs, a link to more, tags."""
    if block.element.text and (says := heading_says(block.element.text)):
        return Heading(says, block.element, block)
    if block.pieces and not any(map(may_head, block.pieces)):
        return None
    for child in _inline_parts(block.element):
        text = place.view.text_of(child)
        if len(text) < block.chars and text in block.text and (says := heading_says(text)) and says is not Says.OTHER:
            if child.tag == "a" and not (child.get("href") or "#").startswith(("#", "javascript:")):
                continue
            return Heading(says, child, block, line=block.element)
    return None


def _inline_parts(element: HtmlElement) -> Iterator[HtmlElement]:
    """The inline elements on the lines of a block-level element."""
    for child in element:
        if child.tag in INLINE:
            yield child
            yield from _inline_parts(child)


def region_of(place: Place, heading: Heading) -> list[HtmlElement]:
    """The elements that hold the list under `heading`, in page order; empty where it heads none."""
    if heading.inline:
        return [heading.element]
    child = heading.element
    if (pane := _named_pane(place, child)) is not None:
        return [pane]
    if heading.line is not None:
        if (tab := _tab(place, place.parents[child], child)) is not None:
            return tab
        child = heading.line
    others = [b for b in place.blocks_in(child) if b is not heading.block]
    # A heading without an element of its own stands in the box of its list.
    if any(b.link_density > 0.5 for b in others) or (others and holds_entry(place, child)):
        # Unless the box is that of the article: a bar over the page shares it with everything.
        return [] if _stands_over_text(place, child, heading) else [child]
    for _ in range(_LEVELS if heading.line is None else _LEVELS_OF_PART):
        parent = place.parents[child]
        if parent is None or parent.tag == "html":
            return []
        picked = _tab(place, parent, child)
        if picked is None:
            picked = _following(place, child, heading)
        if picked is not None:
            return picked
        if _leaves_box(place, parent, heading):
            return []
        child = parent
    return []


def _stands_over_text(place: Place, box: HtmlElement, heading: Heading) -> bool:
    """Whether `box` holds the article's text and its heading stands above that."""
    return heading.block is not None and heading.block.index < place.first_line and place.holds_body(box)


def _leaves_box(place: Place, box: HtmlElement, heading: Heading) -> bool:
    """Whether going beyond `box` would leave what belongs to the heading: a filled box, or one made for the list
    alone.
    """
    if box.tag == "body":
        return True
    if place.view.text_length(box) > _TITLE_BAR:
        return True
    names = f"{box.get('class') or ''} {box.get('id') or ''}".lower()
    return bool(_RELATED_NAMES.search(names)) and TITLE_BARS.isdisjoint(names_of(box))


def _named_pane(place: Place, tab: HtmlElement) -> HtmlElement | None:
    """The pane that a tab names by its id: `<a href="#pane-2">`, `aria-controls="pane-2"`."""
    for element in (*place.up(tab)[:2], *tab.iter("a", "button")):
        names = (element.get("aria-controls"), element.get("data-target"), element.get("data-bs-target"))
        name = next((n for n in (*names, element.get("href") or "") if n and (n[0] == "#" or n in names)), "").lstrip(
            "#"
        )
        pane = place.with_id(name) if name else None
        if pane is not None and not place.inside(tab, pane) and not place.holds_body(pane):
            return pane
    return None


def _is_parallel(place: Place, sibling: HtmlElement, child: HtmlElement, heading: Heading) -> bool:
    """Whether a box like the heading's own begins with a heading like it: that of another section."""
    if child is heading.element or not alike(sibling, child):
        return False
    first = place.ground.first_line(place.order[sibling])
    if first is None or first.chars > LONGEST or first.link_density > 0.5:
        return False
    return alike(first.element, heading.element) and bool(
        kind_of(first.element)[1] or first.element.tag in HEADING_TAGS
    )


def _following(place: Place, child: HtmlElement, heading: Heading) -> list[HtmlElement] | None:
    """The siblings after `child` that hold its list; empty where something else comes first, None where nothing
    comes.
    """
    picked: list[HtmlElement] = []
    for at in place.ground.siblings_after(place.order[child]):
        if place.ground.kinds(at) & IS_AD:
            continue
        sibling = place.layout.elements[at]
        if place.holds_body(sibling) or (
            starts_with_heading(place, sibling) and (picked or not starts_with_kind(place, sibling))
        ):
            return picked
        if _is_parallel(place, sibling, child, heading):
            return picked
        has_links = holds_entry(place, sibling)
        if has_links and (not picked or alike(sibling, picked[0]) or _goes_on(place, sibling)):
            picked.append(sibling)
        elif has_links or place.view.text_length(sibling) > 60 or (not picked and _is_empty_slot(place, sibling)):
            return picked
    return picked or None


def _goes_on(place: Place, sibling: HtmlElement) -> bool:
    """Whether a box after the first entries of a list, otherwise built than they are, holds more of them: a list may
    begin with a larger teaser.
    """
    parent = place.parents[sibling]
    if parent is None or place.holds_body(parent) or parent.tag == "body":
        return False
    items = items_of(place, anchors(place, [sibling]))
    return len(strong_items(place, items)) == len(items)


def _is_empty_slot(place: Place, element: HtmlElement) -> bool:
    """A list or named box without anything in it: a script would fill it."""
    if place.view.text_length(element) or names_of(element) & _SPACER or element.find(".//img") is not None:
        return False
    return element.tag in ("ul", "ol") or (element.tag in ("div", "section") and bool(element.get("id")))


_MOST_TABS = _LONGEST_TAB = 24
_BESIDE_TABS = 8


def _tab(place: Place, row: HtmlElement, child: HtmlElement) -> list[HtmlElement] | None:
    """The content of the heading's tab, where `child` is one of a row of tabs; None where it is not."""
    children = list(islice(row, _MOST_TABS + 1))
    if len(children) > _MOST_TABS:
        return None
    # Tabs stand in a row of their own; headings with their lists between them do not.
    if place.view.text_length(row) > _LONGEST_TAB * len(children) + _BESIDE_TABS:
        return None
    tabs = [c for c in children if isinstance(c.tag, str) and kind_of(c) == kind_of(child)]
    texts = [place.view.text_of(t) for t in tabs]
    own_row = sum(map(len, texts)) + _BESIDE_TABS >= place.view.text_length(row)
    if len(tabs) < 2 or child not in tabs or not own_row or not all(0 < len(t) <= _LONGEST_TAB for t in texts):
        return None
    if not any(heading_says(text) for tab, text in zip(tabs, texts, strict=True) if tab is not child):
        return None
    contents = [s for s in row.itersiblings() if not place.is_silent(s)]
    if len(contents) == 1:
        contents = [c for c in contents[0] if not place.is_silent(c)]
    alike = [c for c in contents if contents and kind_of(c) == kind_of(contents[0])]
    number = tabs.index(child)
    if number == 0 and contents and len(alike) < len(tabs):
        return None
    return [alike[number]] if len(alike) > number else []
