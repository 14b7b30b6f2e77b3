"""Where the sentences of a text end, and the clauses of a sentence: Chinese and western signs, no dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""Start and end in characters."""

_CLOSERS = "\"'”’»」』）)\\]】〉》"
# Half-width signs end a sentence before space or East Asian text: 3.5, a.m., example.com and Q?A do not.
_END = re.compile(
    rf"[。！？｡؟।][。！？｡؟।!?…]*[{_CLOSERS}]*"
    rf"|[.!?]+[{_CLOSERS}]*(?=\s|[\u2e80-\ua4cf\uff00-\uffef]|$)"
    r"|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"
)
_CLAUSE_END = re.compile(
    rf"[，；：、—][{_CLOSERS}]*|[,;:][{_CLOSERS}]*(?=\s|[\u2e80-\ua4cf\uff00-\uffef])|\s[–—-]+(?=\s)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“‘«.])"
    r"(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Rep|Gen|Col|Capt|Lt|Sgt|St|Mt|Jr|Sr|Inc|Co|Corp|Ltd|No|vs"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$"
)
_LOOK_BACK = 12
"""Characters: longer than any abbreviation listed, with the sign before it."""


def sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, without the space between them; a line break always ends one.

    All that is not space stands in exactly one of them.
    """
    ends = (found.end() for found in _END.finditer(text) if not _goes_on(text, found))
    return list(_filled(text, 0, len(text), ends))


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of one of its sentences, likewise."""
    start, end = sentence
    return list(_filled(text, start, end, (found.end() for found in _CLAUSE_END.finditer(text, start, end))))


def _goes_on(text: str, found: re.Match[str]) -> bool:
    """Whether a full stop belongs to an abbreviation, or the next word begins small."""
    if found[0][0] != ".":
        return False
    following = text[found.end() : found.end() + 2].lstrip()
    if following and following.islower() and "\n" not in text[found.end() : found.end() + 2]:
        return True
    before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
    return bool(following) and len(found[0]) == 1 and _ABBREVIATION.search(before) is not None


def _filled(text: str, start: int, end: int, ends: Iterator[int]) -> Iterator[Span]:
    for border in (*ends, end):
        part = text[start:border]
        if part.strip():
            begins = start + len(part) - len(part.lstrip())
            yield begins, start + len(part.rstrip())
            start = border
        elif border == end:
            return
