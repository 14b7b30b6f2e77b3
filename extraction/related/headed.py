"""Lists under a visible heading: where the heading stands, and which elements after it are its list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from extraction.blocks import INLINE, Block
from extraction.related.box_names import names_of
from extraction.related.entries import anchors, holds_entry, items_of, strong_items
from extraction.related.links import looks_like_article
from extraction.related.place import Place
from extraction.related.words import LONGEST, Says, heading_says, heading_suggests, label_before, may_head
from extraction.view import HtmlElement

_STATES = frozenset("active current on cur selected show hidden hide first last on1 hover now visible in fade".split())
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
_LONGEST_KICKER = 30
_MOST_PARTS = 200
# A heading that shares its line with other links mostly heads just those.
_LEVELS_OF_PART = 2
# Around a line of a teaser that is one link.
_LINK_LEVELS = 8


@dataclass(frozen=True, slots=True)
class Heading:
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
    for block in place.cued:
        heading = _heading(place, block)
        if heading and heading.says is not Says.OTHER:
            found.append(heading)
    for at in place.layout.tagged.get("img", ()):
        image = place.layout.elements[at]
        text = image.get("alt") or image.get("title")
        if not text or len(text) > LONGEST or not may_head(text):
            continue
        says = heading_says(text)
        if says in (Says.RELATED, Says.RECOMMENDED):
            found.append(Heading(says, image))
    return sorted(found, key=lambda h: place.order[h.element])


def _heading(place: Place, block: Block) -> Heading | None:
    size, linked = len(block.text), block.link_chars
    if size > 2 * LONGEST and not linked:
        return None
    if linked >= size - 1 and not _is_linked_heading(place, block):
        return None
    if size <= LONGEST:
        says = heading_says(block.text)
        if says not in (None, Says.OTHER):
            return Heading(says, _innermost(place, block), block)
    if block.link_chars and (says := label_of(block)):
        return Heading(says, block.element, block, inline=True)
    if size <= 2 * LONGEST and block.element.tag not in ("p", "li") and (part := _part(place, block)):
        return part
    return _guess(place, block)


def _innermost(place: Place, block: Block) -> HtmlElement:
    """The element that holds a line and nothing else, where its block-level one holds the article's text: some boxes
    in it are made of inline elements alone.
    """
    if not place.holds_body(block.element):
        return block.element
    parts = islice(_inline_parts(block.element), _MOST_PARTS)
    return next((part for part in parts if place.view.text_of(part) == block.text), block.element)


def _guess(place: Place, block: Block) -> Heading | None:
    """A heading that the table does not know but whose stems say related or recommended."""
    if block.chars > LONGEST or not in_title_bar(place, block.element):
        return None
    says = heading_suggests(block.text)
    return Heading(says, block.element, block, sure=False) if says else None


def label_of(block: Block) -> Says | None:
    """What the label of a line of links says: words up to a colon, or an inline element before the first link."""
    if says := label_before(block.text):
        return says
    first = next((p.strip() for p in block.pieces if p.strip()), "") if block.pieces else ""
    # The label is what of the line is no link.
    if not first or len(first) > LONGEST or not -3 <= block.chars - block.link_chars - len(first) <= 3:
        return None
    says = heading_says(" ".join(first.split()))
    return says if says in (Says.RELATED, Says.RECOMMENDED) else None


def _is_linked_heading(place: Place, block: Block) -> bool:
    """Whether a line that is all link is a heading: it stands in a heading tag, or leads nowhere (a tab)."""
    if _in_heading_tag(place, block.node):
        return True
    return not place.leads_away(block.node) and any(a in place.order for a in block.element.iter("a"))


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
    return bool(_RELATED_NAMES.search(names)) and _TITLE_BARS.isdisjoint(names_of(box))


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
    first = next(iter(place.blocks_in(sibling)), None)
    if first is None or first.chars > LONGEST or first.link_density > 0.5:
        return False
    return alike(first.element, heading.element) and bool(
        kind_of(first.element)[1] or place.is_heading_tag(first.element)
    )


def _following(place: Place, child: HtmlElement, heading: Heading) -> list[HtmlElement] | None:
    """The siblings after `child` that hold its list; empty where something else comes first, None where nothing
    comes.
    """
    picked: list[HtmlElement] = []
    for sibling in child.itersiblings():
        if place.is_silent(sibling) or place.is_ad(sibling):
            continue
        if place.holds_body(sibling) or starts_with_heading(place, sibling):
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


def alike(a: HtmlElement, b: HtmlElement) -> bool:
    """Whether two elements may be parts of one list: one tag, and a name in common unless both have none."""
    (tag, names), (other_tag, others) = kind_of(a), kind_of(b)
    return tag == other_tag and (bool(names & others) or not (names or others))


def kind_of(element: HtmlElement) -> tuple[str, frozenset[str]]:
    """Tag and names of an element without numbers and states: what the items of one list, or the panes of tabs,
    share.
    """
    return element.tag, frozenset(re.sub(r"\d+", "", n) for n in names_of(element) - _STATES)


def _is_empty_slot(place: Place, element: HtmlElement) -> bool:
    """A list or named box without anything in it: a script would fill it."""
    if place.view.text_length(element) or names_of(element) & _SPACER or element.find(".//img") is not None:
        return False
    return element.tag in ("ul", "ol") or (element.tag in ("div", "section") and bool(element.get("id")))


def starts_with_heading(place: Place, element: HtmlElement) -> bool:
    """Whether `element` begins with the heading of something else before its first entry."""
    blocks = place.blocks_in(element)
    return bool(blocks) and is_foreign_heading(place, blocks, 0, element)


def is_foreign_heading(place: Place, blocks: tuple[Block, ...], at: int, box: HtmlElement | None = None) -> bool:
    """Whether a block heads a list of its own: words of the table, or an unlinked heading tag over several links.

    The first words of a box are its heading whatever their tag, if they stand on its surface; deeper they belong to
    an entry.
    """
    block = blocks[at]
    if block.chars > LONGEST:
        return False
    is_tag = in_title_bar(place, block.element, tags_only=True)
    on_surface = at == 0 and box is not None and len(place.up(block.element, box)) <= 3
    if on_surface or is_tag or in_title_bar(place, block.element):
        says = heading_says(block.text)
        # Counts and times under an entry (`1116评论`) hold such words too.
        if says and (is_tag or not (says is Says.OTHER and re.search(r"\d", block.text))):
            return block.link_density < 0.9 or not _leads_on(place, block)
    plain = block.link_density == 0 if place.is_heading_tag(block.element) else is_tag and _is_short_link(place, block)
    if not (plain or is_tag or on_surface) or not _heads_several(place, block, blocks[at + 1 :]):
        return False
    return plain or (place.is_section_name(block.text) and not is_kicker(block, blocks[at + 1 :]))


def is_kicker(block: Block, after: Sequence[Block]) -> bool:
    """Whether a line names the section of one entry: lines of its kind follow over the others. Tabs have nothing
    between them.
    """
    alike_at = next(
        (i for i, b in enumerate(after) if b.chars <= _LONGEST_KICKER and alike(b.element, block.element)), 0
    )
    return alike_at > 0


def _is_short_link(place: Place, block: Block) -> bool:
    """Whether a line is all link, of few words and to no article: the name of a section or topic."""
    return block.link_density > 0.9 and block.chars <= 30 and not _leads_on(place, block)


def _leads_on(place: Place, block: Block) -> bool:
    """Whether the link that a line is leads to an article: then it is an entry, whatever words are in it."""
    near = [e for e in (*block.element.iter("a"), *place.up(block.element)[:_LINK_LEVELS]) if e.tag == "a"]
    # A tab leads nowhere: `<h4><a href="#">Latest</a></h4>`.
    urls = [place.absolute(href) for a in near if not (href := a.get("href") or "#").startswith("#")]
    return any(url and looks_like_article(url) for url in urls)


_HEADING_TAGS = frozenset("h1 h2 h3 h4 h5 h6 dt th header caption legend".split())
_STRONG = frozenset(("strong", "b"))
_TITLE_BARS = frozenset(
    (
        "title tit tt hd head header heading headline hdr tab tabs "
        "boxhead boxheader boxtitle blocktitle sectiontitle widgettitle moduletitle"
    ).split()
)


def _in_heading_tag(place: Place, at: int) -> bool:
    """Whether the element at that place, or one of the two around it, is a heading tag."""
    tags, ups = place.layout.tags, place.layout.ups
    if tags[at] in _HEADING_TAGS or ((up := ups[at]) >= 0 and tags[up] in _HEADING_TAGS):
        return True
    return up >= 0 and (top := ups[up]) >= 0 and tags[top] in _HEADING_TAGS


def in_title_bar(place: Place, element: HtmlElement, tags_only: bool = False) -> bool:
    """Whether `element`, or one of the two elements around it, is a heading tag (or, unless `tags_only`, named like
    a title bar).
    """
    layout, at = place.layout, place.order[element]
    if _in_heading_tag(place, at):
        return True
    for _ in range(0 if tags_only else 3):
        if at < 0:
            return False
        if layout.tags[at] in _STRONG or not _TITLE_BARS.isdisjoint(place.names_at(at)):
            return True
        at = layout.ups[at]
    return False


def _heads_several(place: Place, head: Block, after: tuple[Block, ...]) -> bool:
    """Whether two lines of links follow before the next heading of the same kind: the kickers of entries head one
    each.
    """
    lines = 0
    for block in after:
        is_tag = place.is_heading_tag(block.element)
        if is_tag and (not block.link_chars or block.element.tag == head.element.tag):
            return False
        lines += block.link_density > 0.7 and block.chars > 12
        if lines == 2:
            return True
    return False


_MOST_TABS = 24


def _tab(place: Place, row: HtmlElement, child: HtmlElement) -> list[HtmlElement] | None:
    """The content of the heading's tab, where `child` is one of a row of tabs; None where it is not."""
    children = list(islice(row, _MOST_TABS + 1))
    if len(children) > _MOST_TABS:
        return None
    tabs = [c for c in children if isinstance(c.tag, str) and kind_of(c) == kind_of(child)]
    texts = [place.view.text_of(t) for t in tabs]
    # Tabs stand in a row of their own; headings with their lists between them do not.
    own_row = sum(map(len, texts)) + 8 >= place.view.text_length(row)
    if len(tabs) < 2 or child not in tabs or not own_row or not all(0 < len(t) <= 24 for t in texts):
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
