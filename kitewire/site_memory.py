"""What is learned of a site from its own pages: the records that extraction makes and storage keeps.

`Observation` ─▶ `SiteMemory` (of `LayoutMemory`, one a layout, kept in the database) ─▶ `Recollection` (what the
reading of the next page needs of it). The rules stand in `extraction/memory/`. All keys are 48-bit hashes of
texts. A *place* is a short CSS selector (`article.story > div.text`); a *kind* names a block's element and its parent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Observation:
    """What one article page shows of its site; depends on the page alone and on nothing learned before."""

    article: int
    """Key of the address."""
    title: int
    """Key of the headline; 0 for none."""
    texts: tuple[int, ...]
    """Keys of the longest paragraphs, three at most: a reprint or another view of the article has the same."""
    section: str
    """Host and first folder of the address."""
    body: str
    """Place of the body: the deepest element with the better part of its text."""
    places: tuple[tuple[str, str], ...] = ()
    """Field (`title`, `published`, `related`) → place where it stood."""
    blocks: tuple[tuple[int, str], ...] = ()
    """Key and beginning of each block that was taken for body or nearly so."""
    kinds: tuple[tuple[str, float], ...] = ()
    """Kind of block → share of the blocks of that kind that were taken for body."""
    entries: tuple[tuple[int, str], ...] = ()
    """Key of the address and beginning of the title of each entry in its related lists."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An observation on its way into the memory."""

    observation: Observation
    seen: datetime
    """When the page was fetched (aware)."""
    fresh: bool = True
    """Whether its article was stored just now for the first time."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """How often a block of text, or an entry of a list, was seen on pages of different articles."""

    articles: int
    first: int
    """Number of the layout's article on which it was first seen."""
    last: int
    sample: str = ""
    """Its beginning (of an entry that of its title), once it has been seen twice."""


@dataclass(frozen=True, slots=True)
class Witness:
    """An article that was learned from; it teaches once."""

    article: int
    title: int
    texts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayoutMemory:
    """What is known of one layout of a source."""

    body: str
    """Place of the body; it tells layouts apart."""
    pages: int = 0
    """Articles learned from, each once."""
    first: int = 0
    """Number of the source's article on which the layout was first and last seen, and on which it was proven."""
    last: int = 0
    proven: int | None = None
    misses: int = 0
    """Articles since `last` where the layout was to be expected and did not show."""
    doubt: float = 0.0
    """Log odds, from these misses, that it is gone."""
    missed_since: datetime | None = None
    changed_since: datetime | None = None
    """Since when the source's articles no longer look like this; None while they do."""
    seen: datetime | None = None
    """When an article of it was last seen."""
    sections: dict[str, int] = field(default_factory=dict)
    places: dict[str, dict[str, int]] = field(default_factory=dict)
    """Field → place → how often it stood there, aged."""
    kinds: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Kind of block → sum of its shares in the body, and on how many pages it was seen; aged."""
    blocks: dict[int, Sighting] = field(default_factory=dict)
    entries: dict[int, Sighting] = field(default_factory=dict)
    """Key of an address → on how many articles it was an entry of a related list."""
    witnesses: tuple[Witness, ...] = ()
    """The latest articles, oldest first."""


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """What is known of a source: its layouts, most articles first."""

    layouts: tuple[LayoutMemory, ...] = ()

    @property
    def pages(self) -> int:
        """Articles learned from."""
        return sum(layout.pages for layout in self.layouts)

    @property
    def changed_since(self) -> datetime | None:
        """Since when a layout that was known is gone; the latest where several are."""
        return max((one.changed_since for one in self.layouts if one.changed_since), default=None)


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """A proven layout, as the reading of a page needs it."""

    body: str
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Field → places, likeliest first."""
    kinds: dict[str, float] = field(default_factory=dict)
    """Kind of block → what it adds to the log odds of a doubtful block."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """What is used of a memory for one page: small, so that it can travel with every page to the readers."""

    layouts: tuple[KnownLayout, ...] = ()
    repeats: dict[int, tuple[int, float]] = field(default_factory=dict)
    """Key of a block → on how many articles it was seen, and their share of the articles since it was first seen."""
    lengths: frozenset[int] = frozenset()
    """Of these blocks, as in their keys: a block of another length is none of them."""
    entries: frozenset[int] = frozenset()
    """Keys of the addresses that the related lists of most articles hold: they belong to none of them."""


VERSION = 1
"""Of what is written down, and of the keys in it; to be raised when either changes: what is older is learned anew."""


def layout_to_dict(layout: LayoutMemory) -> dict[str, Any]:
    """A layout's memory as plain values that JSON can hold."""
    return {
        "version": VERSION,
        "body": layout.body,
        "pages": layout.pages,
        "span": [layout.first, layout.last, layout.proven],
        "misses": [layout.misses, layout.doubt, _text(layout.missed_since)],
        "changed_since": _text(layout.changed_since),
        "seen": _text(layout.seen),
        "sections": layout.sections,
        "places": layout.places,
        "kinds": {kind: [round(inside, 2), pages] for kind, (inside, pages) in layout.kinds.items()},
        "blocks": _sightings(layout.blocks),
        "entries": _sightings(layout.entries),
        "witnesses": [" ".join(f"{k:x}" for k in (w.article, w.title, *w.texts)) for w in layout.witnesses],
    }


def _sightings(seen: dict[int, Sighting]) -> dict[str, list[int | str]]:
    return {
        f"{key:x}": [one.articles, one.first, one.last, *([one.sample] if one.sample else [])]
        for key, one in seen.items()
    }


def layout_from_dict(data: dict[str, Any]) -> LayoutMemory | None:
    """The layout's memory that `layout_to_dict` wrote; None where another version of it did."""
    if data.get("version") != VERSION:
        return None
    first, last, proven = data["span"]
    misses, doubt, missed_since = data["misses"]
    return LayoutMemory(
        body=data["body"],
        pages=data["pages"],
        first=first,
        last=last,
        proven=proven,
        misses=misses,
        doubt=doubt,
        missed_since=_time(missed_since),
        changed_since=_time(data["changed_since"]),
        seen=_time(data["seen"]),
        sections=dict(data["sections"]),
        places={name: dict(places) for name, places in data["places"].items()},
        kinds={kind: (inside, pages) for kind, (inside, pages) in data["kinds"].items()},
        blocks={int(key, 16): Sighting(*values) for key, values in data["blocks"].items()},
        entries={int(key, 16): Sighting(*values) for key, values in data.get("entries", {}).items()},
        witnesses=tuple(_witness(line) for line in data["witnesses"]),
    )


def _witness(line: str) -> Witness:
    article, title, *texts = (int(key, 16) for key in line.split())
    return Witness(article, title, tuple(texts))


def _text(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
