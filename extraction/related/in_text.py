"""See-also boxes, paragraphs and teasers between the paragraphs of the article, and straight after them."""

from __future__ import annotations

import re
from collections import Counter

from extraction.blocks import Block
from extraction.related.box_names import names_of
from extraction.related.entries import Item, anchors, items_of, strong_items
from extraction.related.links import SHORT_HEADLINE, is_request, looks_like_article, weight
from extraction.related.place import Place
from extraction.related.search import Found, Search
from extraction.related.title_bars import in_unsaid_tab, is_sharing
from extraction.related.words import HEADING_TAGS, LONGEST, Says, heading_says
from extraction.view import HtmlElement


def in_body(search: Search) -> list[Found]:
    """See-also boxes and paragraphs between the paragraphs of the article: nothing but headline links of the same
    site.
    """
    place = search.place
    if place.core is None:
        return []
    first, last = place.body_range
    lines = place.ground.linked_lines(first, place.end_of_lines)
    found = _links_alone(search, [b for b in lines if b.node < last], "in body")
    # A line that leads to several addresses is a button: `Enlarge the picture`.
    if len(found) > 1:
        times = Counter(title for title, _ in {(i.title, i.key) for f in found for i in f.items})
        found = [f for f in found if all(times[i.title] == 1 for i in f.items)]
    return [*found, *_labelled_alike(search, lines), *_parts(search, lines)]


# More see-also links after the last paragraph are a list, which the other finders judge.
_MOST_AT_END = 4


def at_end(search: Search) -> list[Found]:
    """See-also links straight after the last paragraph, in its box: as between the paragraphs, but few."""
    place = search.place
    last, end = place.body_range[1], place.end_of_lines
    found = _links_alone(search, place.ground.linked_lines(last, end), "at end") if last < end - 1 else []
    return found if sum(len(f.items) for f in found) <= _MOST_AT_END else []


def _links_alone(search: Search, lines: list[Block], by: str) -> list[Found]:
    """Those of the lines that are nothing but headline links of the site."""
    place, found, seen = search.place, [], set[HtmlElement]()
    for block in lines:
        if block.link_density < 0.9 or block.chars < 10:
            continue
        element = block.element
        around = next((e for e in place.up(element, place.core) if e.tag == "a"), element)
        # A figure within a link is a card's.
        if around in seen or search.taken(element) or _not_see_also(place, around):
            continue
        seen.add(around)
        # `« Headline` leads to the article before.
        if (block.text[0] in _BACK or block.text[-1] in _ON) and _beside(place, element) in _BACK | _ON:
            continue
        items = strong_items(place, items_of(place, anchors(place, [around])))
        items = [item for item in items if "newsletter" not in item.title.casefold() and not is_request(item.title)]
        box = _widest_without_body(place, around) if items else around
        if items and not _is_headed_otherwise(place, box) and not in_unsaid_tab(place, element):
            found.append(Found(items, [box], by))
    return found


_PARAGRAPHS = frozenset(("p", "blockquote"))
# Of a paragraph that is a label and headlines.
_LEAST_LINKED = 0.5
_BACK, _ON = frozenset("«‹←"), frozenset("»›→")
_NO_LABEL = re.compile(
    r"\W*(?:abb|fig|foto|photo|bild|grafik|quelle|source|fuente|fonte|credit|via|video)\w*\W*$", re.I
)
_LONGEST_LABEL = 48
_LEAST_LABEL = 4
# A label of any words that begins like this leads to more on the subject.
_MORE_ON = re.compile(
    r"(?:mehr|weitere[sr]?|more|further|en savoir plus|plus|más|mais|meer|mer|altro|więcej)"
    r" (?:\S+ )?(?:about|on|zu[mr]?|über|sur|sobre|over|om|su|na temat) ",
    re.IGNORECASE,
)
_LONGEST_MORE = 100
_LETTERS_LEFT = 2
# What numbers the parts of a series.
_PART = re.compile(
    r"\W*(?:第\s?[\d一二三四五六七八九十]{1,3}\s?[回話话部章篇集期弾]|(?:part|teil|parte|partie|deel|del|część|часть)\s\d{1,2}\b)",
    re.IGNORECASE,
)
_MARKS = "|:：»>"
# In a list of such lines a label may be a question.
_MARKS_IN_LIST = f"{_MARKS}?!"
_ANY_MARK = re.compile(f"[{_MARKS_IN_LIST}]")


