"""Why two texts are held to be one, in plain words."""

from __future__ import annotations

from kitewire.archive_view import Clue
from linking.agreement import Agreement
from linking.direction import clue
from linking.folding import fold_title
from linking.records import Text

_SHOWN = 4
"""Numbers that are named; of more only how many."""


def evidence(measured: Agreement, copy: Text, original: Text, copy_is_shorter: bool) -> str:
    """How much the copy took, the longest run, the numbers that differ, and who named whom; parts divided by `; `."""
    shares = measured.containment, measured.reverse
    taken, kept = shares if copy_is_shorter else shares[::-1]
    unit = "characters" if measured.han else "words"
    if copy.folded.text == original.folded.text:
        parts = [f"the same text, {measured.longest} {unit}"]
    else:
        parts = [
            f"{_percent(taken)} of the copy stands in the original, {_percent(kept)} of the original in the copy",
            f"longest shared run {measured.longest} {unit}",
        ]
    if conflicts := [pair if copy_is_shorter else pair[::-1] for pair in measured.conflicts]:
        shown = ", ".join(f"{said} for {instead}" for said, instead in conflicts[:_SHOWN])
        more = f" and {len(conflicts) - _SHOWN} more" if len(conflicts) > _SHOWN else ""
        parts.append(f"numbers differ: {shown}{more}")
    if clue(copy, original) is Clue.ORIGIN:
        parts.append(f"the copy names {copy.origin} as its source")
    elif copy.origin and original.origin and fold_title(copy.origin) == fold_title(original.origin):
        parts.append(f"both name {original.origin} as their source")
    return "; ".join(parts)


def _percent(share: float) -> str:
    """A whole percent; never 100 % for a part."""
    return f"{min(round(100 * share), 99) if share < 1 else 100} %"
