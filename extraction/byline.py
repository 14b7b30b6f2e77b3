"""Who may have written an article, where pages name no role: candidates, and what speaks for each.

A candidate is one place that names people (structured data, a meta, an element marked as the author's, a line such as
`By Ann Lee`), with all its names; places that name the same people are one candidate.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extraction.blocks import Block
from extraction.body import Body
from extraction.credit_line import cut_at_dates
from extraction.frame import above_body, is_own
from extraction.letters import Words, has_digit
from extraction.names import BY, BY_STARTS, clean_names, may_begin_by
from extraction.native import part_in_c
from extraction.outlet import is_outlet, outlet_names
from extraction.structured import article_objects, resolved, squeezed, text_value, types_of
from extraction.view import PageView

_METAS = (
    "article:author parsely-author sailthru.author dc.creator dcterms.creator citation_author byl "
    "dc.creator.name cxenseparse:author og:article:author twitter:creator_name article:author_name "
    "articleauthor article:byline shareaholic:article_author_name og:author"
).split()
_POSTED_BY = re.compile(
    r"(?:posted|published|written|updated|submitted|created|veröffentlicht|erstellt|geschrieben|verfasst|eingetragen"
    r"|eingestellt|gespeichert|publié|publicado|pubblicato|dodano|beitrag|\d{4}|\d\d:\d\d|uhr)\b[^.]{0,40}?"
    r"\b(?:by|von|durch|par|por|da|przez|door|av)\s*:?\s+(\S.{1,80})",
    re.IGNORECASE,
)
# What a line, whose only white space is single spaces, must hold for the dearer patterns to have a chance.
_BY_WITHIN = re.compile(r" (?:[Bb][Yy]|[Vv]on|VON|durch|[Pp]ar|[Pp]or|da|przez|door|av)\b")
_BY_AFTER_SPACE = "by By BY bY von Von VON durch par Par por Por da przez door av".split()
_BY_WORDS = Words(_BY_AFTER_SPACE)
_DATED = re.compile(r"(?:19|20)\d\d|\d[./-]\s?\d{1,2}[./-]\s?\d")
_LABELS = "autor autorin autoren author auteur autore redaktion verfasser text reporter bericht quelle source".split()
_LABELLED = re.compile(
    rf"(?:^|[|•·/–—,]\s*)(?:{'|'.join(_LABELS)}|(?:written|words) by)\s*:\s*(\S.{{1,80}})", re.IGNORECASE
)
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:post-?author|article-?author|entry-?author|author|authors|autor|autoren|autorin|byline|byl|by-?author"
    r"|verfasser|auteur|contributors?|creator|writer|username|reporter|ersteller|redakteur|authorname|author-?name|author_?name"
    r"|authors?__\w+|byline__\w+|author-?link|article__author\w*)(?:$|[\s_-])|author-?name|__author|[a-z]Author(?:$|[\s_-])",
    re.IGNORECASE,
)
# What each of these labels holds.
_MARKS = "author autor byl verfasser auteur contributor creator writer username reporter ersteller redakteur".split()
_NAME_CLASS = re.compile(r"name|(?:^|\s)fn(?:$|\s)|author[-_]?link", re.IGNORECASE)
# Steps of the address of somebody's page.
_PROFILES = (
    "author authors autor autoren autorin autores auteur auteurs redaktion profil profile people user users member "
    "members staff by byline bylines bio journalist journalists contributor contributors editor editors writer writers "
    "columnist columnists team"
).split()
_PROFILE = re.compile(rf"/(?:{'|'.join(_PROFILES)}|[a-z]{{0,3}}reporters?)[/=?]|\?author=|&author=", re.IGNORECASE)
_PIECES = re.compile(r"\s*(?:[|•·–—/]|\s-\s|,|\s@\s)\s*")
# In small letters; each begins with a letter or dot of its own, so that a search is one for these.
_WORDY = re.compile(
    r"redaktion|team|staff|agentur|agency|agencies|news|online|press|presse|editor|desk|magazin|gmbh|e\.v"
    r"|stiftung|institut|verband|verein|reuters|dpa(?<!\wdpa)\b|afp(?<!\wafp)\b|ap(?<!\wap)\b|apa(?<!\wapa)\b"
    r"|efe(?<!\wefe)\b|\.(?:de|com|net|org|at|ch)\b"
)
_SIGNED = re.compile(
    r"[A-ZÀ-ÞĀ-Žа-яА-Я\u3040-\ud7a3][\w.'’-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w.'’-]*|de|la|von|van|der|di|da|del|v\.)){0,4}"
)
_ALONE = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w.'’-]+(?:[ /][A-ZÀ-ÞĀ-Žvdz][\w.'’-]*){1,4}")
_NO_FIRST_NAMES = frozenset(
    (
        "zum zur am im in mehr weitere weiteres unsere unser alle ähnliche letzte neueste aktuelle nach das die "
        "der den the a an related more all read about our your ihre dein auch jetzt hier wir was wie warum lesen "
        "sie quelle foto bild fotos bilder photo image video top new neue neuer neues legende kontakt le la les "
        "el los un une una nos su por para pour lire voir ver mais plus other latest recent popular next previous "
        "back zurück weiter vorheriger viel viele vielen liebe herzliche schöne guten gute gutes danke herzlichen "
        "frohe best kind kindest good thank thanks many with merci buon buona feliz felices saludos"
    ).split()
)
# How writers of blogs take their leave in the last line.
_SIGNED_OFF = re.compile(r"(?:Euer|Eure|Dein|Deine|Ihr|Ihre|Yours?),? (?P<name>\S.+)")
_INLINE = frozenset(("a", "span", "address", "cite", "strong"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BELOW, _LINE, _MOST_INNER, _UP = 14, 160, 40, 3
# What `_SIGNED_OFF` begins with.
_LEAVES = "EDIY,"
_in_c = part_in_c("_byline")
_LOOK = _in_c and _in_c.Look(BY_STARTS, (*_LABELS, "by"), _BY_AFTER_SPACE, _PROFILES, _LEAVES, _MOST_INNER, _UP)


@dataclass(slots=True)
class Candidate:
    """Names that some places of the page give together."""

    names: tuple[str, ...]
    key: frozenset[str]
    """The names, squeezed."""
    sources: list[str] = field(default_factory=list)


@lru_cache(maxsize=4096)
def _names_author(label: str) -> bool:
    """Whether a class or id calls its element the author's; pages repeat them by the hundred."""
    return bool(_MARKED.search(label))


