"""Title bars: which lines head a list of their own, by their tag, the names around them and what follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from extraction.blocks import Block
from extraction.related.box_names import alike
from extraction.related.links import looks_like_article, weight
from extraction.related.place import Place
from extraction.related.words import HEADING_TAGS, LONGEST, Says, heading_says
from extraction.view import HtmlElement

_LONGEST_KICKER = 30
# Around a line of a teaser that is one link.
_LINK_LEVELS = 8


def starts_with_heading(place: Place, element: HtmlElement) -> bool:
    """Whether `element` begins with the heading of something else before its first entry."""
    first = place.ground.first_line(place.order[element])
    if first is None or first.chars > LONGEST:
        return False
    return is_foreign_heading(place, place.blocks_in(element), 0, element)


# What a list is of: over the first part of a related list these are its sub-heading.
_KINDS = re.compile(
    r"\W*(?:stor(?:y|ies)|articles?|news|posts?|artikel|nachrichten|beiträge|meldungen|notícias|noticias|artículos|"
    r"artigos|articoli|notizie|artykuły|статьи|новости|文章|新闻|新聞|資訊|资讯|报道|記事|ニュース|기사|뉴스)\W*",
    re.IGNORECASE,
)


def starts_with_kind(place: Place, element: HtmlElement) -> bool:
    """Whether the first line of `element` only names what stands under it: `Stories`."""
    first = place.ground.first_line(place.order[element])
    return first is not None and bool(_KINDS.fullmatch(first.text))


def is_foreign_heading(place: Place, blocks: tuple[Block, ...], at: int, box: HtmlElement | None = None) -> bool:
    """Whether a block heads a list of its own: words of the table, or an unlinked heading tag over several links.

    The first words of a box are its heading whatever their tag, if they stand on its surface; deeper they belong to
    an entry.
    """
    block = blocks[at]
    if block.chars > LONGEST:
        return False
    is_tag = place.ground.in_heading_tag(block.node)
    on_surface = at == 0 and box is not None and place.ground.stands_on(block.node, place.order[box], 3)
    is_bar = on_surface or is_tag or place.ground.in_title_bar(block.node)
    says = heading_says(block.text) if is_bar else None
    if not is_tag and ((not says and not on_surface) or _names_categories(place, block)):
        return False
    # Counts and times under an entry (`1116评论`) hold such words too.
    if says and (is_tag or not (says is Says.OTHER and re.search(r"\d", block.text))):
        return block.link_density < 0.9 or not _leads_on(place, block)
    plain = (
        block.link_density == 0
        if place.layout.tags[block.node] in HEADING_TAGS
        else is_tag and is_short_link(place, block)
    )
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


def _names_categories(place: Place, block: Block) -> bool:
    """Whether a line is several links to sections: the categories of an entry, whatever they are called."""
    if block.link_density < 0.9:
        return False
    hrefs = {a.get("href") or "#" for a in block.element.iter("a")}
    return len(hrefs) > 1 and not any(h.startswith(("#", "javascript:")) for h in hrefs) and not _leads_on(place, block)


def is_short_link(place: Place, block: Block) -> bool:
    """Whether a line is all link, of few words and to no article: the name of a section or topic."""
    return block.link_density > 0.9 and block.chars <= 30 and not _leads_on(place, block)


def _leads_on(place: Place, block: Block) -> bool:
    """Whether the link that a line is leads to an article: then it is an entry, whatever words are in it."""
    near = [e for e in (*block.element.iter("a"), *place.up(block.element)[:_LINK_LEVELS]) if e.tag == "a"]
    # A tab leads nowhere: `<h4><a href="#">Latest</a></h4>`.
    urls = [place.absolute(href) for a in near if not (href := a.get("href") or "#").startswith("#")]
    return any(url and looks_like_article(url) for url in urls)


_MOST_PANES = 12
_LEVELS_OF_PANE = 6


def in_unsaid_tab(place: Place, box: HtmlElement) -> bool:
    """Whether `box` stands in a pane under a row of tabs none of which says related.

    Tabs are mostly buttons, whose text is no line of the page.
    """
    roles = place.layout.attributes["role"]
    if "tablist" not in roles.values():
        return False
    around = islice(place.up(box, place.core), _LEVELS_OF_PANE)
    before = (s for e in around for s in islice(e.itersiblings(preceding=True), _MOST_PANES))
    row = next((s for s in before if s in place.order and roles.get(place.order[s]) == "tablist"), None)
    tabs = [] if row is None else [" ".join("".join(t.itertext()).split()) for t in row.iter("button", "a", "li")]
    return bool(tabs) and not any(heading_says(text) in (Says.RELATED, Says.RECOMMENDED) for text in tabs)


def _heads_several(place: Place, head: Block, after: tuple[Block, ...]) -> bool:
    """Whether two lines of links follow before the next heading of the same kind: the kickers of entries head one
    each.
    """
    lines = 0
    tags = place.layout.tags
    for block in after:
        is_tag = tags[block.node] in HEADING_TAGS
        # Under a plain heading linked ones of its tag are headlines.
        is_next = tags[block.node] == tags[head.node] and (block.link_density < 0.9 or bool(head.link_chars))
        if is_tag and (not block.link_chars or is_next):
            return False
        lines += block.link_density > 0.7 and weight(block.text) > _LEAST_LINE
        if lines == 2:
            return True
    return False


# Buttons to share the article head nothing, though their words are of no list either.
_SHARES = re.compile(
    r"\W*(?:分享|转发|share|teilen|compart|partage|condividi|delen|dela\b|del\b|udostępnij|поделит|bagikan|paylaş|シェア|공유)",
    re.IGNORECASE,
)


def is_sharing(text: str) -> bool:
    """Whether a line begins the buttons with which the article is shared."""
    return bool(_SHARES.match(text))


_LEAST_LINE = 12.0
_DIGIT = re.compile(r"\d")


def says_otherwise(blocks: Sequence[Block]) -> bool:
    """Whether one unlinked line says that a list is something else, whatever its tag: `Most read`. Lines that come
    with each entry (`3 comments`, `News | Comment`) do not.
    """
    plain = Counter(b.text for b in blocks if not b.link_chars and b.chars <= LONGEST)
    return any(
        times == 1 and not _DIGIT.search(text) and heading_says(text) is Says.OTHER for text, times in plain.items()
    )
