"""In which order the matches of a search come: how well the words fit, and how new the article is. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storage.search_index import ID_BITS
from storage.search_matches import Scored

CANDIDATES = 600
"""So many of the newest matches are ranked. A word in more articles than that tells little, and time tells more: the
others follow, latest first."""
TITLE_CANDIDATES = 200
"""And so many of the newest that match by their titles alone, however old they are."""
TITLE_WEIGHT = 3.0
"""The best match in a title weighs as much as three best matches in a body."""
HALF_LIFE = 30 * 86_400
"""Seconds in which the worth of being new halves. News is looked for by week or month; the form of the decay is that of
X. Li and W. B. Croft, Time-based language models (CIKM 2003)."""
FLOOR = 0.25
"""What an article of any age keeps, so that an old headline that says it all stands above a mention of today."""


def ranked(newest: Sequence[Scored], by_title: Sequence[Scored] = ()) -> list[int]:
    """The places of all matches given, each once, the best first. Age counts from the newest of them."""
    if not newest:
        return []
    last = max(one.place for one in newest) >> ID_BITS
    worth = {place: fit for matches in (by_title, newest) for place, fit in _fits(matches)}
    return sorted(worth, key=lambda place: (worth[place] * _recency(last - (place >> ID_BITS)), place), reverse=True)


def _fits(matches: Sequence[Scored]) -> list[tuple[int, float]]:
    """How well each fits, 0 to 1 for its title and its body, weighed. Scores of two searches cannot be compared, so the
    best of each counts as 1."""
    title = max((one.title for one in matches), default=0) or 1
    body = max((one.body for one in matches), default=0) or 1
    return [(one.place, TITLE_WEIGHT * max(one.title, 0) / title + max(one.body, 0) / body) for one in matches]


def _recency(age: int) -> float:
    return float(FLOOR + (1 - FLOOR) * 0.5 ** (age / HALF_LIFE))
