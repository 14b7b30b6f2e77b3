"""The archive in parts, the newest first: where PostgreSQL looks for the newest matches of a search.

Of a word in an eighth of all articles the newest 400 are among the newest 4,000; the GIN index would give 25,000 of
200,000. So the newest articles are asked first; how far the next part goes is told by how many matches that one had.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.search_places import end_of, eras_between, place_of

FIRST = 10
"""The newest part has so many articles for each match that is wanted."""
LEAST = 2000
"""Articles of a part, at least: a question costs as much as looking through so many."""
MOST = 40_000
"""A part of more is not worth it: a word so rare that it takes that has few matches."""
SPARE = 1.3
"""A part is so many times larger than it should have to be: words come in waves."""


_NTH = "(SELECT sorted_by FROM articles WHERE sorted_by <= :end ORDER BY sorted_by DESC OFFSET {} LIMIT 1)"
_MOMENTS = text(f"SELECT {_NTH.format(0)}, {_NTH.format(':articles')}")
"""Of the newest article up to a moment, and of the one so many before it. From an index alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """The articles from `low` on."""

    low: int
    articles: int
    eras: tuple[str, ...]
    """Those that hold all of them; none: too many would have to be named."""


def articles_of_part(passed: int, found: int, many: int) -> int | None:
    """How many articles to look through next, when `found` of `many` were found in the newest `passed`; None: all."""
    if not passed:
        return max(FIRST * many, LEAST)
    if not found:
        return None
    wanted = max(int(passed * (many - found) / found * SPARE), LEAST)
    return wanted if wanted <= MOST else None


def read_part(session: Session, low: int, below: int, articles: int | None) -> Part:
    """The newest `articles` of those whose places are `low` <= place < `below`; all of them where there are fewer."""
    if articles is None:
        return Part(low, 0, ())
    last, first = session.execute(_MOMENTS, {"end": end_of(below).replace(tzinfo=None), "articles": articles}).one()
    start = low if first is None else place_of(first.replace(tzinfo=UTC), 0)
    if not low < start < below:
        return Part(low, 0, ())
    return Part(start, articles, eras_between(start, place_of(last.replace(tzinfo=UTC), 0)))
