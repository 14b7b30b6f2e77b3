"""What may be the headline, and what speaks for each candidate, as short feature names that `ranking.py` weighs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote

from extraction.blocks import Block, Layout
from extraction.letters import words_of
from extraction.native import part_in_c
from extraction.outlet import outlet_names
from extraction.ranking import score, weights_of
from extraction.structured import article_objects, squeezed, text_value
from extraction.view import PageView

_native, _in_c = part_in_c(), part_in_c("_title")
HEADING_TAGS = frozenset(("h1", "h2", "h3"))
_LONGEST = 300
_METAS = {"og": "og:title", "tw": "twitter:title"}
_OTHER_METAS = ("dc.title", "title", "articletitle", "parsely-title", "sailthru.title", "citation_title")
# Between a headline and the names of section and outlet.
MARKS = re.compile(
    r"(?=[\s|｜│_»-])(?:\s+[|\-–—•·:»«›/~]+\s+|\s*[|｜│]\s*|[_]{1,3}|\s*»\s*"
    r"|(?<=[\u3040-\u9fff])\s*-{1,2}\s*(?=[\u3040-\u9fff]))"
)
# What stands in each of them: most titles have none.
_MARK = re.compile(r"[-|–—•·:»«›/~｜│_]")
_WIDE = re.compile("[\u3001-\U0010ffff]+")
_CLASS = re.compile(r"title|headline|titel|heading|titre|titulo", re.IGNORECASE)
_LENGTHS = (4, 10, 20, 35, 60, 90, 130, 200)
_SHARES = (0.01, 0.2, 0.4, 0.6, 0.8, 0.99)
# How far over the text a headline may stand without an <h1>, and how far into it.
_OVER, _INTO, _UNDER = 25, 3, -4
_TOLD = frozenset(("og", "ld"))
_LEAST_TOLD = 15
# Told by h1 and JSON-LD against og and <title>, or the other way: the pattern says more than the places alone.
_KINDS = frozenset(("og", "ld", "head", "h1", "h2", "h3"))
_ALIKE = frozenset(("begins", "ends", "within", "holds", "4", "5", "6"))
_DISTANCES = (-30, -3, 0, 3, 8, 20, 60)
# Names of features, each made once.
_PARTS = [str(n) for n in range(len(_SHARES) + 1)]
_SOURCES, _H1S = [f"sources={n}" for n in range(6)], [f"h1s={n}" for n in range(4)]
_LENS, _BEFORE = ([f"{name}={n}" for n in range(9)] for name in ("len", "before"))
_SLUGS, _OF_SLUGS = ([f"{name}={n}" for n in range(len(_SHARES) + 1)] for name in ("slug", "of-slug"))
# Beginning with those that tell other systems.
_WHOLE = ("og", "ld", "head", "h1")
_ALIKES, _MISSING = [f"alike={n}" for n in range(len(_WHOLE) + 1)], {source: f"no-{source}" for source in _WHOLE}
_RELATION = ("begins", "ends", "within", "holds", *_PARTS)
_RELATIONS = {(s, r): f"{s}:{r}" for s in _WHOLE for r in _RELATION}


@dataclass(slots=True)
class Candidate:
    """A text that may be the headline."""

    text: str
    key: str
    """Its letters and digits, case folded."""
    sources: list[str] = field(default_factory=list)
    """Where it was found, each once: og, tw, ld, meta, head, first, last, longest, h1, h2, h3, class, line."""
    index: int | None = None
    """Of its block nearest to the text."""
    home: bool = False
    """Whether it is a link to the home page."""


def candidates(view: PageView, start: int | None) -> list[Candidate]:
    """Every text that may be the headline, each once, headings first; `start` is the text's first block."""
    found: dict[str, Candidate] = {}

    def add(source: str, text: str, index: int | None = None) -> Candidate | None:
        if not text or len(text) > _LONGEST or not (key := squeezed(text)):
            return None
        here = found.get(key)
        if here is None:
            here = found[key] = Candidate(text, key)
        if source not in here.sources:
            here.sources.append(source)
        if index is not None:
            here.index = index
        return here

    for index, tag, text, home in _visible(view, start):
        if (seen := add(tag, text, index)) and home:
            seen.home = True
    for source, text in _told(view):
        add(source, text)
    return list(found.values())


def _told(view: PageView) -> Iterator[tuple[str, str]]:
    """The titles that the page tells of itself, whole and by their parts."""
    for item in article_objects(view)[:2]:
        yield "ld", text_value(item.get("headline"))
    for source, name in _METAS.items():
        yield from _whole_and_parts(source, view.meta(name))
    for name in _OTHER_METAS:
        if text := view.meta(name):
            yield "meta", text
    yield from _whole_and_parts("head", view.head_title)


