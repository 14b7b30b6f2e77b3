"""From the elements of a list to its entries: links to one address together, headline, day shown beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from extraction.related.dates import shown_day, without_dates
from extraction.related.links import (
    HEADLINE,
    SHORT_HEADLINE,
    is_more,
    key_of,
    leads_to_article,
    looks_like_article,
    weight,
)
from extraction.related.place import Place, names_of, site_of
from extraction.related.words import Says, heading_says
from extraction.view import HtmlElement
from kitewire.article import RelatedEntry

TITLE = frozenset("title titel titre titulo titolo headline hed heading tit caption bt biaoti".split())
OVER_TITLE = frozenset(
    (
        "kicker overline topline eyebrow pretitle subtitle subtit supertitle roofline dachzeile spitzmarke "
        "rubrik rubric"
    ).split()
)
META = frozenset(
    "category categories cat label badge flag date time timestamp datetime meta byline author source "
    "comment comments count "
    "views tag tags section premium duration num number icon sponsor summary desc description synopsis excerpt "
    "teasertext abstract intro lead lede standfirst dek".split()
)
BESIDE_TITLE = OVER_TITLE | META
_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 li section article header footer figure figcaption ul ol dl dt dd".split())
_QUIET = frozenset("script style noscript svg template iframe button".split())
# `Politics (78)`: a category with its number of articles.
_COUNTED = re.compile(r"\(\s*\d+\s*\)$")
_CUT = re.compile(r"(?:…|\.\.\.|\.\.)\s*$")


@dataclass(slots=True)
class Item:
    """The links of a list that lead to one address, in page order."""

    url: str
    key: str
    links: list[HtmlElement] = field(default_factory=list)
    title: str = ""


def anchors(place: Place, elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The visible links with an address in `elements`, in page order."""
    for element in elements:
        yield from (a for a in element.iter("a") if a.get("href") and a in place.order)


def items_of(place: Place, links: Iterable[HtmlElement], least: float = SHORT_HEADLINE) -> list[Item]:
    """The links grouped by address; what cannot be an entry is left out, and so are headlines that weigh under
    `least`; with 0 any headline counts.
    """
    items: dict[str, Item] = {}
    for link in links:
        url = place.absolute(link.get("href"))
        if url is None or place.is_ad(link) or not leads_to_article(url) or _refused(link):
            continue
        key = key_of(url)
        if key not in place.own_keys:
            items.setdefault(key, Item(url, key)).links.append(link)
    for item in items.values():
        item.title = _headline_of(place, item.links)
    found = [item for item in items.values() if _is_entry(item, least)]
    return _of_one_kind(place, _with_short(found, list(items.values())))


# A headline of one word is a section's name.
_SHORT_WORDS = 2


def _with_short(found: list[Item], items: list[Item]) -> list[Item]:
    """The entries, and the short headlines among them whose addresses stand in the folder of most of them."""
    if len(found) < 2 or len(found) == len(items):
        return found
    folders = Counter(_folder(item.url) for item in found)
    folder, times = folders.most_common(1)[0]
    return [
        i
        for i in items
        if i in found
        or (
            times > 1
            and _folder(i.url) == folder
            and weight(i.title) >= _ALMOST_HEADLINE
            and i.title.count(" ") >= _SHORT_WORDS
            and heading_says(i.title) is None
            and not is_more(i.title)
        )
    ]


def _folder(url: str) -> str:
    return url.rstrip("/").rpartition("/")[0]


_ALMOST_HEADLINE = 0.8 * HEADLINE


def _headline_of(place: Place, links: Sequence[HtmlElement]) -> str:
    """`headline`, once for each group of links of a page."""
    key = tuple(links)
    if key not in place.headlines:
        place.headlines[key] = headline(place, links)
    return place.headlines[key]


def holds_entry(place: Place, element: HtmlElement) -> bool:
    """Whether any link in `element` may be an entry; stops at the first."""
    seen: dict[str, list[HtmlElement]] = {}
    for link in anchors(place, [element]):
        seen.setdefault(link.get("href"), []).append(link)
    return any(items_of(place, links) for links in seen.values())


def _of_one_kind(place: Place, items: list[Item]) -> list[Item]:
    """Without the items that stand in a list of `li` and are none: scripts and editors set advertisements between
    the entries.
    """
    inserted = [_is_inserted(place, item.links[0]) for item in items]
    return items if all(inserted) else [item for item, odd in zip(items, inserted, strict=True) if not odd]


def _is_inserted(place: Place, link: HtmlElement) -> bool:
    for element in place.up(link):
        parent = place.parents[element]
        if parent is not None and parent.tag in ("ul", "ol"):
            return element.tag not in ("li", "a") and sum(c.tag == "li" for c in parent) >= 3
    return False


