"""Lines that an outlet repeats on its articles: invitations to subscribe, notices of rights, slogans.

Extraction drops what a page shows as furniture. What stands among the paragraphs is told only by the outlet's other
articles: a short line at either end of a text is furniture if several articles hold it that otherwise differ. Such
lines are left out when texts are compared; else an outlet's articles would share them, and its copies lack them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from linking.furniture import is_credit
from linking.hashing import key_of

HEAD, TAIL = 2, 3
"""Lines at the beginning and at the end of a text, credits not counted, that may be furniture."""
SHORTEST, LONGEST = 16, 120
"""Of a folded line; a Han character counts as two for the lower bound. Shorter lines (`Pay March 31`) say the same by
chance and weigh little; the notices of rights in the development data have up to 120."""
HOLDERS = 5
"""Articles of one outlet, no two of them alike, that must hold a line. In the development data (14,278 texts by
outlet) that leaves notices, slogans, and phrases of ceremonies and series."""
ALWAYS = 200
"""A line that so many articles hold is furniture, alike or not: nobody publishes one article so often."""
LOOKED_AT = 40
"""Holders, by address, that are looked at to find `HOLDERS` of them unlike each other."""

_ALIKE = 0.5
_SHINGLE = 6
_READ = 1000
"""Characters of a text that are enough to tell it from another of its outlet."""
_CREDITS = 6


FoldLine = Callable[[str], str]


def line_keys(lines: Sequence[str], fold_line: FoldLine, words_of: FoldLine) -> dict[int, int]:
    """Place → key of each line (as published, none empty) of a text that may be furniture of its outlet.

    `fold_line` folds a line, `words_of` leaves only the words of a folded one.
    """
    keys = {}
    for place in _ends(lines, fold_line):
        if len(lines[place]) <= 2 * LONGEST:
            words = words_of(fold_line(lines[place]))
            if len(words) <= LONGEST and (len(words) >= SHORTEST or _weight(words) >= SHORTEST):
                keys[place] = key_of(words)
    return keys


def without_furniture(lines: Sequence[str], keys: dict[int, int], furniture: frozenset[int]) -> list[str]:
    """`lines` without those (by `line_keys`) that are furniture; as they are where less than half would stay."""
    kept = [line for place, line in enumerate(lines) if keys.get(place) not in furniture]
    return kept if 2 * sum(map(len, kept)) >= sum(map(len, lines)) else list(lines)


def unlike(bodies: Iterable[str], is_line: Callable[[str], bool]) -> bool:
    """Whether `HOLDERS` of `bodies`, all of which hold the line that `is_line` tells, are unlike each other without it.

    Alike are two of which one holds half of the other's shingles, on the texts as published: copies, revisions under
    another address, notices of one template.
    """
    known: list[frozenset[str]] = []
    for body in bodies:
        shingles = _shingles(_without(body, is_line))
        if shingles and all(len(shingles & other) < _ALIKE * min(len(shingles), len(other)) for other in known):
            known.append(shingles)
            if len(known) == HOLDERS:
                return True
    return False


def _without(body: str, is_line: Callable[[str], bool]) -> str:
    """The first `_READ` characters of `body`, line by line, without that line."""
    kept, size = [], 0
    for raw in body.splitlines():
        line = raw.strip()
        if len(line) > 2 * LONGEST or not is_line(line):
            kept.append(line)
            size += len(line)
            if size >= _READ:
                break
    return "".join(kept)[:_READ]


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1))


def _ends(lines: Sequence[str], fold_line: FoldLine) -> list[int]:
    """The places of the first and last lines that are no credits."""

    def says_something(place: int) -> bool:
        return len(lines[place]) > 2 * LONGEST or not is_credit(lines[place], fold_line(lines[place]))

    places = range(len(lines))
    head = [place for place in places[: HEAD + _CREDITS] if says_something(place)][:HEAD]
    tail = [place for place in places[::-1][: TAIL + _CREDITS] if says_something(place)][:TAIL]
    return sorted({*head, *tail})


def _weight(words: str) -> int:
    return sum(2 if "\u3400" <= character <= "\u9fff" else 1 for character in words)
