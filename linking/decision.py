"""Is one text a copy of the other, and which? Decided on the two texts alone.

Rarities counted over the archive would help a little (docs/linking.md), but then a link would depend on what else
is stored, and on the order in which it came.
"""

from __future__ import annotations

import math

from kitewire.archive_view import LinkKind
from linking.agreement import Agreement, agreement
from linking.direction import a_is_copy
from linking.records import Text, Verdict

BORDER = 0.5
"""Texts whose score reaches it are linked."""
SHORT = 12
"""With fewer different shingles a text is linked only to one that says the same under the same title."""

# Logistic regression over the pairs of the development half with containment >= 0.3, Chinese and English in one,
# rounded; `bench/linking/fit.py` repeats it and prints the cross-validated figures.
_WEIGHTS = (4.1, 1.7, -3.8, -3.3, -5.1, 6.9)
_CONSTANT = -14.0


def likeness(a: Text, b: Text) -> float:
    """0 to 1: how sure it is that one text is a copy of the other. The same for both orders."""
    measured = agreement(a.folded, b.folded)
    return 0.0 if measured is None else _score(measured, a, b)


def compare(a: Text, b: Text) -> Verdict | None:
    """How `a` and `b` belong together; None where they do not. `compare(b, a)` is the mirror of it."""
    measured = agreement(a.folded, b.folded)
    if measured is None or (score := _score(measured, a, b)) < BORDER:
        return None
    return Verdict(LinkKind.REPRINT, round(score, 4), _evidence(measured), a_is_copy(a, b))


def _score(measured: Agreement, a: Text, b: Text) -> float:
    if measured.shortest < SHORT:
        same = a.folded.title == b.folded.title != "" and a.folded.text == b.folded.text
        return 1.0 if same else 0.0
    logit = _CONSTANT + sum(w * x for w, x in zip(_WEIGHTS, features(measured), strict=True))
    return 1 / (1 + math.exp(-logit))


def features(measured: Agreement) -> tuple[float, ...]:
    """What the decision weighs, in the order of its weights."""
    return (
        measured.containment,
        math.log1p(measured.run),
        measured.numbers_missing,
        measured.numbers_replaced,
        measured.numbers_replaced_in_longer,
        # A text that is contained as a whole is a copy under any headline.
        max(measured.titles, 2 * measured.containment - 1),
    )


def _evidence(measured: Agreement) -> str:
    parts = [f"{measured.containment:.0%} of the shorter text in the longer, {measured.reverse:.0%} the other way"]
    if measured.numbers_missing:
        parts.append("some numbers differ")
    return "; ".join(parts)
