"""Which articles share keys with one, told by those that hold each key.

In C where that part was built, since most of who holds a key shares no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from linking.native import part_in_c

_native = part_in_c()

Holders = dict[int, str]
"""Key → the articles that hold it, each once: numbers with commas between, as the database writes them out."""


def sharers(keys: Collection[int], holders: Holders) -> tuple[dict[int, int], list[int]]:
    """Of the articles that hold some of `keys`: those that hold several, and how many; and those that hold one."""
    if _native is None:
        return plain_sharers(keys, holders)
    return _native.sharers(keys, holders)  # type: ignore[no-any-return]


def plain_sharers(keys: Collection[int], holders: Holders) -> tuple[dict[int, int], list[int]]:
    """The same in Python."""
    counted = counted_among(keys, holders)
    once = [other for other, many in counted.items() if many == 1]
    return {other: many for other, many in counted.items() if many > 1}, once


def counted_among(keys: Collection[int], holders: Holders) -> Counter[int]:
    """Article → how many of `keys` it holds."""
    return Counter(int(other) for key in keys if key in holders for other in holders[key].split(","))