def _whole_and_parts(source: str, text: str) -> Iterator[tuple[str, str]]:
    """A told title, and what is left of it where the outlet's name or a section is cut off at a mark."""
    yield source, text
    cuts = [m.span() for m in MARKS.finditer(text)] if _MARK.search(text) else []
    if not cuts:
        return
    yield f"{source}-first", text[: cuts[0][0]]
    yield f"{source}-last", text[cuts[-1][1] :]
    if len(cuts) > 1:
        yield f"{source}-but-last", text[: cuts[-1][0]]
        yield f"{source}-but-first", text[cuts[0][1] :]
        yield f"{source}-longest", max(MARKS.split(text), key=lambda part: len(part or ""))


def _visible(view: PageView, start: int | None) -> Iterator[tuple[int, str, str, bool]]:
    """(index, source, text, whether it leads home) of headings anywhere, and of marked or bold lines over the text."""
    layout = view.layout
    low, high = (max(0, start - _OVER), start + _INTO) if start is not None else (0, 30)
    read = _headings if _native is None else _headings_in_c
    for block, source in read(layout, low, high):
        home = source in HEADING_TAGS and block.link_density > 0.9 and _leads_home(view, block.element)
        yield block.index, source, block.text, home


def _headings_in_c(layout: Layout, low: int, high: int) -> Iterable[tuple[Block, str]]:
    labels, firsts = _labels_of(layout), layout.tagged.get("h1", [])
    found: list[tuple[Block, str]] = _native.headings(
        layout.blocks, layout.tags, layout.ups, firsts, low, high, labels, _names_title
    )
    return found


def _labels_of(layout: Layout) -> tuple[Mapping[int, str], ...]:
    """What elements say of themselves that may name a title, by their places."""
    return tuple(layout.attributes[name] for name in ("class", "itemprop", "id"))


def _headings(layout: Layout, low: int, high: int) -> Iterator[tuple[Block, str]]:
    """The blocks, with what they are, that stand in headings, and those from one to another that are named so or bold.

    Under the text stand other stories' headings; they are looked at only where an `<h1>` is among them.
    """
    tags, ups, labels, firsts = layout.tags, layout.ups, _labels_of(layout), layout.tagged.get("h1", [])
    unseen = len(firsts)
    for block in layout.blocks:
        node, near = block.node, low <= block.index <= high
        if not near and (node in firsts or ups[node] in firsts):
            if block.index > high and unseen <= 0:
                break
        elif not near:
            continue
        tag = tags[node] if tags[node] in HEADING_TAGS or ups[node] < 0 else tags[ups[node]]
        if tag == "h1" or (near and tag in HEADING_TAGS):
            unseen -= tag == "h1"
            yield block, tag
        elif near and 3 < len(block.text) <= 200:
            if any(node in label and _names_title(label[node]) for label in labels):
                yield block, "class"
            elif block.bold_chars > 0.9 * len(block.text) and block.link_chars == 0:
                yield block, "bold"


@lru_cache(maxsize=4096)
def _names_title(label: str) -> bool:
    return bool(_CLASS.search(label))


def _leads_home(view: PageView, element: Any) -> bool:
    link = next(element.iter("a"), None)
    if link is None:
        return False
    path = (view.absolute(link.get("href")) or "").partition("://")[2].partition("/")[2]
    return path.strip("/") in ("", "index.html", "index.php", "blog")


def likeliest(view: PageView, found: list[Candidate], start: int | None) -> Candidate:
    """The likeliest of the candidates; the first of equals."""
    if _in_c is None:
        evidence = Evidence(view, found, start)
        return max(found, key=lambda candidate: score("title", evidence.features(candidate)))
    odds: list[int] = _odds().of(found, start, outlet_names(view), _slug(view.url))
    return found[odds.index(max(odds))]


@cache
def _odds() -> Any:
    """The weights of a candidate's features in C."""
    return _in_c.Odds(
        weights_of("title"),
        (_LENGTHS, _SHARES, _DISTANCES),
        _WHOLE,
        _RELATION,
        _ALIKE,
        (_OVER, _UNDER),
        (_weight_of_places, _holds_mark, words_of),
    )


def _weight_of_places(sources: tuple[str, ...]) -> int:
    """The weight of the places where a candidate was found."""
    return score("title", _places_say(sources))


def _places_say(sources: tuple[str, ...]) -> list[str]:
    return [*sources, _SOURCES[min(len(sources), 5)], *_agreement(sources)]


def _holds_mark(text: str) -> bool:
    """Whether a mark stands in a text that parts a headline from the names of section and outlet."""
    return bool(_MARK.search(text) and MARKS.search(text))


