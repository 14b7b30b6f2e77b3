"""Is one text a copy of the other, and which? Decided on the two texts alone.

Rarities counted over the archive would help a little (docs/linking.md), but then a link would depend on what else
is stored, and on the order in which it came.
"""

from __future__ import annotations

import math

from kitewire.archive_view import LinkKind
from linking.agreement import Agreement, agreement
from linking.direction import a_is_copy
from linking.evidence import evidence
from linking.records import Text, Verdict

BORDER = 0.5
"""Texts whose score reaches it are linked."""
SHORT = 12
"""With fewer different shingles a text is linked only to one that says the same under the same title."""

BARE = 40
"""Characters, or words times two: a text of so few is a notice that may stand under anything (资料图片) …"""
BARE_TITLES = 0.3
"""… so it is a copy only where the titles agree as far as this."""
ENOUGH = 60
"""Characters, or words times two, from which on a text that is contained whole tells by itself."""

# Logistic regression over the pairs of the development half with containment >= 0.1, Chinese and English in one,
# rounded; `bench/linking/fit.py` repeats it and prints the cross-validated figures. In the order of `features`.
_WEIGHTS = (8.1, 2.3, 5.8, 4.0, -21.7, -4.0, 4.4, 5.4, -2.7, 8.7, -5.2)
_CONSTANT = -21.3


def likeness(a: Text, b: Text) -> float:
    """0 to 1: how sure it is that one text is a copy of the other. The same for both orders."""
    measured = agreement(a.folded, b.folded)
    return 0.0 if measured is None else _score(measured, a, b)


def compare(a: Text, b: Text) -> Verdict | None:
    """How `a` and `b` belong together; None where they do not. `compare(b, a)` is the mirror of it."""
    measured = agreement(a.folded, b.folded)
    if measured is None or (score := _score(measured, a, b)) < BORDER:
        return None
    copies = a_is_copy(a, b)
    copy, original = (a, b) if copies else (b, a)
    shorter_copies = measured.first_is_shorter == copies
    shares = (measured.containment, measured.reverse)
    taken, kept = shares if shorter_copies else shares[::-1]
    return Verdict(
        LinkKind.REPRINT,
        round(score, 4),
        evidence(measured, copy, original, shorter_copies),
        copies,
        taken=round(taken, 4),
        kept=round(kept, 4),
    )


def _score(measured: Agreement, a: Text, b: Text) -> float:
    if measured.shortest < SHORT:
        same = a.folded.title == b.folded.title != "" and a.folded.text == b.folded.text
        return 1.0 if same else 0.0
    if measured.titles is not None and measured.titles < BARE_TITLES and _extent(measured) < BARE:
        return 0.0
    logit = _CONSTANT + sum(w * x for w, x in zip(_WEIGHTS, features(measured), strict=True))
    return 1 / (1 + math.exp(-logit))


def _extent(measured: Agreement) -> int:
    """Length of the shorter text, in characters or words times two."""
    return measured.shortest * (1 if measured.han else 2)


def features(measured: Agreement) -> tuple[float, ...]:
    """What the decision weighs, in the order of its weights."""
    # A text that is contained as a whole is a copy under any headline, unless it is hardly a text.
    whole = (2 * measured.containment - 1) * min(1.0, _extent(measured) / ENOUGH)
    return (
        measured.containment,
        math.log1p(measured.run),
        max(measured.titles or 0.0, whole),
        float(measured.titles is None),
        measured.conflicting,
        measured.missing,
        measured.figures,
        measured.leads[1],
        measured.leads[0],
        measured.replacements,
        float(measured.renamed),
    )