def _is_entry(item: Item, least: float) -> bool:
    if least == 0:
        return bool(item.title)
    if heading_says(item.title) is Says.RELATED:
        return False
    size = weight(item.title)
    if (
        size < 2 * HEADLINE
        and not looks_like_article(item.url)
        and (heading_says(item.title) or _COUNTED.search(item.title))
    ):
        return False
    return size >= least and not is_more(item.title) and (size >= HEADLINE or looks_like_article(item.url))


_LABELS = frozenset(
    "category categories author authors source byline tag tags topic topics section kicker comments".split()
)


_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en)?|autores|auteurs?|contributors?|profiles?|people|staff|journalist\w*)/"
)
_BY = re.compile(r"\s*(?:by|von|par|por|di|da|door|av|af)\s", re.I)


def _refused(link: HtmlElement) -> bool:
    """Whether a link calls itself something else: paid, an author, a category, the previous article."""
    rel = (link.get("rel") or "").lower()
    if any(word in rel for word in ("sponsored", "author", "tag", "category", "prev", "next")):
        return True
    if _AUTHOR_PATH.search(link.get("href").lower()) and _BY.match("".join(link.itertext())[:40]):
        return True
    parent = link.getparent()
    around = (link, parent) if parent is not None and parent.tag in ("span", "div", "p", "em", "small") else (link,)
    return any(names_of(e) & _LABELS for e in around) and not looks_like_article(link.get("href"))


def strong_items(place: Place, items: Sequence[Item]) -> list[Item]:
    """Those that speak for themselves: a headline's weight, an article's address, the page's own site."""
    return [
        i
        for i in items
        if weight(i.title) >= HEADLINE
        and site_of(i.url) == place.site
        and (looks_like_article(i.url) or weight(i.title) >= 2 * HEADLINE)
    ]


def headline(place: Place, links: Sequence[HtmlElement]) -> str:
    """The headline that the links of one entry show: the text marked as a title, else the first text that weighs
    enough.
    """
    found: list[tuple[int, str]] = []
    for link in links:
        found += _headlines(place, link)
    if not any(weight(text) >= SHORT_HEADLINE for _, text in found):
        found += [(8, text) for link in links for text in _under_overlay(place, link)]
        found += [(9, text) for link in links for text in _fallbacks(place, link)]
    found = [(rank, text) for rank, text in found if weight(text) >= SHORT_HEADLINE]
    if not found:
        return ""
    best = min(rank for rank, _ in found)
    text = (
        max((text for rank, text in found if rank == best), key=weight)
        if best > 6
        else next(t for r, t in found if r == best)
    )
    return _uncut(text, links)


def _headlines(place: Place, link: HtmlElement) -> Iterator[tuple[int, str]]:
    """Texts of a link with their rank: 0 marked as a title, 1 to 6 a heading, 7 the link's own text."""
    for element in link.iter():
        if place.is_silent(element):
            continue
        names = names_of(element)
        if names & TITLE and not names & OVER_TITLE:
            yield 0, _clean(element)
        elif place.is_heading_tag(element) and not names & OVER_TITLE:
            yield int(element.tag[1]), _clean(element)
    inside_heading = any(place.is_heading_tag(e) or e.tag == "dt" for e in _near(place, link))
    marked = any(names_of(e) & TITLE and not names_of(e) & OVER_TITLE for e in _near(place, link))
    for text in _lines(link):
        yield (1 if inside_heading or marked else 7), text
        break


def _near(place: Place, link: HtmlElement) -> list[HtmlElement]:
    parent = place.parents[link]
    return [e for e in (parent, place.parents[parent] if parent is not None else None) if e is not None]


_LEVELS_OVER = 5


def _under_overlay(place: Place, link: HtmlElement) -> Iterator[str]:
    """The heading of the teaser over which an empty link lies: `<article><a href=…></a><h3>Headline</h3></article>`."""
    href = link.get("href")
    if place.view.text_of(link):
        return
    for box in place.up(link)[1:_LEVELS_OVER]:
        if any(a.get("href") not in (href, None) and looks_like_article(a.get("href")) for a in box.iter("a")):
            return
        for element in box.iter():
            names = names_of(element)
            if element in place.order and (place.is_heading_tag(element) or names & TITLE) and not names & OVER_TITLE:
                yield _clean(element)
                return


def _fallbacks(place: Place, link: HtmlElement) -> Iterator[str]:
    for name in ("title", "aria-label"):
        yield " ".join((link.get(name) or "").split())
    for image in link.iter("img"):
        yield " ".join((image.get("alt") or "").split())


