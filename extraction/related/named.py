"""Boxes without a telling heading whose class or id says related or recommended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice

from extraction.blocks import Block
from extraction.related.box_names import alike, kind_of, names_of, words_of_names
from extraction.related.entries import anchors, items_of, plain_headlines, strong_items
from extraction.related.links import HEADLINE, weight
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.title_bars import in_unsaid_tab, is_kicker, is_sharing, is_short_link
from extraction.related.words import LONGEST, Says, heading_says, heading_suggests
from extraction.view import HtmlElement
from kitewire.messages import Message

_RELATED_NAME = re.compile(
    r"(?:related|relate|relateds|relatedness|rel(?:news|list|art|posts?|stories|links?)|relacionad[ao]s?|"
    r"xiangguan|xgyd|xgwz|xgxw|xgnews|similar|verwandte?|terkait|correlat[ei]"
    r"|(?:related|relate)(?:articles?|news|posts?|stor(?:y|ies)|list|links?|content|box|reads?|topics?|"
    r"wrapper|container)|seealso|readalso|gerelateerd\w*|relaterat|mehrzumthema)"
)
_RECOMMENDED_NAME = re.compile(
    r"(?:recommend(?:s|ed|ation|ations|er)?|recos?|empfehlung(?:en)?|tuijian|recom|recomendad[ao]s)"
)


# Over a box of a sidebar these say that it is the site's, whatever the plugin that fills it is called.
_BARE_NEWS = re.compile(r"(?:news|nachrichten|meldungen|noticias|notizie|actualit[ée]s?|新闻|资讯)", re.IGNORECASE)
# A page with more names its own parts so.
_MOST_BOXES = 200


def in_named_box(search: Search) -> list[Found]:
    """Boxes whose class or id says related or recommended, where no visible heading says otherwise."""
    place = search.place
    found: list[Found] = []
    headed_otherwise: list[HtmlElement] = []
    for box, says in _named_boxes(place)[:_MOST_BOXES]:
        if place.is_silent(box) or _holds_text(place, box) or place.is_hidden(box) or place.is_ad(box):
            continue
        if any(
            place.inside(box, r) or place.inside(r, box) or _is_other_tab(place, box, r)
            for f in [*search.found, *found]
            for r in f.region
        ):
            continue
        in_frame = place.is_chrome(box) and not place.is_in_own_footer(box)
        if in_frame or place.is_other_list(box) or (says is Says.RECOMMENDED and place.is_aside(box)):
            continue
        # Rows and entries of a box may be named after it: its heading is theirs too. A link that is marked up as
        # related says so of itself, whatever stands above.
        is_marked = box.tag == "a" and box.get("itemprop") == _MARKED
        if not is_marked and any(place.inside(box, outer) for outer in headed_otherwise):
            continue
        if _heading_inside_differs(place, box):
            headed_otherwise.append(box)
            continue
        if not is_marked and _heading_before_differs(place, box):
            headed_otherwise.append(box)
            continue
        if _only_styled_so(place, box, search.found):
            headed_otherwise.append(box)
            continue
        if _is_of_feed(place, box):
            continue
        if says is Says.RECOMMENDED and (not _near_body_end(place, box) or in_unsaid_tab(place, box)):
            continue
        items = items_of(place, anchors(place, [box]))
        if items and _heading_over_entries_differs(place, box, items[0].places[0]):
            continue
        strong = strong_items(place, items)
        if says is Says.RELATED and not strong and not place.is_aside(box):
            strong = plain_headlines(place, items)
        if says is Says.RECOMMENDED and len(strong) < len(items):
            continue
        if strong and len(strong) * 2 >= len(items):
            found.append(Found(items, [box], _by(says)))
    return found


@cache
def _by(says: Says) -> Message:
    return Message("name {says}", says=Message(says.value))


def _only_styled_so(place: Place, box: HtmlElement, found: Sequence[Found]) -> bool:
    """Whether another box of the name is headed related, and this one by other words: the name is that of a style."""
    first = place.ground.first_line(place.order[box])
    if first is None or first.link_chars or first.chars > LONGEST or not place.ground.in_heading_tag(first.node):
        return False
    if heading_says(first.text) or heading_suggests(first.text):
        return False
    name = {n for n in names_of(box) if _one_name_says(n)}
    return any(name & names_of(e) for f in found if f.heading for r in f.region for e in place.up(r)[:_LEVELS_OF_STYLE])


# Around a list stands its box, and around that the column.
_LEVELS_OF_STYLE = 3


# A box that holds less of the body than this has lines of its own that were taken for text.
_ODD_TEXT = 0.1


def _holds_text(place: Place, box: HtmlElement) -> bool:
    """Whether part of the article's text stands in `box`, and not only a heading or a teaser's line."""
    if not place.holds_body(box):
        return False
    if place.inside(place.body[0], box) and place.inside(place.body[-1], box):
        return True
    lengths = [(e, place.view.text_length(e)) for e in place.body]
    within = sum(length for e, length in lengths if place.inside(e, box))
    return within >= _ODD_TEXT * sum(length for _, length in lengths)


_STORIES = frozenset("item teaser feed card post entry story".split())
_LEVELS_OF_STORY = 3
_LEAST_STORIES = 4
_MOST_STORIES = 60


def _is_of_feed(place: Place, box: HtmlElement) -> bool:
    """Whether `box` stands in one of the stories of a feed: then it is tied to that one."""
    for outer in place.up(box)[1 : _LEVELS_OF_STORY + 1]:
        if place.holds_body(outer):
            return False
        parent = place.parents[outer]
        if parent is not None and names_of(outer) & _STORIES:
            others = (s for s in islice(parent, _MOST_STORIES) if s is not outer and isinstance(s.tag, str))
            if sum(alike(s, outer) for s in others) >= _LEAST_STORIES:
                return True
    return False


# Lines between the body and a box that is only named as recommended: credits, tags and sharing buttons stand there.
_NEAR_LINES = 20


def _near_body_end(place: Place, box: HtmlElement) -> bool:
    """Whether `box` stands in the body or soon after it."""
    (first, last), at = place.body_range, place.order[box]
    return place.core is not None and at > first and place.ground.blocks_between(last, at) <= _NEAR_LINES


def _is_other_tab(place: Place, box: HtmlElement, region: HtmlElement) -> bool:
    """Whether `box` stands in a pane beside and like a list found: a heading chose that one and so not this."""
    parent = place.parents[region]
    pane = next((e for e in place.up(box) if place.parents[e] is parent), None)
    return pane is not None and pane is not region and kind_of(pane) == kind_of(region)


def _named_boxes(place: Place) -> list[tuple[HtmlElement, Says]]:
    """The block-level elements with links whose class or id says something, in page order."""
    layout = place.layout
    classes, ids, links = layout.attributes["class"], layout.attributes["id"], layout.link_chars
    found = []
    marked = {at for at, says in layout.attributes["itemprop"].items() if says == _MARKED}
    for at in sorted(marked.union(layout.named(*_CUES, linked=True))):
        says = Says.RELATED if at in marked else _names_say(classes.get(at), ids.get(at))
        # A link has no links in it.
        if says is not None and (links[at] or (at in marked and layout.tags[at] == "a")):
            found.append((layout.elements[at], says))
    return found


# Of schema.org: a page that is related to this one.
_MARKED = "relatedLink"


# Every name that counts holds one of these; most classes are passed over by them.
_CUES = ("rel", "reco", "simil", "also", "verwandt", "terkait", "xg", "tuijian", "xiangguan", "mehrzumthema", "empfehl")


@lru_cache(maxsize=16384)
def _names_say(named: str | None, marked: str | None) -> Says | None:
    names = words_of_names(f"{named or ''} {marked or ''}")
    if {"read", "also"} <= names or {"see", "also"} <= names:
        return Says.RELATED
    said = {_one_name_says(name) for name in names}
    return next((says for says in (Says.RELATED, Says.RECOMMENDED) if says in said), None)


@lru_cache(maxsize=16384)
def _one_name_says(name: str) -> Says | None:
    if _RELATED_NAME.fullmatch(name):
        return Says.RELATED
    return Says.RECOMMENDED if _RECOMMENDED_NAME.fullmatch(name) else None


def _heading_inside_differs(place: Place, box: HtmlElement) -> bool:
    """Whether a visible heading at the top of the box speaks of something else."""
    blocks = place.blocks_in(box)
    # What stands under the first headline is its own: `86 comments`, an author.
    first = next((i for i, b in enumerate(blocks[:3]) if b.link_density >= 0.9 and weight(b.text) >= HEADLINE), 3)
    return any(
        _speaks_of_else(place, b, blocks[i + 1 :])
        for i, b in enumerate(blocks[: first + 1])
        if b.link_density < 0.9 or place.ground.in_heading_tag(b.node)
    )


def _heading_over_entries_differs(place: Place, box: HtmlElement, first: int) -> bool:
    """Whether the line over the first entry of the box, a link by its place, speaks of something else: contacts may
    stand above it."""
    ends = place.layout.ends
    above = [b for b in place.blocks_in(box) if b.node < first and first > ends[b.node]]
    return any(not b.link_chars and heading_says(b.text) is Says.OTHER for b in above[-1:])


def _heading_before_differs(place: Place, box: HtmlElement) -> bool:
    """Whether a line right before the box speaks of something else, or is the heading of a section that it links."""
    lines = place.lines_before(box)
    if place.is_aside(box) and any(_BARE_NEWS.fullmatch(b.text.strip()) for b in lines[-1:]):
        return True
    if any(place.ground.in_heading_tag(b.node) and is_short_link(place, b) for b in lines[-1:]):
        return True
    return any(_speaks_of_else(place, block, place.blocks_in(box)) for block in lines)


def _speaks_of_else(place: Place, block: Block, after: Sequence[Block]) -> bool:
    if block.chars > LONGEST or is_sharing(block.text):
        return False
    says = heading_says(block.text)
    if says is Says.OTHER or (says is Says.TOPIC and place.is_of_section(block.text)):
        return True
    return place.is_section_name(block.text) and not is_kicker(block, after)
