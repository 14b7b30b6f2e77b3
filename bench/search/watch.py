"""What searches are timed, and how."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.search.world import SEED, languages

BANDS = {"frequent": (0, 200), "middle": (500, 3000), "rare": (10_000, 20_000)}
"""Ranks in the vocabulary."""
EACH = 20


def searches() -> Iterator[tuple[str, str, list[str]]]:
    """(class, frequency, words)."""
    chance = random.Random(SEED)
    zh, en = languages(chance)
    for name, words in (
        ("2 characters", [(rank, word) for rank, word in enumerate(zh.words) if len(word) == 2]),
        ("4 characters", [(rank, word) for rank, word in enumerate(zh.words) if len(word) == 4]),
        ("English", list(enumerate(en.words))),
    ):
        for band, (first, last) in BANDS.items():
            among = [word for rank, word in words if first <= rank < last]
            yield name, band, chance.sample(among, min(EACH, len(among)))


@dataclass(frozen=True)
class Watch:
    """What is measured: time that passes, or on a busy machine the time of this process, which is all of SQLite's."""

    clock: Callable[[], float]
    each: int
    """Words of each class and frequency."""

    def times(self, ask: Callable[[str], object], words: list[str]) -> list[float]:
        """Milliseconds for each word, ascending."""
        return sorted(self._time(ask, word) for word in words[: self.each])

    def _time(self, ask: Callable[[str], object], word: str) -> float:
        ask(word)
        took = []
        for _ in range(3):
            start = self.clock()
            ask(word)
            took.append((self.clock() - start) * 1000)
        return statistics.median(took)


def told(times: list[float]) -> str:
    return f"{statistics.median(times):8.1f} {times[int(len(times) * 0.95)] if len(times) > 1 else times[0]:8.1f}"
