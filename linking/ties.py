"""When a reference ties two articles into one story.

A related list also names what is merely near by: the same section, the same town. So a reference ties only articles
of one time that speak of one thing; where languages differ and words cannot tell, only one that leads to another
outlet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import chain
from typing import Any, Protocol

from linking.folding import Folded
from linking.native import part_in_c
from linking.sketch import is_han

_native = part_in_c()

SAME_LANGUAGE = timedelta(days=7)
OTHER_LANGUAGE = timedelta(days=3)
"""How far apart the two may have been published."""
SHARED = 0.35
"""Share of the title's terms that the other's title and opening must hold (mean of both ways).

Measured on the event pairs of the development half: of random pairs at most 1 % reach it, of pairs of one event 22 to
96 % by set, of the most alike pairs of other events 2 to 20 % (daily epidemic notices 90 %); the reference itself is
the rest of the evidence.
"""
SHARED_ACROSS = 0.25
"""The same where the reference leads to another outlet: nobody lists another's article for being of one section.

Of random pairs at most 6 % reach it."""
SHARED_UNDATED = 0.6
"""The same where the time of either is not known."""
OPENING = 800
"""Characters of a body that are looked at."""

_COMMON = frozenset(
    word
    for line in (
        "a about after an and are as at be been but by could for from had has have he her his how in into is it its",
        "more new no not of on or out over said say says she than that the their they this to up was were what when",
        "who why will with would you",
    )
    for word in line.split()
)


@dataclass(frozen=True)
class Opening:
    """What is looked at of one end of a reference."""

    folded: Folded
    """Title, and the first `OPENING` characters of the body."""
    published: datetime | None
    """Aware."""
    outlet: str
    """The source's name."""

    @cached_property
    def han(self) -> bool:
        """Whether it is compared by characters."""
        return is_han(self.folded.title or self.folded.text)

    @cached_property
    def terms(self) -> Terms:
        """Of the folded title and text: an article's related list asks for those of one opening a dozen times."""
        return terms_of(self.folded, self.han)


def reference_ties(a: Opening, b: Opening) -> bool:
    """Whether a reference between `a` and `b`, in either direction, makes them one story."""
    if a.published is None or b.published is None:
        shared = _shared_terms(a, b)
        return shared is not None and shared >= SHARED_UNDATED
    apart = abs(a.published - b.published)
    if apart > SAME_LANGUAGE:
        return False
    shared = _shared_terms(a, b)
    if shared is None:
        return a.outlet != b.outlet and apart <= OTHER_LANGUAGE
    return shared >= (SHARED if a.outlet == b.outlet else SHARED_ACROSS)


def _shared_terms(a: Opening, b: Opening) -> float | None:
    """0 to 1; None where the two are written in different languages."""
    if a.han != b.han:
        return None
    return (a.terms.share_in(b.terms) + b.terms.share_in(a.terms)) / 2


class Terms(Protocol):
    """The terms of an opening; compared with others that are made in the same way and of the same kind of script."""

    def share_in(self, other: Any, /) -> float:
        """Share of the title's terms that the other holds, in its title or its text."""


def terms_of(folded: Folded, han: bool) -> Terms:
    """Neighbouring characters, or words."""
    if _native is None:
        return plain_terms_of(folded, han)
    made: Terms = _native.Terms(folded.title, folded.text, None if han else _common())
    return made


@cache
def _common() -> Any:
    return _native.Terms(" ".join(_COMMON), "", _native.Terms("", "", None))


@dataclass(frozen=True, slots=True)
class _PlainTerms:
    title: frozenset[str] | frozenset[int]
    held: frozenset[str] | frozenset[int]
    """Those of the title and of the text."""

    def share_in(self, other: _PlainTerms) -> float:
        return len(self.title & other.held) / len(self.title) if self.title else 0.0


def plain_terms_of(folded: Folded, han: bool) -> Terms:
    """The same in Python."""
    if han:
        pairs = _pairs(folded.title)
        return _PlainTerms(pairs, pairs | _pairs(folded.text))
    words = _words(folded.title)
    return _PlainTerms(words, words | _words(folded.text))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split() if len(word) > 1 and word not in _COMMON)


def _pairs(text: str) -> frozenset[int]:
    """Neighbouring characters, each pair as one number: in half the time that pairs of letters take."""
    codes = text.encode("utf-32-le", "surrogatepass")
    return frozenset(
        chain.from_iterable(
            memoryview(codes)[start : start + (len(codes) - start) // 8 * 8].cast("Q") for start in (0, 4)
        )
    )
