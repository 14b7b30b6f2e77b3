"""Why two articles are held to tell of one event, in words."""

from __future__ import annotations

from linking.events.nearest import PackedText
from linking.events.packing import is_han, telling_of

_MOST = 5


def evidence(a: PackedText, b: PackedText) -> str:
    """What both tell of, and how far apart; the same for both orders."""
    one, other = ({term: place for place, term in enumerate(telling_of(text.packed))} for text in (a, b))
    shared = sorted(one.keys() & other.keys(), key=lambda term: (max(one[term], other[term]), term))
    if is_han(a.packed):
        shared = _words(shared)
    said = [f"both tell of {', '.join(shared[:_MOST])}"] if shared else ["told in like words"]
    one_day, other_day = a.known_day, b.known_day
    if one_day is not None and other_day is not None:
        days = abs(one_day - other_day)
        said.append("same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart")
    return "; ".join(said)


def _words(pairs: list[str]) -> list[str]:
    """Pairs of characters, those that overlap put together: 汶川, 川县 → 汶川县."""
    words: list[str] = []
    for pair in pairs:
        for number, word in enumerate(words):
            if word.endswith(pair[0]) or word.startswith(pair[-1]):
                words[number] = word + pair[1:] if word.endswith(pair[0]) else pair[:-1] + word
                break
        else:
            words.append(pair)
    return words
