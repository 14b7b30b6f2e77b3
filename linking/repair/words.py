"""Whole words: how likely a character follows, by every way in which what stands before may be cut into words.

`words.txt` says where its counts come from. Of each way only the word that is begun is kept (a state: its characters
so far), so a step costs what there are ways, three or four.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from linking.repair.likelihood import Likelihood, likelihood

States = list[tuple[str, float]]
"""Beginnings of words, folded, and how likely each is."""

_LEAST_END = 0.3
"""Names end where words of the dictionary do not."""
_HOPELESS = 1e-4


class Words:
    """Probabilities of characters within and between words."""

    def __init__(self, lines: list[str], model: Likelihood) -> None:
        """`lines` of `words.txt`. They are read when a word with their first character is met."""
        self._lines = dict(line.split("\t") for line in lines)
        self._model = model
        self._begun = lru_cache(maxsize=1024)(self._read)

    def states(self, char: str) -> States:
        """Where a text begins with `char`."""
        return [(char, 1.0)]

    def step(self, states: States, before: str, char: str) -> tuple[float, States]:
        """The probability of `char` after `before`, both folded, and the states behind it."""
        ended, following = 0.0, []
        for begun, likely in states:
            masses, counts = self._begun(begun[0])
            mass = masses.get(begun, 0.0)
            ends = self._ends(begun, counts.get(begun, 0.0), mass)
            ended += likely * ends
            further = masses.get(begun + char)
            if further and ends < 1:
                following.append((begun + char, likely * (1 - ends) * further / (mass - counts.get(begun, 0.0))))
        ended *= self._model.begins(before, char)
        whole = ended + sum(likely for _, likely in following)
        following.append((char, ended))
        return whole, [(begun, likely / whole) for begun, likely in following if likely > _HOPELESS * whole]

    def _ends(self, begun: str, count: float, mass: float) -> float:
        if not mass:
            return 1.0
        return self._model.stands_alone(begun) if len(begun) == 1 else max(count / mass, _LEAST_END)

    def _read(self, first: str) -> tuple[dict[str, float], dict[str, float]]:
        """(beginning → count of the words that begin so, word → its count), of all longer words that begin with
        `first`."""
        masses: defaultdict[str, float] = defaultdict(float)
        counts: dict[str, float] = {}
        count = 0.0
        for rest in self._lines.get(first, "").split():
            if rest[0] <= "z":
                count, rest = float(1 << (ord(rest[0]) - ord("a"))), rest[1:]
            counts[first + rest] = count
            for size in range(len(rest) + 1):
                masses[first + rest[:size]] += count
        return dict(masses), counts


@cache
def words() -> Words:
    """The one table of this process, read when a place is mended."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    return Words([line for line in text.splitlines() if not line.startswith("#")], likelihood())
