"""When a reference ties two articles into one story.

A related list also names what is merely near by: the same section, the same town. So a reference ties only articles
of one time that speak of one thing; where languages differ and words cannot tell, only one that leads to another
outlet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from linking.folding import Folded
from linking.sketch import is_han

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


@dataclass(frozen=True, slots=True)
class Opening:
    """What is looked at of one end of a reference."""

    folded: Folded
    """Title, and the first `OPENING` characters of the body."""
    published: datetime | None
    """Aware."""
    outlet: str
    """The source's name."""


def reference_ties(a: Opening, b: Opening) -> bool:
    """Whether a reference between `a` and `b`, in either direction, makes them one story."""
    shared = _shared_terms(a.folded, b.folded)
    if a.published is None or b.published is None:
        return shared is not None and shared >= SHARED_UNDATED
    apart = abs(a.published - b.published)
    if shared is None:
        return a.outlet != b.outlet and apart <= OTHER_LANGUAGE
    return shared >= (SHARED if a.outlet == b.outlet else SHARED_ACROSS) and apart <= SAME_LANGUAGE


def _shared_terms(a: Folded, b: Folded) -> float | None:
    """0 to 1; None where the two are written in different languages."""
    han = [is_han(one.title or one.text) for one in (a, b)]
    if han[0] != han[1]:
        return None
    shares = []
    for one, other in ((a, b), (b, a)):
        terms = _terms(one.title, han[0])
        held = _terms(other.title, han[0]) | _terms(other.text, han[0])
        shares.append(len(terms & held) / len(terms) if terms else 0.0)
    return sum(shares) / 2


def _terms(text: str, han: bool) -> frozenset[str]:
    if han:
        return frozenset(text[i : i + 2] for i in range(len(text) - 1))
    return frozenset(word for word in text.split() if len(word) > 1 and word not in _COMMON)