@lru_cache(maxsize=4096)
def _leads_to_profile(href: str) -> bool:
    return bool(_PROFILE.search(href))


@lru_cache(maxsize=4096)
def _told_where(sources: tuple[str, ...]) -> tuple[str, ...]:
    """What these places say for a candidate by themselves: the same few come again on all pages."""
    zones = sorted({"zone:" + s.partition(":")[0] for s in sources if ":" in s})
    return "any", *sources, f"sources={min(len(sources), 5)}", *zones


def _told(candidate: Candidate) -> bool:
    return not any(":" in source for source in candidate.sources)


def _between(places: list[int], after: int, last: int) -> list[int]:
    """Those of the places, which are in order, that are behind one and not behind another."""
    begin = bisect_right(places, after)
    return places[begin : bisect_right(places, last, begin)]


class Named:
    """The candidates of one page."""

    def __init__(self, view: PageView, body: Body, title: str) -> None:
        self.view, self.body, self.title = view, body, title
        self.found: dict[frozenset[str], Candidate] = {}
        self.cleaned: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Texts → the names in them: several places say the same."""
        self.title_key = squeezed(title)
        self.outlet = outlet_names(view)
        self.marks = frozenset(view.layout.named(*_MARKS))
        """The places of the elements whose class or id may call them the author's."""
        self.signs = sorted(self.marks.union(view.layout.attributes["itemprop"]))
        """The places of the elements that class, id or itemprop may mark as the author's, and those of the links, in
        document order."""
        self.links = view.layout.tagged.get("a", [])
        self.near = frozenset(self.signs)
        self.inner: dict[int, dict[str, list[str]]] = {}
        self.rows: dict[tuple[str, str], list[str]] = {}
        self._gather()

    def _add(self, source: str, *texts: str) -> bool:
        names = self.cleaned.get(texts)
        if names is None:
            names = self.cleaned[texts] = clean_names(texts)
        if not names:
            return False
        key = frozenset(map(squeezed, names))
        here = self.found.get(key)
        if here is None:
            here = self.found[key] = Candidate(names, key)
        if len(names) == len(here.names) == 1 and " " in names[0] and " " not in here.names[0]:
            here.names = names  # Names of accounts run the words together that bylines keep apart.
        if source not in here.sources:
            here.sources.append(source)
        return True

    def _gather(self) -> None:
        self._from_json()
        metas = self.view.metas
        if "author" in metas:
            self._add("meta", *metas["author"])
        for name in _METAS:
            if name in metas:
                self._add("other-meta", *metas[name])
        for zone, block in self._zones() if _LOOK is None else self._worth_a_look():
            self._from_block(zone, block)
        for (zone, kind), texts in self.rows.items():
            if 1 < len(texts) < 9:
                self._add(f"{zone}:{kind}s", *texts)

    def _from_json(self) -> None:
        persons: list[str] = []
        outlets: list[str] = []
        for item in article_objects(self.view):
            value = item.get("author") or item.get("creator")
            for author in value if isinstance(value, list) else [value]:
                author = resolved(self.view, author)
                if name := text_value(author):
                    kinds = types_of(author) if isinstance(author, dict) else frozenset()
                    (outlets if kinds & {"organization", "newsmediaorganization"} else persons).append(name)
        self._add("ld", *persons)
        self._add("ld-org", *outlets)
        if persons and outlets:
            self._add("ld-all", *persons, *outlets)

    def _zones(self) -> Iterator[tuple[str, Block]]:
        """The short blocks near the text, with where they stand."""
        for block in above_body(self.view, self.body, self.title):
            if len(block.text) <= _LINE:
                yield "above", block
        lines, blocks = self.body.lines, self.view.blocks
        if not lines:
            return
        for block in lines[:2]:
            if len(block.text) <= _LINE:
                yield "opens", block
        for block in lines[-2:]:
            if len(block.text) <= _LINE:
                yield "ends", block
        last = lines[-1].index
        for block in blocks[last + 1 : last + 1 + _BELOW]:
            if len(block.text) <= _LINE and block.index not in self.view.listed:
                yield "next" if block.index < last + 3 else "below", block

    def _worth_a_look(self) -> list[tuple[str, Block]]:
        """The lines near the text that may name somebody."""
        layout = self.view.layout
        found: list[tuple[str, Block]] = _LOOK.worth(
            list(self._zones()), layout.elements, self.marks, layout.attributes["itemprop"]
        )
        return found

    def _from_block(self, zone: str, block: Block) -> None:
        marked = self._marked(zone, block)
        text = block.spaced
        if zone == "ends" and (leave := _SIGNED_OFF.fullmatch(text)) and _SIGNED.fullmatch(leave["name"]):
            self._add("ends:signed-off", leave["name"])
            return
        if may_begin_by(text) and BY.match(text):
            self._add(f"{zone}:by", text)
        if ":" in text and (found := _LABELLED.search(text)):
            self._add(f"{zone}:label", found.group(1))
        elif _BY_WORDS.stand_in(text) and _BY_WITHIN.search(text) and (found := _POSTED_BY.search(text)):
            self._add(f"{zone}:posted-by", found.group(1))
        elif has_digit(text) and _DATED.search(text) and (facts := cut_at_dates(text)) is not None:
            pieces = [p for p in _PIECES.split(facts) if p.strip()]
            if pieces and _SIGNED.fullmatch(pieces[0]):
                self._add(f"{zone}:dated", pieces[0])
            if len(pieces) > 1 and _SIGNED.fullmatch(pieces[-1]):
                self._add(f"{zone}:dated-last", pieces[-1])
        elif not marked and len(text) < 50 and self._is_alone(block):
            self._add(f"{zone}:alone", text)

    def _is_alone(self, block: Block) -> bool:
        """Whether a line is nothing but what looks like a name, and neither heading nor link."""
        text = block.spaced
        if self.view.layout.tags[block.node] in HEADINGS or block.link_density > 0.5 or not _ALONE.fullmatch(text):
            return False
        return text.partition(" ")[0].casefold() not in _NO_FIRST_NAMES

    def _marked(self, zone: str, block: Block) -> bool:
        """Adds what is marked as the author's: by the block's class or of an element close around it, or within it."""
        if self.view.layout.tags[block.node] == "h1":
            return False  # Boxes of the author's hold the headline, too.
        step = self._marked_around(block)
        if step is not None and not is_own(self.view, block.node):
            if zone != "above":
                return True
            zone = "odd"
        if step is not None:
            self._add(f"{zone}:class{min(step, 2)}", block.spaced)
            if _NAME_CLASS.search(self.view.layout.attributes["class"].get(block.node, "")):
                self._add(f"{zone}:name", block.spaced)
        inner = self.inner.get(block.node)
        if inner is None:
            inner = self.inner[block.node] = self._marked_in(block.node)
        if inner and zone != "odd" and not is_own(self.view, block.node):
            zone = "odd" if zone == "above" else ""
        if inner and zone:
            if len(inner) > 1:
                self._add(f"{zone}:several", *(text for texts in inner.values() for text in texts))
            for kind, texts in inner.items():
                self._add(f"{zone}:{kind}", *texts)
                self.rows.setdefault((zone, kind), []).extend(texts)
        return step is not None or bool(inner)

    def _marked_in(self, top: int) -> dict[str, list[str]]:
        """What is marked as the author's among the first inline elements in the one at a place, by how; in document
        order those within it follow it."""
        layout = self.view.layout
        found: dict[str, list[str]] = {}
        if layout.ends[top] == top:
            return found
        last = min(top + _MOST_INNER, layout.ends[top])
        signs, links = _between(self.signs, top, last), _between(self.links, top, last)
        for place in sorted({*signs, *links}) if signs else links:
            tag = layout.tags[place]
            if tag in _INLINE and (kind := self._mark(place, tag)):
                text = "".join(layout.elements[place].itertext())
                if text and len(text) < 80:
                    found.setdefault(kind, []).append(text)
        return found

    def _mark(self, place: int, tag: str) -> str:
        """How an inline element is marked as the author's; empty where it is not."""
        attributes = self.view.layout.attributes
        if tag == "a":
            if "author" in attributes["rel"].get(place, ""):
                return "rel"
            if (href := attributes["href"].get(place)) and _leads_to_profile(href):
                return "profile"
        if attributes["itemprop"].get(place) == "author":
            return "itemprop"
        return "inline" if place in self.marks and _names_author(attributes["class"].get(place, "")) else ""

    def _marked_around(self, block: Block) -> int | None:
        """How many levels over the block's element stands the one that is marked as the author's; None for none."""
        ups, near, place = self.view.layout.ups, self.near, block.node
        for step in range(_UP):
            if place < 0:
                return None
            if place in near and self._is_authors(place):
                return step
            place = ups[place]
        return None

    def _is_authors(self, place: int) -> bool:
        """Whether class, id or itemprop call an element the author's."""
        attributes = self.view.layout.attributes
        label = attributes["class"].get(place) or attributes["id"].get(place, "")
        marked = _names_author(label) or attributes["itemprop"].get(place) == "author"
        return marked and self.view.layout.tags[place] != "body"

    def features(self, candidate: Candidate) -> list[str]:
        """The names of what is true of `candidate`; `any` is true of all."""
        sources = candidate.sources
        names = [*_told_where(tuple(sources)), f"people={min(len(candidate.names), 4)}"]
        mine = candidate.key
        others = [(key, c) for key, c in self.found.items() if c is not candidate]
        names.append(f"rivals={min(len(others), 4)}")
        for key, other in others:
            relation = "part-of" if mine < key else "holds" if mine > key else "shares" if mine & key else ""
            if relation:
                names += sorted({f"{relation}:{s.partition(':')[0]}" for s in other.sources})
            if relation in ("holds", "part-of") and (_told(other) != _told(candidate)):
                names.append(f"{relation},{'told' if _told(candidate) else 'shown'}")
        first = candidate.names[0]
        if any(is_outlet(n, self.outlet) for n in candidate.names):
            names.append("outlet")
            names += [f"outlet:{s}" for s in sources]
        if any(_WORDY.search(n.lower()) for n in candidate.names):
            names.append("wordy")
        words = first.split()
        capital = sum(w[:1].isupper() for w in words)
        names.append(f"shape={min(len(words), 5)},{'all' if capital == len(words) else 'some' if capital else 'none'}")
        if any(map(str.isdigit, first)):
            names.append("digit")
        if first.isupper():
            names.append("upper")
        if squeezed(first) in self.title_key:
            names.append("in-title")
        return names
