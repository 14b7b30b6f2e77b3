"""The finders of related lists, from the most telling evidence to the least, and how their findings are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice

from extraction.blocks import Block
from extraction.related.beside import to_entries
from extraction.related.box_names import names_of
from extraction.related.entries import Item, anchors, items_of, plain_headlines, strong_items
from extraction.related.headed import Heading, headings, label_of, region_of
from extraction.related.in_text import at_end, in_body, teasers_in_body
from extraction.related.links import looks_like_article
from extraction.related.named import in_named_box
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.tabs import tabbed
from extraction.related.title_bars import is_foreign_heading, starts_with_kind
from extraction.related.topics import topic_boxes
from extraction.related.unheaded import after_body
from extraction.related.words import LONGEST, Says, heading_says, says_more
from extraction.view import HtmlElement
from kitewire.article import RelatedEntry
from kitewire.messages import Message


def joined(place: Place, lists: Sequence[Found], near: date | None) -> tuple[RelatedEntry, ...]:
    """The entries of the page's related lists, in page order, each address once."""
    rows = []
    for found in lists:
        for item, entry in zip(found.items, to_entries(place, found.items, found.region, near), strict=True):
            rows.append((item.places[0], item.key, entry))
    seen: dict[str, RelatedEntry] = {}
    for _, key, entry in sorted(rows, key=lambda row: row[0]):
        known = seen.get(key)
        if known is None or (known.date is None and entry.date):
            seen[key] = entry if known is None else RelatedEntry(known.title, known.url, entry.date)
    return tuple(seen.values())


def find_lists(place: Place) -> list[Found]:
    """The related lists of the page, by the finders in order; each finder sees what those before it took."""
    search = Search(place, headings(place))
    in_text = (in_body, teasers_in_body)
    for finder in (under_heading, tabbed, flagged_links, topic_boxes, in_named_box, *in_text, after_body, at_end):
        if found := finder(search):
            search.take(found)
    return search.found


# Pages with more are lists of teasers, each with related ones of its own.
_MOST_HEADINGS = 80


def under_heading(search: Search) -> list[Found]:
    """Lists under a visible heading."""
    place, found = search.place, []
    if not search.headings:
        return []
    several = search.headings if len(search.headings) > 1 else ()
    times = Counter([h.block.text for h in several if h.block and h.block.node > place.body_range[1]])
    for heading in search.headings[:_MOST_HEADINGS]:
        if not _counts_here(place, heading) or _hangs_under_teaser(place, heading.element, heading):
            continue
        # Where each teaser of a list has related stories of its own, their box hangs under it.
        box = place.parents[heading.element]
        if (
            heading.block
            and times[heading.block.text] > 1
            and box is not None
            and _hangs_under_teaser(place, box, heading)
        ):
            continue
        region = region_of(place, heading)
        is_sure = heading.sure and heading.says is Says.RELATED
        items = items_of(place, list(_links_of(place, heading, region)), beside=is_sure)
        items = _without_topic(place, _of_one_site(place, items))
        if _leads_elsewhere(place, heading, items):
            continue
        # Short picture stories may stand under a related heading; a menu of languages or sections may not.
        told = is_sure and all(looks_like_article(i.url) or place.lies_beside(i.url) for i in items)
        told = told and place.order[heading.element] > place.body_range[0]
        strong = strong_items(place, items) or (plain_headlines(place, items) if heading.sure else [])
        if (not told and not strong) or (not heading.sure and len(strong) * 3 < len(items) * 2):
            continue
        if _in_page_frame(place, heading.element) and not len(strong) == len(items) >= _LEAST_IN_FRAME:
            continue
        if items and not _is_tag_box(region) and (len(items) <= _SHORT_LIST or not _only_more(heading)):
            found.append(Found(items, region, _by(heading.says), heading.block.text if heading.block else "image"))
    return found


@cache
def _by(says: Says) -> Message:
    return Message("heading {says}", says=Message(says.value))


def _of_one_site(place: Place, items: list[Item]) -> list[Item]:
    """Without the few links of other sites that stand otherwise than the entries: licences, photographers, partners."""
    own = [item for item in items if place.is_own_site(item.url)]
    if len(own) < 3 or 2 * (len(items) - len(own)) > len(own):
        return items
    stands = {_stand(place, item) for item in own}
    return [item for item in items if place.is_own_site(item.url) or _stand(place, item) in stands]


def _leads_elsewhere(place: Place, heading: Heading, items: list[Item]) -> bool:
    """Whether a box between the paragraphs leads to other sites alone: those are sources."""
    first, last = place.body_range
    return first < place.order[heading.element] < last and not any(place.is_own_site(item.url) for item in items)


