"""Profiles as they are stored, many at once: which share most terms, and how likely they tell of one event.

What is decided is `linking.events.decision`'s; here it is made without unpacking what is compared, in C where that
part was built: a new article is compared with two dozen others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from linking.events.decision import SETTINGS, EventText, event_likeness
from linking.events.packing import day_in, unpack
from linking.native import part_in_c
from linking.sharing import Holders, counted_among

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


Asked = tuple[Collection[int], Holders]
"""Keys of an article's terms, and who holds such keys in some days."""


def nearest(
    one: int, asked: Sequence[Asked], heavy: Collection[int], least: int, least_heavy: int, best: int
) -> tuple[list[int], list[int]]:
    """The articles that share `least` or more of the keys with `one`, and those that share `least_heavy` of its heavy
    ones; of each those that share most, `best` at most.

    `heavy`: some of the keys.
    """
    if _native is None:
        return plain_nearest(one, asked, heavy, least, least_heavy, best)
    return _native.nearest(one, asked, heavy, least, least_heavy, best)  # type: ignore[no-any-return]


def plain_nearest(
    one: int, asked: Sequence[Asked], heavy: Collection[int], least: int, least_heavy: int, best: int
) -> tuple[list[int], list[int]]:
    """The same in Python."""
    all_keys = [counted_among(keys, holders) for keys, holders in asked]
    heavy_keys = [counted_among(heavy, holders) for _, holders in asked]
    return _most(one, all_keys, least, best), _most(one, heavy_keys, least_heavy, best)


def _most(one: int, counted: Iterable[Counter[int]], least: int, best: int) -> list[int]:
    every: Counter[int] = sum(counted, Counter())
    ranked = sorted((-terms, other) for other, terms in every.items() if terms >= least and other != one)
    return [other for _, other in ranked[:best]]
