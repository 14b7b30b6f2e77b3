"""How a text itself goes on elsewhere: names and words that lost a byte at one place often stand whole at another.

A cache model (Kuhn and De Mori, IEEE PAMI 12:6, 1990) of one to three characters of context. What is not told there is
left to whole words (`words.py`), with the weights of Pitman–Yor smoothing (Teh, ACL 2006).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from linking.repair.likelihood import Likelihood
from linking.repair.words import words

MOST_CHARACTERS = 20_000
"""Of a text that are read: 80,000 n-grams, some 10 MB for as long as the text is repaired."""
_DISCOUNT = 0.9
_TRUST = (172.0, 8.6, 46.0)
"""Occurrences that what was known before counts for, by the length of the context. Chosen, with the discount, for the
likelihood of 645 lost places among their candidates."""


class OwnWords:
    """The n-grams of one text, without those that hold a lost byte."""

    def __init__(self, text: str, lost: str, model: Likelihood) -> None:
        self._model = model
        self.followers: defaultdict[str, set[str]] = defaultdict(set)
        """Folded character → those that follow it."""
        self._counts: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        folded = "".join(map(model.known_as, text[:MOST_CHARACTERS]))
        for size in (2, 3, 4):
            grams = Counter(folded[at : at + size] for at in range(len(folded) - size + 1))
            for gram, count in grams.items():
                if not any(sign in gram for sign in lost):
                    self._counts[gram] = count
                    self._totals[gram[:-1]] += count
                    self._kinds[gram[:-1]] += 1
                    if size == 2:
                        self.followers[gram[0]].add(gram[1])

    def of(self, text: str, known: int) -> float:
        """The logarithm of the probability of `text`, given its first `known` characters (at least one)."""
        folded = "".join(map(self._model.known_as, text))
        total, states = 0.0, words().states(folded[0])
        for at in range(1, len(folded)):
            likely, states = words().step(states, folded[at - 1], folded[at])
            if at >= known:
                total += math.log(self._with_own(likely, folded[max(0, at - 3) : at], folded[at]))
        return total

    def _with_own(self, likely: float, before: str, char: str) -> float:
        for size, trust in enumerate(_TRUST[: len(before)], 1):
            context = before[-size:]
            total = self._totals.get(context, 0)
            if not total:
                break
            count = self._counts.get(context + char, 0)
            left = trust + _DISCOUNT * self._kinds[context]
            likely = (count - min(count, _DISCOUNT) + left * likely) / (total + trust)
        return likely
