"""Changes to a text in several passes, told at the end by their places in the text as published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linking.repair.records import Damage, Mend, Repaired


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one pass: `text[start:end]` becomes `after`."""

    start: int
    end: int
    after: str
    kind: Damage


class Passes:
    """A text that is changed pass by pass."""

    def __init__(self, published: str) -> None:
        self.text = published
        self._published = published
        self._origins: list[tuple[int, int]] | None = None
        """For each character of `text` the part of the published text that it stands for; None: it is unchanged."""
        self._kinds: dict[tuple[int, int], Damage] = {}

    def apply(self, edits: Iterable[Edit]) -> bool:
        """Make the changes of one pass, which come by place and do not overlap; gives whether there were any."""
        changes = list(edits)
        if not changes:
            return False
        origins = self._origins or [(i, i + 1) for i in range(len(self._published))]
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        at = 0
        for edit in changes:
            pieces += [self.text[at : edit.start], edit.after]
            places += origins[at : edit.start]
            span = (origins[edit.start][0], origins[edit.end - 1][1])
            self._kinds[span] = edit.kind
            places += [span] * len(edit.after)
            at = edit.end
        pieces.append(self.text[at:])
        places += origins[at:]
        self.text, self._origins = "".join(pieces), places
        return True

    def result(self) -> Repaired:
        """The text as it is now, with every place that differs. Changes inside or next to a later one are one with it
        only where they overlap."""
        if self._origins is None:
            return Repaired(self._published)
        spans = _merged(self._kinds)
        texts: dict[tuple[int, int], list[str]] = {span: [] for span in spans}
        holder = _holders(spans)
        for char, place in zip(self.text, self._origins, strict=True):
            span = holder.get(place[0])
            if span is not None and place[1] <= span[1]:
                texts[span].append(char)
        mends = tuple(
            Mend(span[0], self._published[slice(*span)], "".join(texts[span]), kind) for span, kind in spans.items()
        )
        return Repaired(self.text, mends)


def _merged(kinds: dict[tuple[int, int], Damage]) -> dict[tuple[int, int], Damage]:
    """The spans by place, those that overlap as one, of the kind of the widest."""
    merged: list[tuple[int, int, Damage]] = []
    for (start, end), kind in sorted(kinds.items(), key=lambda item: (item[0][0], -item[0][1])):
        if merged and start < merged[-1][1]:
            before = merged.pop()
            merged.append((before[0], max(end, before[1]), before[2]))
        else:
            merged.append((start, end, kind))
    return {(start, end): kind for start, end, kind in merged}


def _holders(spans: dict[tuple[int, int], Damage]) -> dict[int, tuple[int, int]]:
    return {place: span for span in spans for place in range(*span)}
