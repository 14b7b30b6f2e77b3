"""Who may have written an article, where pages name no role: candidates, and what speaks for each.

A candidate is one place that names people (structured data, a meta, an element marked as the author's, a line such as
`By Ann Lee`), with all its names; places that name the same people are one candidate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extraction.blocks import Block
from extraction.body import Body
from extraction.byline_look import (
    ALONE,
    BEGINS,
    BY_NAME,
    DATED,
    LABEL,
    LABELS,
    LEAVES,
    MARKS,
    PROFILES,
    Line,
    lines_near,
)
from extraction.credit_line import cut_at_dates
from extraction.frame import is_own
from extraction.names import BY, clean_names
from extraction.outlet import is_outlet, outlet_names
from extraction.structured import article_objects, resolved, squeezed, text_value, types_of
from extraction.view import PageView

_METAS = (
    "article:author parsely-author sailthru.author dc.creator dcterms.creator citation_author byl "
    "dc.creator.name cxenseparse:author og:article:author twitter:creator_name article:author_name "
    "articleauthor article:byline shareaholic:article_author_name og:author"
).split()
_POSTED_BY = re.compile(
    # What these begin with: most letters are none.
    r"(?=[bcdegpsuvw\d])(?:posted|published|written|updated|submitted|created|veröffentlicht|erstellt|geschrieben|verfasst|eingetragen"
    r"|eingestellt|gespeichert|publié|publicado|pubblicato|dodano|beitrag|\d{4}|\d\d:\d\d|uhr)\b[^.]{0,40}?"
    r"\b(?:by|von|durch|par|por|da|przez|door|av)\s*:?\s+(\S.{1,80})",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:19|20)\d\d|\d[./-]\s?\d{1,2}[./-]\s?\d")
_LABELLED = re.compile(
    rf"(?:^|[|•·/–—,]\s*)(?:{'|'.join(LABELS)}|(?:written|words) by)\s*:\s*(\S.{{1,80}})", re.IGNORECASE
)
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:post-?author|article-?author|entry-?author|author|authors|autor|autoren|autorin|byline|byl|by-?author"
    r"|verfasser|auteur|contributors?|creator|writer|username|reporter|ersteller|redakteur|authorname|author-?name|author_?name"
    r"|authors?__\w+|byline__\w+|author-?link|article__author\w*)(?:$|[\s_-])|author-?name|__author|[a-z]Author(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAME_CLASS = re.compile(r"name|(?:^|\s)fn(?:$|\s)|author[-_]?link", re.IGNORECASE)
_PROFILE = re.compile(rf"/(?:{'|'.join(PROFILES)}|[a-z]{{0,3}}reporters?)[/=?]|\?author=|&author=", re.IGNORECASE)
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
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


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
    lower = label.lower()
    return any(mark in lower for mark in MARKS) and bool(_MARKED.search(label))


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


class Named:
    """The candidates of one page."""

    def __init__(self, view: PageView, body: Body, title: str) -> None:
        self.view, self.body, self.title = view, body, title
        self.found: dict[frozenset[str], Candidate] = {}
        self.cleaned: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Texts → the names in them: several places say the same."""
        self.title_key = squeezed(title)
        self.outlet = outlet_names(view)
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
        for line in lines_near(self.view, self.body, self.title):
            self._from_line(line)
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

    def _from_line(self, line: Line) -> None:
        zone, block, told, around, inner = line
        marked = bool(around or inner) and self._marked(zone, block, around, inner)
        if not told:
            return
        text = block.spaced
        if told & LEAVES and (leave := _SIGNED_OFF.fullmatch(text)) and _SIGNED.fullmatch(leave["name"]):
            self._add("ends:signed-off", leave["name"])
            return
        if told & BEGINS and BY.match(text):
            self._add(f"{zone}:by", text)
        if told & LABEL and (found := _LABELLED.search(text)):
            self._add(f"{zone}:label", found.group(1))
        elif told & BY_NAME and (found := _POSTED_BY.search(text)):
            self._add(f"{zone}:posted-by", found.group(1))
        elif told & DATED and _DATED.search(text) and (facts := cut_at_dates(text)) is not None:
            pieces = [p for p in _PIECES.split(facts) if p.strip()]
            if pieces and _SIGNED.fullmatch(pieces[0]):
                self._add(f"{zone}:dated", pieces[0])
            if len(pieces) > 1 and _SIGNED.fullmatch(pieces[-1]):
                self._add(f"{zone}:dated-last", pieces[-1])
        elif told & ALONE and not marked and self._is_alone(block):
            self._add(f"{zone}:alone", text)

    def _is_alone(self, block: Block) -> bool:
        """Whether a line is nothing but what looks like a name, and neither heading nor link."""
        text = block.spaced
        if self.view.layout.tags[block.node] in HEADINGS or block.link_density > 0.5 or not _ALONE.fullmatch(text):
            return False
        return text.partition(" ")[0].casefold() not in _NO_FIRST_NAMES

    def _marked(self, zone: str, block: Block, around: list[tuple[int, int]], inner: list[int]) -> bool:
        """Adds what is marked as the author's: by the block's class or of an element close around it, or within it."""
        # How many levels over the block's element stands the one that is marked.
        step = next((step for step, place in around if self._is_authors(place)), None)
        if step is not None and not is_own(self.view, block.node):
            if zone != "above":
                return True
            zone = "odd"
        if step is not None:
            self._add(f"{zone}:class{min(step, 2)}", block.spaced)
            if _NAME_CLASS.search(self.view.layout.attributes["class"].get(block.node, "")):
                self._add(f"{zone}:name", block.spaced)
        found = self._marked_in(block.node, inner) if inner else None
        if found and zone != "odd" and not is_own(self.view, block.node):
            zone = "odd" if zone == "above" else ""
        if found and zone:
            if len(found) > 1:
                self._add(f"{zone}:several", *(text for texts in found.values() for text in texts))
            for kind, texts in found.items():
                self._add(f"{zone}:{kind}", *texts)
                self.rows.setdefault((zone, kind), []).extend(texts)
        return step is not None or bool(found)

    def _marked_in(self, top: int, inner: list[int]) -> dict[str, list[str]]:
        """What is marked as the author's among some inline elements in the one at a place, by how."""
        found = self.inner.get(top)
        if found is None:
            layout = self.view.layout
            found = self.inner[top] = {}
            for place in inner:
                if kind := self._mark(place, layout.tags[place]):
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
        return "inline" if _names_author(attributes["class"].get(place, "")) else ""

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
