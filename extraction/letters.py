"""First looks at a text's letters: cheap tests before dear patterns; in C where that was built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from extraction.native import part_in_c

_texts = part_in_c("_texts")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


class PlainWords:
    """`Words` in Python."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)

    def stand_in(self, text: str) -> bool:
        """Whether one of the words stands in a text, with no other letter beside it."""
        return not self._words.isdisjoint(_LETTERS.findall(text))


has_digit: Callable[[str], bool] = _has_digit if _texts is None else _texts.has_digit
"""Whether a text holds a decimal digit, of any script."""
words_of: Callable[[str], list[str]] = _WORD.findall if _texts is None else _texts.words_of
"""The runs of letters and digits in a text."""
Words: Any = PlainWords if _texts is None else _texts.Words
"""Words that are looked for in texts, as they are written: runs of letters without digits."""
