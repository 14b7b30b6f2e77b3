"""Is one text a copy of the other? Decided on the folded texts themselves."""

from __future__ import annotations

from kitewire.archive_view import LinkKind
from linking.records import Text, Verdict
from linking.sketch import shingles

BORDER = 0.5


def compare(a: Text, b: Text) -> Verdict | None:
    """How `a` and `b` belong together; None where they do not. `compare(b, a)` is the mirror of it."""
    first, second = set(shingles(a.folded.text)), set(shingles(b.folded.text))
    least = min(len(first), len(second))
    if least == 0:
        return None
    score = len(first & second) / least
    if score < BORDER:
        return None
    return Verdict(LinkKind.REPRINT, score, f"{score:.0%} of the shorter text", _a_is_copy(a, b))


def _a_is_copy(a: Text, b: Text) -> bool:
    if a.published and b.published and a.published != b.published:
        return a.published > b.published
    return (len(a.folded.text), b.folded.text) < (len(b.folded.text), a.folded.text)
