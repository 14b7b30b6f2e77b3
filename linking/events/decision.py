"""Do two articles tell of the same event in other words? Decided on their profiles and days alone."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from datetime import date

from linking.events.days import NEAR_CLOCKS
from linking.events.profile import Profile, Weights

BORDER = 0.5
"""From here on two articles are linked, and the mean from which groups of articles are one story."""
LEAST = 0.1
"""Scores below it are not kept: they say nothing, not even within a story."""
WINDOW = 60
"""Days between two articles on one event, mostly; of pairs of one event in the development data 9 in 10 are nearer."""
LATE_WINDOW = 400
"""Days between them at most, in words: trials, inquiries and anniversaries come late. In Chinese `WINDOW` is the most:
the development data holds no late pairs of it on one event, but hundreds of notices that return each year."""

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class EventText:
    """One article and its day."""

    profile: Profile
    day: int | None
    """Of publication, days since 1970 in UTC; None: not known, then the day that the text names counts."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """What each measure is worth, one setting a script, and one for pairs in words of which either has no title.

    Those of words were searched on the development data (`bench/linking/fit_events.py --search`). Those of Han were
    set by hand within what it allows: it holds few Chinese pairs on one event, most of them on one earthquake. Without
    a title the texts alone have to tell, and phrases and numbers say more: `bench/linking/fit_untitled.py` fits those.
    """

    constant: float
    body: float
    opening: float
    title: float
    numbers: float
    phrases: float
    shorter: float
    """By the logarithm of the terms of the article with fewer: long texts share less of what they say."""
    longer: float
    same_days: float
    """Published within two days."""
    per_day: float
    """Off for the logarithm of the days between them, 30 at most."""
    template: float
    """Off for the same phrases around other numbers: weather, markets and notices of other days."""
    series: float
    """Off for the same headline over other numbers on another day."""


_WORDS = _Weights(-4.64, 18.6, 1.9, 0.8, 0.17, 6.2, 0.58, 1.58, 1.39, 0.29, 321.0, 46.0)
_UNTITLED = _Weights(-6.03, 9.55, 4.78, 0.0, 3.43, 12.63, 0.24, -1.8, 1.39, 0.29, 321.0, 46.0)
_HAN = _Weights(-6.5, 15.0, 2.0, 1.0, 1.0, 2.0, 1.2, 0.0, 1.3, 0.9, 900.0, 60.0)
_PER_YEAR = 0.74
"""Off for the years between the latest years that they name, two at most."""
_LATE, _LATER, _LATE_PHRASES = 2.5, 0.5, 40.0
"""Off where more than `WINDOW` days lie between two: at once, by the logarithm of the days in windows, and by phrases
that both share above `_USUAL_PHRASES`, since what says the same in the same words after months is one of a series.
The last is so large that no more pairs of one template are taken for one event than without late pairs; the others
make little difference on the development data, from half to twice as much."""
_USUAL_PHRASES = 0.18
_CLOCK = 4.5
"""For a time of day that both name, published on one day or the next. Logistic regression over Chinese candidates with
the other weights as they are gives 7.6; less is taken, since nearly all pairs that it learns from are of one quake. Of
pairs that name any on one event 89 % name the same, of others 7 %."""
_CLOCK_BODY = 0.04
"""Cosine of the bodies from which it counts in full: much happens in a day at one minute. Half of all pairs of reports
on accidents have none at all, nine in ten on one earthquake nearly as much or more."""
_MANY_NUMBERS = 3
"""So many numbers in both make their disagreement count in full."""
_SHORTER, _LONGER = {True: 5.0, False: 4.5}, 5.0
"""Usual logarithms of the number of different terms, by script."""

SETTINGS = (
    (*astuple(_HAN), _SHORTER[True]),
    (*astuple(_WORDS), _SHORTER[False]),
    (*astuple(_UNTITLED), _SHORTER[False]),
    (
        _LONGER,
        _PER_YEAR,
        _MANY_NUMBERS,
        WINDOW,
        LATE_WINDOW,
        _LATE,
        _LATER,
        _LATE_PHRASES,
        _CLOCK,
        _CLOCK_BODY,
        NEAR_CLOCKS,
    ),
)
"""For the part in C, which decides as this module does."""


def event_likeness(a: EventText, b: EventText) -> float:
    """0 to 1: how sure it is that both tell of one event. The same for both orders; 0.5 is the border."""
    one, other = a.profile, b.profile
    if one.han != other.han:
        return 0.0
    days = days_between(a, b)
    if days is not None and days > (WINDOW if one.han else LATE_WINDOW):
        return 0.0
    weights = _weights(one, other)
    logit = _said(one, other, weights) - _contradicted(one, other, days, weights) - _PER_YEAR * _years(a, b)
    if days is not None:
        logit += weights.same_days * (days <= 2) - weights.per_day * math.log1p(min(days, 30))
        if days <= 1 and _one_clock(one, other):
            logit += _CLOCK * min(1.0, cosine(one.body, other.body) / _CLOCK_BODY)
        if days > WINDOW:
            logit -= _late(one, other, days)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


def _weights(one: Profile, other: Profile) -> _Weights:
    if one.han:
        return _HAN
    return _WORDS if one.title and other.title else _UNTITLED


def _said(one: Profile, other: Profile, weights: _Weights) -> float:
    fewer, more = sorted((one.count, other.count))
    return (
        weights.constant
        + weights.body * cosine(one.body, other.body)
        + weights.opening * cosine(one.opening, other.opening)
        + weights.title * cosine(one.title, other.title)
        + weights.numbers * _shared(one.numbers, other.numbers)
        + weights.phrases * _shared(one.phrases, other.phrases)
        + weights.shorter * (math.log(fewer + 1) - _SHORTER[one.han])
        + weights.longer * (math.log(more + 1) - _LONGER)
    )


def _contradicted(one: Profile, other: Profile, days: int | None, weights: _Weights) -> float:
    """How much two texts look like two of a series: the same words around other numbers."""
    fewest = min(len(one.numbers), len(other.numbers))
    if not fewest:
        return 0.0
    numbers = _shared(one.numbers, other.numbers)
    template = max(0.0, _shared(one.phrases, other.phrases) - _USUAL_PHRASES) * max(0.0, 0.6 - numbers)
    series = max(0.0, cosine(one.title, other.title) - 0.5) * max(0.0, 0.3 - numbers) * math.log1p(min(days or 0, 7))
    return (weights.template * template + weights.series * series) * min(fewest, _MANY_NUMBERS) / _MANY_NUMBERS


def _one_clock(one: Profile, other: Profile) -> bool:
    return any(abs(a - b) <= NEAR_CLOCKS for a in one.clocks for b in other.clocks)


def _late(one: Profile, other: Profile, days: int) -> float:
    """How much speaks against two articles of which one came long after the other."""
    phrases = max(0.0, _shared(one.phrases, other.phrases) - _USUAL_PHRASES)
    return _LATE + _LATER * math.log(days / WINDOW) + _LATE_PHRASES * phrases


def cosine(a: Weights, b: Weights) -> float:
    """Of two vectors of length 1."""
    if len(b) < len(a):
        a, b = b, a
    return math.fsum(weight * b[key] for key, weight in a.items() if key in b)


def _shared(a: frozenset[int], b: frozenset[int]) -> float:
    """Cosine of two sets (Ochiai 1957)."""
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0


def days_between(a: EventText, b: EventText) -> int | None:
    """Days between the two, by publication or as their texts name them; None where either is not known."""
    one, other = (text.profile.day if text.day is None else text.day for text in (a, b))
    return None if one is None or other is None else abs(one - other)


def _years(a: EventText, b: EventText) -> int:
    """Years between the latest that each names or was published in, two at most; 0 where one names none."""
    one, other = _year(a), _year(b)
    return 0 if one is None or other is None else min(2, abs(one - other))


def _year(text: EventText) -> int | None:
    day = text.profile.day if text.day is None else text.day
    years = [text.profile.year] if text.profile.year else []
    if day is not None:
        years.append(date.fromordinal(max(1, day + _EPOCH)).year)
    return max(years, default=None)
