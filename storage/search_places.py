"""Where an article stands in the search index: at its place, a number made of its time and its id, and in its eras.

A GIN index of PostgreSQL gives the matches of a word in no order: of a word in an eighth of all articles nearly all are
read in vain. But it is good at meeting a long list with a short one. So an article is indexed there under its eras,
too, spans of time of a few fixed lengths, and a search for the newest matches asks for the word and any of the eras
that hold the newest articles. Pure.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.search_expressions import MARK

ID_BITS = 29
ID_MASK = (1 << ID_BITS) - 1
"""536,870,911: more articles than any archive on one SQLite file holds. The other 34 bits count seconds, to 2514."""
TOP = 2**63 - 1
"""Above every place."""
_LAST_SECOND = (1 << 34) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LENGTHS = (14, 18, 22, 26)
"""Of eras: powers of two, in seconds: 4.6 hours, 3 days, 49 days, 2 years."""
_MOST = 16
"""Eras of a search: as each length is sixteen of the one before, a span of two eras of one has more of the next."""


def place_of(when: datetime, article_id: int) -> int:
    """Where an article stands in the index: by time (a second is the least difference), then by id."""
    seconds = (when - _EPOCH) // timedelta(seconds=1)
    return min(max(seconds, 0), _LAST_SECOND) << ID_BITS | (article_id & ID_MASK)


def end_of(below: int) -> datetime:
    """A moment that nothing below a place is after."""
    seconds = (below + ID_MASK) >> ID_BITS
    return datetime.max.replace(tzinfo=UTC) if seconds > _LAST_SECOND else _EPOCH + timedelta(seconds=seconds)


def era_tokens(place: int) -> tuple[str, ...]:
    """The eras that a place lies in, one of each length."""
    return tuple(_era(bits, place >> (ID_BITS + bits)) for bits in _LENGTHS)


def eras_between(low: int, last: int) -> tuple[str, ...]:
    """The eras that hold all places from `low` to `last`, the shortest of which `_MOST` are enough; none: there are no
    such."""
    for bits in _LENGTHS:
        first, end = low >> (ID_BITS + bits), last >> (ID_BITS + bits)
        if end - first < _MOST:
            return tuple(_era(bits, number) for number in range(first, end + 1))
    return ()


def _era(bits: int, number: int) -> str:
    return f"{MARK}t{bits}x{number:x}"
