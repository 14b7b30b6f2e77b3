"""Profiles as they are stored, many at once: which share most terms, and how likely they tell of one event.

What is decided is `linking.events.decision`'s; here it is made without unpacking what is compared, in C where that
part was built: a new article is compared with two dozen others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from linking.events.decision import SETTINGS, EventText, event_likeness
from linking.events.packing import unpack
from linking.native import part_in_c

_native = part_in_c()


@dataclass(frozen=True, slots=True)
class PackedText:
    """One article and its day."""

    packed: bytes
    """Its profile (`linking.events.packing`)."""
    day: int | None
    """As in `EventText`."""

    def unpacked(self) -> EventText:
        """The same, ready to be looked into."""
        return EventText(unpack(self.packed), self.day)


def likenesses(one: PackedText, others: Iterable[PackedText]) -> list[float]:
    """`event_likeness` of `one` and each of the others."""
    if _native is None:
        return plain_likenesses(one, others)
    subject = _native.Subject(one.packed, one.day, *SETTINGS)
    return [subject.likeness(other.packed, other.day) for other in others]


def plain_likenesses(one: PackedText, others: Iterable[PackedText]) -> list[float]:
    """The same in Python."""
    text = one.unpacked()
    return [event_likeness(text, other.unpacked()) for other in others]


Held = tuple[int, str | None]
"""An article, and those that hold one of its terms: numbers with commas between."""


def most_shared(rows: Iterable[Held], least: int, best: int) -> dict[int, list[int]]:
    """Article → the others that share `least` of its terms or more: those that share most, `best` at most.

    `rows`: one for each term of an article.
    """
    if _native is None:
        return plain_most_shared(rows, least, best)
    return _native.most_shared(list(rows), least, best)  # type: ignore[no-any-return]


def plain_most_shared(rows: Iterable[Held], least: int, best: int) -> dict[int, list[int]]:
    """The same in Python."""
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for one, held in rows:
        if held:
            shared[one].update(map(int, held.split(",")))
    found = {}
    for one, counted in shared.items():
        ranked = sorted((-terms, other) for other, terms in counted.items() if terms >= least and other != one)
        found[one] = [other for _, other in ranked[:best]]
    return found
