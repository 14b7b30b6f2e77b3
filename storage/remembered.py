"""What was made of something, remembered within the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Remembered(Generic[Made]):
    """The last so many, by what they were made of. As `functools.lru_cache`, but others may put in what they have."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()

    def get(self, key: Hashable) -> Made | None:
        """What was made of `key`; None where that is not remembered."""
        found = self._kept.get(key)
        if found is not None:
            with suppress(KeyError):  # forgotten by another thread meanwhile
                self._kept.move_to_end(key)
        return found

    def keep(self, key: Hashable, made: Made) -> None:
        """Remember it, and forget what was asked for longest ago."""
        self._kept[key] = made
        if len(self._kept) > self._most:
            with suppress(KeyError):
                self._kept.popitem(last=False)
