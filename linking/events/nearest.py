"""Profiles as they are stored, many at once: which share most terms, and how likely they tell of one event.

What is decided is `linking.events.decision`'s; here it is made without unpacking what is compared, in C where that
part was built: a new article is compared with two dozen others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from linking.events.decision import SETTINGS, EventText, event_likeness
from linking.events.packing import day_in, unpack
from linking.native import part_in_c

_native = part_in_c()


@dataclass(frozen=True, slots=True)
class PackedText:
    """One article and its day."""

    packed: bytes
    """Its profile (`linking.events.packing`)."""
    day: int | None
    """As in `EventText`."""

    @property
    def known_day(self) -> int | None:
        """The day, or where it is not known the one that the text names."""
        return day_in(self.packed) if self.day is None else self.day

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


Asked = tuple[int, Iterable[int], int, int]
"""Article, keys of its terms, first and last day."""
Askers = dict[int, list[int]]
"""Key → the articles that ask for it."""


def askers_of(asked: Iterable[Asked]) -> dict[tuple[int, int], Askers]:
    """By first and last day."""
    if _native is None:
        return plain_askers_of(asked)
    return _native.askers_of(asked)  # type: ignore[no-any-return]


def plain_askers_of(asked: Iterable[Asked]) -> dict[tuple[int, int], Askers]:
    """The same in Python."""
    spans: dict[tuple[int, int], Askers] = {}
    for one, keys, first, last in asked:
        askers = spans.setdefault((first, last), {})
        for key in keys:
            askers.setdefault(key, []).append(one)
    return spans


Held = tuple[int, str | None]
"""An article, or a key, and the articles that hold this one of its terms: numbers with commas between."""


def told(rows: Iterable[Held], askers: Askers, most: int) -> tuple[list[Held], list[int]]:
    """For each article that asks, what it is told; and the keys that more than `most` hold, of which nothing is told.

    `rows`: of keys.
    """
    if _native is None:
        return plain_told(rows, askers, most)
    return _native.told(rows, askers, most)  # type: ignore[no-any-return]


def plain_told(rows: Iterable[Held], askers: Askers, most: int) -> tuple[list[Held], list[int]]:
    """The same in Python."""
    found: list[Held] = []
    common: list[int] = []
    for key, held in rows:
        if held and held.count(",") >= most:
            common.append(key)
        else:
            found += [(one, held) for one in askers[key]]
    return found, common


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