# Fewer entries do not tell how entries stand.
_LEAST_ALIKE = 3


def _without_topic(place: Place, items: list[Item]) -> list[Item]:
    """Without the link to the topic's own page under the entries: `See all of the harbour crisis`."""
    articles = [item for item in items if looks_like_article(item.url)]
    if len(articles) < max(_LEAST_ALIKE, len(items) - 1):
        return items
    stands, known = {_stand(place, item) for item in articles}, set(articles)
    return [
        item
        for item in items
        if item in known or _stand(place, item) in stands or place.ground.in_heading_tag(item.places[0])
    ]


def _stand(place: Place, item: Item) -> object:
    """Tags and class around an entry's link."""
    layout = place.layout
    up = layout.ups[item.places[0]]
    over = layout.ups[up] if up >= 0 else -1
    classes = layout.attributes["class"]
    return None if up < 0 else (layout.tags[up], classes.get(up), None if over < 0 else layout.tags[over])


# A longer list under `Read more` is a feed of the site.
_SHORT_LIST = 8
_TAG_BOXES = frozenset("tag tags taglist tagcloud keyword keywords etiquetas schlagworte".split())


def _is_tag_box(region: Sequence[HtmlElement]) -> bool:
    """Whether what stands under a heading calls itself tags: `Related topics` heads them too."""
    return any(names_of(element) & _TAG_BOXES for element in region)


def _only_more(heading: Heading) -> bool:
    return heading.block is not None and not heading.inline and says_more(heading.block.text)


_FLAGS = frozenset(("small", "span", "b", "strong", "em", "i", "mark"))


def flagged_links(search: Search) -> list[Found]:
    """Cards of one link that carries its own label: `<a><i>More on this</i><h3>Headline</h3></a>`."""
    place, found = search.place, []
    for block in place.ground.flag_lines(place.cued, LONGEST, _FLAGS, heading_says, Says.RELATED):
        if not (label := _flag(place, block)):
            continue
        link = next((e for e in place.up(block.element) if e.tag == "a"), None)
        if link is None or search.taken(link) or place.is_ad(link) or place.is_aside(link) or place.is_hidden(link):
            continue
        items = strong_items(place, items_of(place, [place.order[link]]))
        # Outside the text `Les mer` on a card is its button.
        if says_more(label) and not place.body_range[0] < block.node < place.body_range[1]:
            continue
        if items and place.view.text_length(link) > len(label) + len(items[0].title) // 2:
            found.append(Found(items, [link], "flag on a link", label))
    return found


def _says_related(text: str) -> bool:
    return heading_says(text) is Says.RELATED


def _flag(place: Place, block: Block) -> str:
    """The label that a line of a link is or begins with, in an element of its own: `<small>Read also</small>`."""
    if block.chars <= LONGEST and _says_related(block.text):
        return block.text
    first = next((e for e in block.element.iter() if e is not block.element and e.text and e.text.strip()), None)
    text = place.view.text_of(first) if first is not None and first.tag in _FLAGS else ""
    flagged = text and len(text) < block.chars // 2 and block.text.startswith(text)
    return text if flagged and _says_related(text) else ""


def _counts_here(place: Place, heading: Heading) -> bool:
    element = heading.element
    if place.is_ad(element) or element.tag == "option":
        return False
    first, last = place.body_range
    # Above the article what only holds such a word is of a menu: `Tablets and related goods`.
    if not heading.sure and place.order[element] < first:
        return False
    if heading.says is Says.RELATED and (not _only_more(heading) or first < place.order[element] < last):
        return place.order[element] > first or not _leads_on_from_top(heading)
    # `Read more:` leads to what follows; without a colon it is a button.
    if heading.says is Says.RELATED and heading.block and heading.block.text.endswith((":", "：")):
        return place.order[element] > first and not (place.is_aside(element) or place.is_chrome(element))
    if heading.says is Says.RECOMMENDED and _beside_hot_list(place, element):
        return False
    if heading.says in (Says.TOPIC, Says.RECOMMENDED) and not (
        _after_or_in_body(place, element) or (heading.block and _PART_OF.match(heading.block.text))
    ):
        return False
    if heading.says is Says.TOPIC and heading.block and place.is_of_section(heading.block.text):
        return False
    if place.is_chrome(element) and not place.is_in_own_footer(element) and not _in_named_frame(place, element):
        return False
    return not place.is_aside(element)


# A series may be told over the article.
_PART_OF = re.compile(r"this (?:story|article) is part of ", re.IGNORECASE)
# Over the article these announce the next one of the site.
_NEXT = re.compile(r"\W*(?:read|up) next\W*|\W*next (?:up|read)\W*", re.IGNORECASE)