_AFTER_TITLE = re.compile(r"\s\|\s(?:mehr|more|video|audio|weiter)$")


def is_cut(text: str) -> bool:
    """Whether a headline was cut off with dots."""
    return bool(_CUT.search(text))


def _uncut(text: str, links: Sequence[HtmlElement]) -> str:
    """The whole headline from a `title` attribute, where the text shown was cut off with dots."""
    if not is_cut(text):
        return text
    start = _CUT.sub("", text).strip()
    whole = [" ".join((a.get("title") or "").split()) for a in links]
    return next((t for t in whole if start and t.startswith(start)), text)


def _clean(element: HtmlElement) -> str:
    """The text of `element` without kickers, counts and days within it."""
    return next(iter(_lines(element)), "")


def _lines(element: HtmlElement) -> list[str]:
    """The lines of `element` that may be a headline, the likeliest first; kickers and the like left out unless all
    is such.
    """
    for skip in (BESIDE_TITLE, frozenset[str]()):
        lines = [without_dates(t) for t in ("".join(_texts(element, skip))).split("\n")]
        lines = [_AFTER_TITLE.sub("", " ".join(t.split()).lstrip(":|· ")) for t in lines]
        heavy = [t for t in lines if weight(t) >= SHORT_HEADLINE and not is_more(t)]
        if heavy:
            # A kicker comes before its headline, a summary after it and is longer still.
            first = next((t for t in heavy if weight(t) >= 1.5 * HEADLINE), max(heavy, key=weight))
            return [first]
    return []


def _texts(element: HtmlElement, skip: frozenset[str], depth: int = 0) -> Iterator[str]:
    if depth > 40 or element.tag in _QUIET or not isinstance(element.tag, str):
        return
    if depth and skip and _is_beside_title(element, skip):
        return
    border = "\n" if element.tag in _BLOCKS else (" " if element.tag == "br" else "")
    yield border
    yield element.text or ""
    for child in element:
        yield from _texts(child, skip, depth + 1)
        yield child.tail or ""
    yield border


def _is_beside_title(element: HtmlElement, skip: frozenset[str]) -> bool:
    """Whether an element in a link holds a kicker, a date, a count or a summary. A box of blocks is only looked
    into.
    """
    names = names_of(element)
    if names & TITLE and not names & OVER_TITLE:
        return False
    if element.tag == "time" or names & OVER_TITLE & skip:
        return True
    return bool(names & skip) and not any(child.tag in _BLOCKS for child in element)


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


# A line with the day beside an entry holds little else; longer ones are summaries, whose dates are of what they tell.
_DATE_LINE = 48
_SENTENCE = re.compile("[，。；！？]")


def _day(title: str, lines: list[str], near: date | None, month_first: bool) -> str | None:
    """The day in the line that holds least beside it, one with a year before one without."""
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
    owners: dict[HtmlElement, int] = {}
    for number, item in enumerate(items):
        for link in item.links:
            for element in place.up(link):
                owners[element] = number if owners.get(element, number) == number else -1
    tops = set(region)
    texts = []
    for number, item in enumerate(items):
        boxes = dict.fromkeys(_box(place, link, owners, number, tops) for link in item.links)
        lines = [line for box in boxes for line in _date_lines(box)]
        last = list(boxes)[-1]
        texts.append([*lines, _after(place, last, owners)] if last in item.links else lines)
    return texts


def _date_lines(box: HtmlElement) -> list[str]:
    """The lines of an entry's box, then its single texts: a day may stand in a line with the summary."""
    lines = _whole(box).split("\n")
    return [" ".join(t.split()) for t in (*lines, *box.itertext()) if t.strip()][:60]


def _box(
    place: Place, link: HtmlElement, owners: dict[HtmlElement, int], number: int, tops: set[HtmlElement]
) -> HtmlElement:
    box = link
    while box not in tops:
        parent = place.parents[box]
        if parent is None or owners.get(parent) != number or place.holds_body(parent):
            break
        box = parent
    return box


def _whole(element: HtmlElement) -> str:
    return "".join(_texts(element, frozenset()))[:2000]


def _after(place: Place, link: HtmlElement, owners: dict[HtmlElement, int]) -> str:
    """The text that follows a link up to the next entry or the end of the line's element."""
    parts = [link.tail or ""]
    for sibling in link.itersiblings():
        if sibling in owners or sum(map(len, parts)) > 80:
            break
        if isinstance(sibling.tag, str):
            parts.append(_whole(sibling))
        parts.append(sibling.tail or "")
    return " ".join(parts)
