"""Folding: makes texts equal that readers hold to be the same. What is stored stays as published."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from linking.damage import without_pinyin
from linking.furniture import without_credits
from linking.repair import repair
from linking.script import fold_table

_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NO_WORD = re.compile(r"(?:(?<!\d)\.|\.(?!\d)|[^\w.]|_)+")
_SPACE_AT_HAN = re.compile(r"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff]) | (?=[\u2e80-\u9fff\U00020000-\U0003ffff])")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’ʼ´`](?=[a-z])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A title and a text as they are compared: words and numbers only, one space between words, none beside Han."""

    title: str
    text: str


def fold_query(text: str) -> str:
    """`text` as search compares it: simplified script, normal width, lower case, nothing invisible.

    One character stays one character, but for compatibility signs (㎏, ﬁ, …) and invisible ones.
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(fold_table())


def fold_title(title: str) -> str:
    """`title` with nothing left but its words and numbers."""
    return fold_repaired(repair(title).text)


def fold_repaired(text: str) -> str:
    """`text`, which is repaired already, with nothing left but its words and numbers."""
    return _words(_line(text))


def fold(title: str, body: str) -> Folded:
    """Title and body (paragraphs separated by newlines) as they are compared."""
    headline = fold_title(title)
    longest = 2 * len(headline) + 20

    def is_title(line: str) -> bool:
        return len(line) <= longest and _words(line) == headline

    lines = [line for raw in repair(body).text.splitlines() if (line := raw.strip())]
    return Folded(headline, _words(" ".join(without_credits(lines, _line, is_title))))


def _line(text: str) -> str:
    return without_pinyin(fold_query(text))


def _words(folded: str) -> str:
    words = _NO_WORD.sub(" ", _APOSTROPHE.sub("", _GROUPED.sub("", folded)))
    return _SPACE_AT_HAN.sub("", words).strip()