def _leads_on_from_top(heading: Heading) -> bool:
    return heading.block is not None and bool(_NEXT.fullmatch(heading.block.text))


_LIST_NAMES = re.compile(r"related|recom+end|similar|empfehl|tuijian|xiangguan")


def _in_named_frame(place: Place, element: HtmlElement) -> bool:
    """Whether the `nav` or footer around `element` is named after a list of articles."""
    frame = next((e for e in place.up(element) if e.tag in ("nav", "footer")), None)
    return frame is not None and bool(_LIST_NAMES.search(f"{frame.get('class')} {frame.get('id')}".lower()))


def _beside_hot_list(place: Place, element: HtmlElement) -> bool:
    """Whether the box apart from the article that holds `element` holds a list of hot or latest stories too: a
    sidebar, whatever it is called. Sections of the column each stand for themselves.
    """
    branch = element
    for outer in place.up(element):
        if place.core is None or place.inside(place.core, outer):
            break
        branch = outer
        if outer.tag == "section" and "widget" not in names_of(outer):
            break
    return any(
        heading_says(b.text) is Says.OTHER and place.ground.in_heading_tag(b.node)
        for b in place.blocks_in(branch)
        if b.chars <= LONGEST
    )


_PAGE_FOOTER_DEPTH = 5


# Some pages set their related list into a footer or `nav`; what else stands there are sections and services.
_LEAST_IN_FRAME = 3


def _in_page_frame(place: Place, element: HtmlElement) -> bool:
    """Navigation, and the page's footer, which stands near the top of the tree; an article's footer may hold a list."""
    around = [e.tag for e in place.up(element)]
    return "nav" in around or ("footer" in around and len(around) - around.index("footer") <= _PAGE_FOOTER_DEPTH)


def _after_or_in_body(place: Place, element: HtmlElement) -> bool:
    return place.core is not None and place.order[element] > place.body_range[0]


# The box of a teaser is small.
_MOST_BEFORE = 30


def _hangs_under_teaser(place: Place, element: HtmlElement, heading: Heading) -> bool:
    """Whether the list belongs to another story's teaser: one headline link stands right before `element`, its
    heading or the box of that, in one box with it.
    """
    parent = place.parents[element]
    if parent is None or heading.inline or place.holds_body(parent) or parent.tag == "body":
        return False
    if not place.ground.holds_link_between(place.order[parent], place.order[element]):
        return False
    before = list(islice(element.itersiblings(preceding=True), _MOST_BEFORE + 1))
    if len(before) > _MOST_BEFORE:
        return False
    before = [s for s in before if not place.is_silent(s)]
    return len(strong_items(place, items_of(place, anchors(place, before)))) == 1


def _links_of(place: Place, heading: Heading, region: Sequence[HtmlElement]) -> Iterator[int]:
    """The places of the links under a heading: up to the next heading of something else."""
    if heading.inline:
        yield from _links_of_line(place, heading.element)
        return
    start = place.order[heading.element]
    line = heading.block.text if heading.block else ""
    first_on_line = start if heading.line is None else place.order[heading.line]
    last_on_line = place.layout.ends[first_on_line]
    for number, element in enumerate(region):
        blocks = place.blocks_in(element)
        first = int(number == 0 and starts_with_kind(place, element))
        stop = next(
            (
                b.node
                for i, b in enumerate(blocks)
                if b.node > start and i >= first and is_foreign_heading(place, blocks, i)
            ),
            None,
        )
        for link in place.places_in(element):
            if stop is not None and link >= stop:
                return
            text = place.ground.text(link) if first_on_line <= link <= last_on_line else ""
            if link > start and not (text and text in line):
                yield link


def _links_of_line(place: Place, element: HtmlElement) -> Iterator[int]:
    """The places of the links of a labelled line, of the lines of links right after it, and of the paragraphs of links
    after those.
    """
    blocks = [b for b in place.blocks_in(element) if b.element is element]
    at = next((i for i, b in enumerate(blocks) if b.link_chars and label_of(b)), None)
    if at is None:
        return
    lines = [blocks[at].text]
    for block in blocks[at + 1 :]:
        if block.link_density < 0.8:
            break
        lines.append(block.text)
    before = "\n".join(b.text for b in blocks[:at])
    for link in place.places_in(element):
        text = place.ground.text(link)
        if text and any(text in line for line in lines) and text not in before:
            yield link
    if blocks[-1].text != lines[-1]:
        return
    for sibling in element.itersiblings():
        if place.is_silent(sibling):
            continue
        if sibling.tag != element.tag or place.view.link_density(sibling) < 0.8:
            return
        yield from anchors(place, [sibling])
