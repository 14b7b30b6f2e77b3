"""How likely a reading is as Chinese: a small model of characters and their neighbours within words.

`characters.txt` says where its counts come from. A neighbour is either the next character of the same word, or the
first of the next one; what ends and begins words follows from the counts, so no pairs across words need be kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Set
from functools import cache
from pathlib import Path

from linking.script import fold_table

# Shares of all words and signs of running Chinese text, rough: of signs, digits and letters one each.
_SIGNS = {
    "，": 0.06, "。": 0.018, "、": 0.02, "“": 0.008, "”": 0.008, "：": 0.006, "；": 0.003, "？": 0.003, "！": 0.002,
    "（": 0.005, "）": 0.005, "《": 0.004, "》": 0.004, "·": 0.001, "—": 0.002, "…": 0.001, "【": 0.001, "】": 0.001,
    "‘": 0.0005, "’": 0.0005, "〈": 0.0002, "〉": 0.0002, "「": 0.0005, "」": 0.0005, "『": 0.0001, "』": 0.0001,
    "％": 0.002, "－": 0.001, "～": 0.0003, "／": 0.0005, "＋": 0.0002, "．": 0.002, "\n": 0.01, " ": 0.005,
}  # fmt: skip
_DIGIT, _LETTER, _OTHER = 0.01, 0.001, 2e-7
_SIGN_SHARE = 0.25
"""Of all words and signs of running text, those that are no words."""
_STOPS = frozenset("，。、；：？！－～／＋．·％")
_STOPS_AND_LINES = _STOPS | {"\n"}
_OPENING, _CLOSING = frozenset("“‘（《〈「『【"), frozenset("”’）》〉」』】")
_SENTENCE_STOPS = frozenset("。！？；!?;")
_SENTENCE_ENDS = frozenset("。！？”）…")
_LEAST_END_FIRST, _LEAST_END_LATER = 0.015, 0.3
"""Words that no dictionary holds (names) end and begin where those of the dictionary do not."""
_COMMON = 5e-5
_UNKNOWN = 0.3
"""The count of a character that no word of the dictionaries holds."""


class Likelihood:
    """Probabilities of neighbours, and the readings of characters. Characters are folded before they are looked up."""

    def __init__(self, lines: list[str]) -> None:
        """`lines` of `characters.txt`. Takes some 50 ms."""
        self._fold = fold_table()
        self._after: dict[str, dict[str, float]] = {}
        self._ends: dict[str, tuple[float, float]] = {}
        self._stops: dict[str, float] = {}
        """How readily a sentence ends after a character; and begins with one."""
        self._opens: dict[str, float] = {}
        self.readings: dict[str, tuple[str, ...]] = {}
        starts: dict[str, float] = {}
        for line in lines:
            one, level, ends, readings, groups = (line + "\t" * 4).split("\t")[:5]
            self.readings[one] = tuple(readings.split(",")) if readings else ()
            if not level:
                continue
            starts[one] = _count(level)
            first, later, self._stops[one], self._opens[one] = (int(ends[n : n + 2]) / 100 for n in (0, 2, 4, 6))
            self._ends[one] = max(first, _LEAST_END_FIRST), max(later, _LEAST_END_LATER)
            following = _followers(groups)
            all_of_them = sum(following.values())
            self._after[one] = {other: count / all_of_them for other, count in following.items()}
        words = _words_of(starts)
        self._starts = {one: count / words for one, count in starts.items()}
        self._floor = _UNKNOWN / words

    def folded(self, char: str) -> str:
        """The simplified character that the model knows `char` by."""
        return self._fold[ord(char)] if char >= "\u3400" else char

    def known_as(self, char: str) -> str:
        """`folded`, and signs as full-width ones."""
        return self.folded(char) if char >= "\u3400" else _WIDE.get(char, char)

    def step(self, before: str, inner: float, char: str) -> tuple[float, float]:
        """How likely it is that `char` follows `before`, one character each, as published.

        `inner` is the probability that `before` is not the first character of its word. Gives the natural logarithm
        of the probability, and the same of `char` as `inner` is of `before`.
        """
        one, other = self.folded(before), self.folded(char)
        first, later = self._ends.get(one, (1.0, 1.0))
        ends = first + (later - first) * inner
        begun = ends * self.begins(one, other)
        following = self._after.get(one)
        went_on = (1 - ends) * following.get(other, 0.0) if following else 0.0
        return math.log(begun + went_on), went_on / (begun + went_on)

    def is_common(self, char: str) -> bool:
        """Whether readers know the character: it begins a word in so many thousand."""
        return _common()[char]

    def partners(self, char: str) -> Set[str]:
        """The folded characters that follow `char` within words."""
        return self._after.get(self.folded(char), {}).keys()

    def of(self, text: str, known: int = 1) -> float:
        """The logarithm of the probability of `text`, given its first `known` characters."""
        total, inner = 0.0, 0.0
        for at in range(1, len(text)):
            gain, inner = self.step(text[at - 1], inner, text[at])
            if at >= known:
                total += gain
        return total

    def stands_alone(self, char: str) -> float:
        """In how many of the words that begin with the folded `char` nothing follows."""
        return self._ends.get(char, (1.0, 1.0))[0]

    def begins(self, before: str, char: str) -> float:
        """How likely a word or sign begins with `char` where one ends with `before`; both folded."""
        known = self._starts.get(char)
        if known is not None:
            return known * max(self._opens[char], 0.01) if before in _SENTENCE_STOPS else known
        if "\u3400" <= char <= "\u9fff":
            return self._floor
        sign = _WIDE.get(char, char)
        if sign in _SIGNS:
            readily = self._stops.get(before, 1.0) if sign in _SENTENCE_STOPS else 1.0
            return _SIGNS[sign] * max(readily, 0.005) * _fitness(_WIDE.get(before, before), sign)
        if char.isascii() and char.isalnum():
            return _DIGIT if char.isdigit() else _LETTER
        return _OTHER


_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code + 0xFEE0) in _SIGNS}


class _Common(dict[str, bool]):
    """Character → whether readers know it; filled as characters are met."""

    def __init__(self, known: Set[str]) -> None:
        """`known`: the folded ones."""
        super().__init__()
        self._known = known
        self._fold = fold_table()

    def __missing__(self, char: str) -> bool:
        folded = self._fold[ord(char)] if char >= "\u3400" else char
        known = self[char] = folded in self._known
        return known


@cache
def _common() -> _Common:
    """Read without the rest of the model, which takes ten times as long: who saves asks for nothing else."""
    counts = {one: _count(level) for one, level in (line.split("\t", 2)[:2] for line in _lines()) if level}
    words = _words_of(counts)
    return _Common({one for one, count in counts.items() if count / words > _COMMON})


def common_among(chars: Iterable[str]) -> int:
    """How many of `chars` readers know."""
    return sum(map(_common().__getitem__, chars))


def _words_of(starts: Mapping[str, float]) -> float:
    """How many words and signs a text has in which words begin as often as `starts` tells."""
    return sum(starts.values()) / (1 - _SIGN_SHARE)


def _fitness(before: str, sign: str) -> float:
    """How much likelier a sign is after the character `before` than anywhere."""
    if before in _OPENING:
        return 0.001 if sign in _STOPS or sign in _CLOSING or sign == "\n" else 1.0
    if sign == "\n":
        return 10.0 if before in _SENTENCE_ENDS else 1.0
    if sign in "”」" or sign == "“":
        return 12.0 if before in ("：，" if sign == "“" else "。！？") else 1.0
    return 0.01 if sign in _STOPS and before in _STOPS_AND_LINES else 1.0


def _count(level: str) -> float:
    return float(1 << (ord(level) - ord("a")))


def _followers(groups: str) -> dict[str, float]:
    found: dict[str, float] = {}
    count = 0.0
    for char in groups:
        if char <= "z":
            count = _count(char)
        else:
            found[char] = count
    return found


@cache
def likelihood() -> Likelihood:
    """The one model of this process, read when it is first needed."""
    return Likelihood(_lines())


def _lines() -> list[str]:
    text = Path(__file__).with_name("characters.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
