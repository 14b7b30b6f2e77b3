"""Numbers in folded texts, by value: `1.2 mln` is 1200000, `two` is 2, `3万` is 30000."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_SAID = {word: float(value) for value, word in enumerate(_SMALL)}
_SAID |= {word: 10.0 * value for value, word in enumerate(_TENS, 3)}
_SAID |= {word: float(value) for value, word in enumerate("first second third fourth fifth".split(), 1)}
_SCALES = {"mln": 1e6, "million": 1e6, "bln": 1e9, "billion": 1e9, "万": 1e4, "亿": 1e8}
_HAN_NUMERAL = re.compile("[一二三四五六七八九十百千万亿两零〇0-9.]+")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text and its place, in characters (Han) or words."""

    start: int
    end: int
    value: float
    shown: str

    @property
    def tells(self) -> bool:
        """Whether it would hardly stand in another report by chance: exact and large, or a fraction; no year."""
        if not self.value.is_integer():
            return True
        return self.value >= 100 and self.value % 100 != 0 and not 1900 <= self.value <= 2100


def numbers_of_han(text: str) -> Iterator[Number]:
    """The numbers of a text that is compared by characters."""
    for found in _NUMBER.finditer(text):
        scale = _SCALES.get(text[found.end() : found.end() + 1], 1.0)
        yield Number(found.start(), found.end(), round(float(found[0]) * scale, 6), found[0])


def numbers_of_words(words: Sequence[str]) -> Iterator[Number]:
    """The numbers of a text that is compared by words; of `60m` and `3rd` the number counts."""
    for i, word in enumerate(words):
        value = _SAID.get(word)
        if value is None:
            found = _NUMBER.match(word) if word[0].isdigit() else None
            if found is None:
                continue
            value = float(found[0])
        scale = _SCALES.get(words[i + 1], 1.0) if i + 1 < len(words) else 1.0
        yield Number(i, i + 1, round(value * scale, 6), word)


def is_han_numeral(text: str) -> bool:
    """Whether `text` is nothing but a number in Chinese signs: what stands between 第 and 次."""
    return _HAN_NUMERAL.fullmatch(text) is not None