class Evidence:
    """What the candidates of one page are measured by."""

    def __init__(self, view: PageView, found: list[Candidate], start: int | None) -> None:
        self.start = start
        self.sites = outlet_names(view)
        self.slug = _slug(view.url)
        self.first_h1 = next((c for c in found if "h1" in c.sources), None)
        self.h1s = sum("h1" in c.sources for c in found)
        self.whole = {source: next((c for c in found if source in c.sources), None) for source in _WHOLE}
        self._words: dict[str, set[str]] = {}
        self.near = [
            c.key for c in found if c.index is not None and start is not None and _UNDER <= start - c.index <= _OVER
        ]

    def features(self, candidate: Candidate) -> list[str]:
        """The names of what is true of `candidate`."""
        sources = candidate.sources
        place = self._place(candidate)
        names = [*_places_say(tuple(sources)), _LENS[_bin(_weight(candidate.text), _LENGTHS)], place]
        words = self._words_of(candidate)
        alike = 0
        for source, whole in self.whole.items():
            if whole is None:
                names.append(_MISSING[source])
            elif whole is not candidate:
                relation = _relation(candidate.key, whole.key, words, self._words_of(whole))
                names.append(_RELATIONS[source, relation])
                alike += relation in _ALIKE
            else:
                alike += 1
        names += (_ALIKES[alike], *self._told(candidate))
        if "h1" in sources:
            names += (_H1S[min(self.h1s, 3)], "h1:first" if candidate is self.first_h1 else "h1:later", f"h1,{place}")
        if candidate.home:
            names.append("home")
        if candidate.key in self.sites:
            names.append("site")
        elif any(len(site) > 4 and site in candidate.key for site in self.sites):
            names.append("holds-site")
        if len(self.slug) > 1:
            both = len(words & self.slug)
            names.append(_SLUGS[_bin(both / len(self.slug), _SHARES)])
            names.append(_OF_SLUGS[_bin(both / max(len(words), 1), _SHARES)])
        if _holds_mark(candidate.text):
            names.append("mark")
        if candidate.text.endswith(("...", "…")):
            names.append("cut")
        return names

    def _told(self, candidate: Candidate) -> tuple[str, ...]:
        """Whether it is told to other systems, and shown where."""
        sources, key = candidate.sources, candidate.key
        if "og" in sources or "ld" in sources:
            if "h1" in sources:
                return ("told:h1",)
            seen = candidate.index is not None or any(near.endswith(key) for near in self.near)
            return ("told:seen" if seen else "told:unseen",)
        told = () if "h1" in sources else (self.whole["og"], self.whole["ld"])
        return ("ends-with-told",) if any(w and len(w.key) > 15 and key.endswith(w.key) for w in told) else ()

    def _words_of(self, candidate: Candidate) -> set[str]:
        words = self._words.get(candidate.key)
        if words is None:
            words = self._words[candidate.key] = set(words_of(candidate.text.casefold()))
        return words

    def _place(self, candidate: Candidate) -> str:
        """Where it stands before the text's first block."""
        if candidate.index is None:
            return "unseen"
        if self.start is None:
            return "no-body"
        return _BEFORE[_bin(self.start - candidate.index, _DISTANCES)]


@lru_cache(maxsize=4096)
def _agreement(sources: tuple[str, ...]) -> tuple[str, str]:
    """How many kinds of places tell a text, whole or as a part, and which of the telling ones."""
    kinds = {source.partition("-")[0] for source in sources}
    return f"kinds={len(kinds)}", "who=" + "+".join(sorted(kinds & _KINDS))


def _relation(key: str, whole: str, words: set[str], others: set[str]) -> str:
    """How one text stands to another: part of it at either end, holding it, or by the share of words in common."""
    if whole.startswith(key):
        return "begins"
    if whole.endswith(key):
        return "ends"
    if key in whole:
        return "within"
    if whole in key:
        return "holds"
    return _PARTS[_bin(len(words & others) / max(len(words | others), 1), _SHARES)]


def _bin(value: float, edges: tuple[float, ...]) -> int:
    return bisect_left(edges, value)


def _weight(text: str) -> float:
    return len(text) if text.isascii() else len(text) + 1.5 * sum(map(len, _WIDE.findall(text)))


_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _slug(url: str) -> set[str]:
    """The words of an address's last readable part."""
    path = unquote(url.partition("://")[2].partition("/")[2].partition("?")[0])
    longest, most = "", (0, 0)
    for part in path.split("/"):
        name = part.rpartition(".")[0] or part
        size = name.count("-") + name.count("_"), len(name)
        if size > most:
            longest, most = name, size
    longest = longest.casefold().replace("_", "-")
    words = words_of(longest if longest.isascii() else longest.translate(_FOLD))
    return {w for w in words if not w.isdigit() and len(w) > 1}


def told_and_shown(found: list[Candidate], start: int | None) -> Candidate | None:
    """A title told to other systems that stands as a heading of its own between `<h1>` and text.

    Such pages keep `<h1>` for search engines, small or among the breadcrumbs, and print the headline under it, with a
    kicker or without.
    """
    first = next((c for c in found if "h1" in c.sources and c.index is not None), None)
    if start is None or first is None or first.index is None or first.index >= start:
        return None
    between = [
        c
        for c in found
        if c.index is not None and first.index < c.index <= start and "h1" not in c.sources and c.key not in first.key
    ]
    told = [c for c in found if len(c.key) > _LEAST_TOLD and not _TOLD.isdisjoint(c.sources) and "h1" not in c.sources]
    for title in told:
        for shown in between:
            if shown.key.endswith(title.key):
                return title
            if len(shown.key) > _LEAST_TOLD and title.key.endswith(shown.key):
                return shown
    return None
