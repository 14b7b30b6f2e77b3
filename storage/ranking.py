"""In which order the matches of a search come: how well the words fit, and how new the article is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from storage.search_matches import Scored
from storage.search_places import ID_BITS

CANDIDATES = 400
"""So many of the newest matches are ranked. A word in more articles than that tells little, and time tells more: the
others follow, latest first."""
TITLE_CANDIDATES = 150
"""And so many of the newest that match by their titles alone, however old they are."""
TITLE_WEIGHT = 3.0
"""The best match in a title weighs as much as three best matches in a body."""
HALF_LIFE = 30 * 86_400
"""Seconds in which the worth of being new halves. News is looked for by week or month; the form of the decay is that of
X. Li and W. B. Croft, Time-based language models (CIKM 2003)."""
FLOOR = 0.25
"""What an article of any age keeps, so that an old headline that says it all stands above a mention of today."""


def ranked(newest: Sequence[Scored], by_title: Sequence[int] = ()) -> list[int]:
    """The places of all matches given, each once, the best first. Age counts from the newest of them.

    `by_title`: places of matches by title, some among `newest`. The others are worth what those are, in the mean.
    """
    if not newest:
        return []
    last = max(one.place for one in newest) >> ID_BITS
    fits = _fits(newest)
    known = [fits[place] for place in by_title if place in fits] or [TITLE_WEIGHT]
    fits = dict.fromkeys(by_title, fmean(known)) | fits
    worth = [(fit * _recency(last - (place >> ID_BITS)), place) for place, fit in fits.items()]
    return [place for _, place in sorted(worth, reverse=True)]


def _fits(matches: Sequence[Scored]) -> dict[int, float]:
    """How well each fits: 0 to 1 for its title and its body, as a share of the best one's, weighed."""
    best_title, best_body = max(one.title for one in matches) or 1, max(one.body for one in matches) or 1
    return {place: TITLE_WEIGHT * title / best_title + body / best_body for place, title, body in matches}


def _recency(age: int) -> float:
    return float(FLOOR + (1 - FLOOR) * 0.5 ** (age / HALF_LIFE))
