"""Folding: makes texts equal that readers hold to be the same. What is stored stays as published."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from linking.damage import without_pinyin
from linking.furniture import without_credits
from linking.hashing import key_of
from linking.outlet_lines import line_keys, without_furniture
from linking.repair import repair
from linking.script import fold_table

# Each pattern begins with the sign that it takes out and looks back afterwards: the search then leaps from one such
# sign to the next (a third of the time).
_GROUPED = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_NO_SIGN = r"[\W_](?:(?<!\.)|(?<!\d\.)|(?!\d))"
_NO_WORD = re.compile(rf"{_NO_SIGN}(?:{_NO_SIGN})*")
"""All but words, and points within numbers."""
_HAN = r"[\u2e80-\u9fff\U00020000-\U0003ffff]"
_SPACE_AT_HAN = re.compile(rf" (?:(?<={_HAN} )|(?={_HAN}))")
MOST_MARKS = 30
"""Combining marks of one letter; no writing has more (Stream-Safe Text Format, Unicode Standard Annex #15)."""
_MARKS = re.compile(rf"[^\w\s\x00-\u02ff]{{{MOST_MARKS + 1},}}")
"""Combining marks are neither letters nor digits; other signs may stand among them."""
_APOSTROPHE = re.compile(r"['’ʼ´`](?<=[a-z].)(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A title and a text as they are compared: words and numbers only, one space between words, none beside Han."""

    title: str
    text: str
    lines: tuple[int, ...] = field(default=(), compare=False)
    """Keys of the lines at its ends that may be furniture of its outlet (`linking.outlet_lines`)."""
    furniture: tuple[int, ...] = field(default=(), compare=False)
    """Those of them that were taken for it."""


def fold_query(text: str) -> str:
    """`text` as search compares it: simplified script, normal width, lower case, nothing invisible.

    One character stays one character, but for compatibility signs (㎏, ﬁ, …) and invisible ones.
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", with_short_runs(text))
    return text.translate(fold_table())


def with_short_runs(text: str) -> str:
    """`text` without marks that follow `MOST_MARKS` others: marks are put in order by insertion, which costs the square
    of their number."""
    return _MARKS.sub(_short_run, text)


def _short_run(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def fold_title(title: str) -> str:
    """`title` with nothing left but its words and numbers."""
    return fold_repaired(repair(title).text)


def fold_repaired(text: str) -> str:
    """`text`, which is repaired already, with nothing left but its words and numbers."""
    return _words(_line(text))


def fold(title: str, body: str, furniture: frozenset[int] = frozenset()) -> Folded:
    """Title and body (paragraphs separated by newlines) as they are compared.

    `furniture`: keys of lines that the outlet repeats; they are left out.
    """
    return _folded(fold_title(title), body, furniture, cache(_line))


def fold_with_opening(
    title: str, body: str, opening: int, furniture: frozenset[int] = frozenset()
) -> tuple[Folded, Folded]:
    """`fold`, and `fold_opening` of the first `opening` characters of the body: what both look at is folded once."""
    headline, fold_line = fold_title(title), cache(_line)
    whole = _folded(headline, body, furniture, fold_line)
    if len(body) <= opening and not whole.furniture:
        return whole, Folded(headline, whole.text)
    return whole, Folded(headline, _text(_lines(body[:opening]), headline, fold_line))


def _folded(headline: str, body: str, furniture: frozenset[int], fold_line: Callable[[str], str]) -> Folded:
    lines = _lines(body)
    keys = line_keys(lines, fold_line, _words)
    told = without_furniture(lines, keys, furniture) if furniture else lines
    held = set(keys.values())
    return Folded(headline, _text(told, headline, fold_line), tuple(sorted(held)), tuple(sorted(held & furniture)))


def fold_opening(title: str, opening: str) -> Folded:
    """`fold` without the keys of lines: for a text, or its beginning, that is compared and not kept."""
    headline = fold_title(title)
    return Folded(headline, _text(_lines(opening), headline, _line))


def _lines(body: str) -> list[str]:
    return [line for raw in repair(body).text.splitlines() if (line := raw.strip())]


def _text(lines: list[str], headline: str, fold_line: Callable[[str], str]) -> str:
    longest = 2 * len(headline) + 20

    def is_title(line: str) -> bool:
        return len(line) <= longest and _words(line) == headline

    return _words(" ".join(without_credits(lines, fold_line, is_title)))


def line_key(line: str) -> int:
    """The key of a line as `Folded.lines` holds it."""
    return key_of(fold_repaired(line))


def _line(text: str) -> str:
    return without_pinyin(fold_query(text))


def _words(folded: str) -> str:
    words = _NO_WORD.sub(" ", _APOSTROPHE.sub("", _GROUPED.sub("", folded)))
    return _SPACE_AT_HAN.sub("", words).strip()