def _labelled_alike(search: Search, lines: list[Block]) -> list[Found]:
    """Paragraphs of one headline link behind a label that others of the text have too, in whatever language:
    `FUNDA OLUNYE UDABA LAPHA | Headline`; lists of nothing but such lines, each with its own label; a label such
    as `More information on the election of the harbour council: Headline`; and paragraphs that are a label with a
    colon and headlines.
    """
    place = search.place
    labelled = []
    tags, chars, link_chars = place.layout.tags, place.layout.chars, place.layout.link_chars
    for block in lines:
        tag = tags[block.node]
        is_mixed = chars[block.node] * _LEAST_LINKED < link_chars[block.node] < chars[block.node]
        if is_mixed and tag in _PARAGRAPHS and (label := _label_of_all(place, block.element)):
            labelled.append((label, block.element))
            continue
        if not 0.2 < block.link_density < 0.9 or not _ANY_MARK.search(block.text, 0, _LONGEST_MORE + 1):
            continue
        links = place.ground.links_in(block.node)
        text = place.ground.text(links[0]) if len(links) == 1 else ""
        before, _, after = block.text.partition(text) if text else (block.text, "", "")
        # Editors may link a letter too few.
        label = before.strip() if len(after) <= _LETTERS_LEFT else block.text
        longest = _LONGEST_MORE if _MORE_ON.match(label) else _LONGEST_LABEL
        marks = _MARKS_IN_LIST if tag == "li" else _MARKS
        if label != block.text and _LEAST_LABEL <= len(label) <= longest and label[-1] in marks:
            labelled.append((label, block.element))
    if not labelled:
        return []
    times = Counter(label for label, _ in labelled)
    lists = Counter(place.parents[element] for _, element in labelled if element.tag == "li")
    found = []
    for label, element in labelled:
        whole = element.tag == "li" and lists[parent := place.parents[element]] == _lines_of(parent)
        alone = element.tag in _PARAGRAPHS and label[-1] in ":："
        rare = times[label] < 2 and not whole and not alone and not _MORE_ON.match(label)
        items = [] if rare or search.taken(element) else items_of(place, anchors(place, [element]))
        if items and len(strong_items(place, items)) == len(items) and not _in_frame(place, element):
            found.append(Found(items, [element], "in body", label))
    return found


def _parts(search: Search, lines: list[Block]) -> list[Found]:
    """The other parts of the series, in a list or paragraph of several: `Part 1: Headline`."""
    place = search.place
    numbered = [b for b in lines if b.link_density >= _LEAST_LINKED and _PART.match(b.text)]
    boxes = Counter(b.element for b in numbered) if len(numbered) > 1 else Counter[HtmlElement]()
    if boxes and len(boxes) == len(numbered):
        boxes = Counter(up for b in numbered if (up := place.parents[b.element]) is not None and up.tag in ("ul", "ol"))
    found = []
    for box, times in boxes.items():
        if times < 2 or search.taken(box) or _in_frame(place, box):
            continue
        links = [a for a in anchors(place, [box]) if any(place.ground.text(a) in b.text for b in numbered)]
        items = [i for i in items_of(place, links) if place.is_own_site(i.url) and looks_like_article(i.url)]
        if items:
            found.append(Found(items, [box], "part of a series"))
    return found


def _label_of_all(place: Place, paragraph: HtmlElement) -> str:
    """The label with a colon over several headline links that are all the rest of a paragraph; empty where there is
    none.
    """
    if len(place.places_in(paragraph)) < 2:
        return ""
    label, text = _beside(place, paragraph), place.view.text_of(paragraph)
    is_first = text.startswith(label) and label[-1:] in (":", "：") and not _NO_LABEL.match(label)
    return label if is_first and _LEAST_LABEL <= len(label) <= _LONGEST_LABEL else ""


def _beside(place: Place, element: HtmlElement) -> str:
    """What of an element's text is no link."""
    text = place.view.text_of(element)
    for link in place.places_in(element):
        text = text.replace(place.ground.text(link), "", 1)
    return text.strip()


def _lines_of(parent: HtmlElement | None) -> int:
    """How many lines a list has; 0 for a single one."""
    lines = 0 if parent is None else sum(e.tag == "li" for e in parent)
    return lines if lines > 1 else 0


