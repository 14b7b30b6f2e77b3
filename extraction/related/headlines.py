"""The headline that an entry's links show: marked as a title, on a heading, beside an empty link, or their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from extraction.blocks import SILENT
from extraction.native import part_in_c
from extraction.related.box_names import names_of, words_of_names
from extraction.related.dates import without_dates
from extraction.related.ground import Ground
from extraction.related.links import HEADLINE, SHORT_HEADLINE, is_more, looks_like_article, weight
from extraction.related.place import Place
from extraction.related.words import HEADING_TAGS
from extraction.view import HtmlElement

_ground, _related = part_in_c("_ground"), part_in_c("_related")

TITLE = frozenset("title titel titre titulo titolo headline hed heading tit caption bt biaoti".split())
OVER_TITLE = frozenset(
    (
        "kicker overline topline eyebrow pretitle sub subtitle subtit subheading subheadline "
        "supertitle roofline dachzeile spitzmarke rubrik rubric"
    ).split()
)
META = frozenset(
    "category categories cat label badge flag date time timestamp datetime meta byline author source "
    "comment comments count "
    "views tag tags section premium duration num number icon sponsor summary desc description synopsis excerpt "
    "teasertext abstract intro lead lede standfirst dek".split()
)
_AROUND_TITLE = HEADING_TAGS | {"dt"}
_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 li section article header footer figure figcaption ul ol dl dt dd".split())
_QUIET = ("script", "style", "noscript", "svg", "template", "iframe", "button")
_CUT = re.compile(r"(?:…|\.\.\.|\.\.)\s*$")


def headline(place: Place, links: Sequence[int]) -> str:
    """The headline that the links of one entry, by their places, show: the text marked as a title, else the first text
    that weighs enough.
    """
    elements = place.layout.elements
    if len(links) == 1 and (plain := _plain_headline(place.ground.plain_text(links[0]))):
        return _uncut(plain, elements, links)
    best, text, own = _OWN, "", list[str]()
    for link in links:
        for rank, at in _titles(place.ground, link):
            if rank < best and (line := _line(elements[at])):
                best, text = rank, line
            elif rank == best == _OWN:
                own.append(_line(elements[at]))
    # Of plain texts the one that says most.
    text = text or max(own, key=weight, default="")
    for others in (_under_overlay, _fallbacks):
        if not text:
            heavy = [t for link in links for t in others(place, elements[link]) if weight(t) >= SHORT_HEADLINE]
            text = max(heavy, key=weight, default="")
    return _uncut(text, elements, links) if text else ""


def _plain_headline(text: str) -> str:
    """The headline of a link that is one line of text, as most are; empty where there is more to weigh."""
    text = text.strip()
    if not text or "\n" in text:
        return ""
    line = _tidy(without_dates(text))
    return line if weight(line) >= SHORT_HEADLINE and not is_more(line) else ""


_OWN = 7


def _plain_titles(ground: Ground, link: int) -> list[tuple[int, int]]:
    """Ranks and places of what may hold the headline of a link: 0 what is marked as a title, 1 to 6 a heading, then the
    link itself, 1 in a heading and 7 elsewhere.
    """
    layout, names_at, found = ground.layout, ground.names, list[tuple[int, int]]()
    for at in range(link, layout.ends[link] + 1):
        tag, names = layout.tags[at], names_at(at)
        is_marked = not TITLE.isdisjoint(names)
        if (is_marked or tag in HEADING_TAGS) and tag not in SILENT and OVER_TITLE.isdisjoint(names):
            found.append((0 if is_marked else int(tag[1]), at))
    up = layout.ups[link]
    near = [at for at in (up, layout.ups[up] if up >= 0 else -1) if at >= 0]
    for at in near:
        names = names_at(at)
        if layout.tags[at] in _AROUND_TITLE or (not TITLE.isdisjoint(names) and OVER_TITLE.isdisjoint(names)):
            return [*found, (1, link)]
    return [*found, (_OWN, link)]


_titles: Callable[[Ground, int], list[tuple[int, int]]] = (
    _plain_titles
    if _ground is None
    else _ground.Titles(TITLE, OVER_TITLE, (HEADING_TAGS, _AROUND_TITLE, SILENT), _OWN).of
)

_LEVELS_OVER = 5
# Elements in the box of one teaser.
_MOST_IN_TEASER = 60


def _under_overlay(place: Place, link: HtmlElement) -> Iterator[str]:
    """The heading of the teaser over which a link lies that is empty or only says to read on:
    `<article><h3>Headline</h3><a href=…>Read more</a></article>`.
    """
    href, text = link.get("href"), place.view.text_of(link)
    if text and not is_more(text):
        return
    for box in place.up(link)[1:_LEVELS_OVER]:
        others = islice(box.iter("a"), _MOST_IN_TEASER)
        if any(a.get("href") not in (href, None) and looks_like_article(a.get("href")) for a in others):
            return
        for element in islice(box.iter(), _MOST_IN_TEASER):
            names = names_of(element)
            if element in place.order and (element.tag in HEADING_TAGS or names & TITLE) and not names & OVER_TITLE:
                yield _line(element)
                return


def _fallbacks(place: Place, link: HtmlElement) -> Iterator[str]:
    for name in ("title", "aria-label"):
        yield " ".join((link.get(name) or "").split())
    for image in link.iter("img"):
        yield " ".join((image.get("alt") or "").split())


# No line of so few characters weighs enough.
_TOO_SHORT = 4
_AFTER_TITLE = re.compile(r"\s\|\s(?:mehr|more|video|audio|weiter)$")


def _tidy(line: str) -> str:
    line = " ".join(line.split()).lstrip(":|· ")
    return _without_mark(line) if "|" in line else line


def _without_mark(line: str) -> str:
    return _AFTER_TITLE.sub("", line)


def is_cut(text: str) -> bool:
    """Whether a headline was cut off with dots."""
    return bool(_CUT.search(text))


def _uncut(text: str, elements: Sequence[HtmlElement], links: Sequence[int]) -> str:
    """The whole headline from a `title` attribute, where the text shown was cut off with dots."""
    if not is_cut(text):
        return text
    start = _CUT.sub("", text).strip()
    whole = [" ".join((elements[at].get("title") or "").split()) for at in links]
    return next((t for t in whole if start and t.startswith(start)), text)


def _line(element: HtmlElement) -> str:
    """The line of `element` that is the likeliest headline, kickers and the like left out unless all is such; empty
    where none weighs enough.
    """
    text, is_whole = _gathered(element)
    return _likeliest(text) or ("" if is_whole else _likeliest(text_in_lines(element)))


def _plain_likeliest(text: str) -> str:
    """The line of a text that is the likeliest headline; empty where none weighs enough."""
    lines = [_tidy(without_dates(t)) for t in text.split("\n") if len(t) > _TOO_SHORT and not t.isspace()]
    heavy = [t for t in lines if weight(t) >= SHORT_HEADLINE and not is_more(t)]
    # A kicker comes before its headline, a summary after it and is longer still.
    return next((t for t in heavy if weight(t) >= _LONG), max(heavy, key=weight, default=""))


_LONG = 1.5 * HEADLINE
_likeliest: Callable[[str], str] = (
    _plain_likeliest
    if _related is None
    else _related.Likeliest(without_dates, _without_mark, is_more, SHORT_HEADLINE, _LONG).of
)


# What stands before and after an element's text; None for what shows none.
_BORDERS = {**dict.fromkeys(_BLOCKS, "\n"), "br": " ", **dict.fromkeys(_QUIET)}


def _is_beside_title(is_time: bool, named: str | None, marked: str | None, has_blocks: bool) -> bool:
    """Whether an element in a link, of this class and id, holds a kicker, a date, a count or a summary. A box of blocks
    is only looked into.
    """
    names = words_of_names(f"{named or ''} {marked or ''}")
    if names & TITLE and not names & OVER_TITLE:
        return False
    if is_time or names & OVER_TITLE:
        return True
    return not has_blocks and bool(names & META)


def _gathered(element: HtmlElement, whole: bool = False) -> tuple[str, bool]:
    """The texts of `element`, a line end around each block, and whether all is there: unless `whole`, what stands
    beside a title is left out.
    """
    if _in_c is not None:
        found: tuple[str, bool] = _in_c.of(element, whole)
        return found
    parts: list[str] = []
    left_out = _gather(element, whole, parts)
    return "".join(parts), not left_out


_in_c = None if _related is None else _related.Lines(_BORDERS, _is_beside_title)


def _gather(element: HtmlElement, whole: bool, parts: list[str], depth: int = 0) -> bool:
    """Adds the texts of `element` to `parts`; whether any was left out."""
    tag = element.tag
    if depth > 40 or not isinstance(tag, str) or (border := _BORDERS.get(tag, "")) is None:
        return False
    if depth and not whole:
        has_blocks = any(_BORDERS.get(child.tag) == "\n" for child in element)
        if _is_beside_title(tag == "time", element.get("class"), element.get("id"), has_blocks):
            return True
    parts += (border, element.text or "")
    left_out = False
    for child in element:
        left_out |= _gather(child, whole, parts, depth + 1)
        parts.append(child.tail or "")
    parts.append(border)
    return left_out


def text_in_lines(element: HtmlElement) -> str:
    """All texts of `element`, a line end around each block."""
    return _gathered(element, whole=True)[0]
