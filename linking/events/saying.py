"""Why two articles are held to tell of one event, in words."""

from __future__ import annotations

from linking.events.decision import EventText, days_between

_MOST = 5


def evidence(a: EventText, b: EventText) -> str:
    """What both tell of, and how far apart; the same for both orders."""
    one, other = ({term: place for place, term in enumerate(text.profile.telling)} for text in (a, b))
    shared = sorted(one.keys() & other.keys(), key=lambda term: (max(one[term], other[term]), term))
    if a.profile.han:
        shared = _words(shared)
    said = [f"both tell of {', '.join(shared[:_MOST])}"] if shared else ["told in like words"]
    days = days_between(a, b)
    if days is not None:
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