def _is_headed_otherwise(place: Place, box: HtmlElement) -> bool:
    """Whether a box in the body begins with a heading such as most read, or stands under one."""
    rows = next((e for e in place.up(box, place.core) if e.tag in ("ul", "ol")), None)
    above = None if rows is None or place.holds_body(rows) else place.line_above(rows)
    if above is not None and _is_of_else(place, above):
        return True
    if any(_is_of_else(place, b) for b in place.lines_before(box)):
        return True
    for outer in place.up(box, place.core):
        if place.holds_body(outer):
            return False
        first = place.ground.first_line(place.order[outer])
        if first is not None and _is_of_else(place, first):
            return True
    return False


def _is_of_else(place: Place, line: Block) -> bool:
    """Whether a plain line heads something else: `Most read`, or more of the article's section."""
    if line.link_chars or line.chars > LONGEST or is_sharing(line.text):
        return False
    if heading_says(line.text) is Says.OTHER:
        return True
    return line.element.tag in HEADING_TAGS and place.is_of_section(line.text)


def teasers_in_body(search: Search) -> list[Found]:
    """`<article>` elements between the paragraphs: teasers whose link may lie over them without holding their text."""
    place, found = search.place, []
    if place.core is None:
        return []
    (first, last), layout = place.body_range, place.layout
    between = [at for at in layout.tagged.get("article", ()) if first < at < last and not place.ground.holds_body(at)]
    for box in [layout.elements[at] for at in between]:
        if search.taken(box) or not place.inside(box, place.core):
            continue
        items = _of_teaser(place, items_of(place, anchors(place, [box])))
        alone = len(items) == 1 and place.view.text_length(box) <= 400
        if (
            alone
            and not place.is_chrome(box)
            and not place.is_ad(box)
            and not place.is_other_list(box)
            and not names_of(box) & _MEDIA
            and not _is_headed_otherwise(place, box)
        ):
            found.append(Found(items, [box], "teaser in body"))
    return found


def _of_teaser(place: Place, items: list[Item]) -> list[Item]:
    """The entries of a teaser: a short headline will do over an article's address."""
    return [
        i
        for i in items
        if i in strong_items(place, [i])
        or (place.is_own_site(i.url) and weight(i.title) >= SHORT_HEADLINE and looks_like_article(i.url))
    ]


def _widest_without_body(place: Place, element: HtmlElement) -> HtmlElement:
    """The box of an entry in the body: the widest element around it with little text and no paragraph of the
    article.
    """
    for outer in place.up(element, place.core)[1:]:
        if place.holds_body(outer) or place.view.text_length(outer) > 400:
            break
        element = outer
    return element


_FRAMES = frozenset(("figure", "figcaption", "table", "nav", "footer", "header", "form", "ol"))
_MEDIA = frozenset(
    "video player gallery slideshow photo caption audio podcast slide newsletter toc disclaimer issue app "
    "course courses button buttons btn cta donate donation spende spenden donar apoie".split()
)


def _not_see_also(place: Place, element: HtmlElement) -> bool:
    """Captions, tables, quotations, contents: what may hold nothing but a link and is no box of the editors."""
    return place.view.link_density(element) < 0.9 or _in_frame(place, element) or _is_reference(place, element)


def _is_reference(place: Place, element: HtmlElement) -> bool:
    """Whether a line of a list stands among lines that are no links: sources, contents, a recipe."""
    box = next((e for e in place.up(element, place.core)[1:4] if e.tag in ("ul", "ol")), None)
    # One of them may be the list's heading.
    return box is not None and sum(e.tag == "li" and place.view.link_density(e) < 0.9 for e in box) > 1


def _is_frame(place: Place, element: HtmlElement) -> bool:
    if element.tag in ("aside", "blockquote"):
        # An aside or quotation of hardly anything but links is a box of them.
        return place.view.link_density(element) < 0.8
    return element.tag in _FRAMES or not _MEDIA.isdisjoint(names_of(element))


def _in_frame(place: Place, element: HtmlElement) -> bool:
    return (
        place.is_ad(element)
        or place.is_other_list(element)
        or place.is_chrome(element)
        or place.is_hidden(element)
        or any(_is_frame(place, e) for e in place.up(element, place.core))
    )
