"""Which of two texts is the copy, and what tells it: the origin line, then time, then length.

Stored links are made with `a_is_copy`, and the tree of a story asks `clue`; there is no other rule of direction.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from kitewire.archive_view import Clue
from linking.folding import fold_title
from linking.records import Text

_BEIJING = timezone(timedelta(hours=8))


def a_is_copy(a: Text, b: Text) -> bool:
    """Whether `a` is the copy; the mirror of `a_is_copy(b, a)` unless both are the same in all that is looked at."""
    a_says, b_says = _names_other(a, b), _names_other(b, a)
    if a_says != b_says:
        return a_says
    if a.published and b.published and _clearly_apart(a.published, b.published):
        return a.published > b.published
    return _size_and_rest(a) < _size_and_rest(b)


def clue(copy: Text, original: Text) -> Clue:
    """The best reason to hold `copy` for a copy of `original`; `TEXT` where origin line and time do not say so."""
    says, denies = _names_other(copy, original), _names_other(original, copy)
    if says != denies:
        return Clue.ORIGIN if says else Clue.TEXT
    early, late = original.published, copy.published
    later = early is not None and late is not None and early < late and _clearly_apart(early, late)
    return Clue.TIME if later else Clue.TEXT


def _names_other(a: Text, b: Text) -> bool:
    """Whether `a` names the outlet of `b` as its origin, and not its own."""
    if not a.origin or not b.source_title:
        return False
    origin, other, own = (fold_title(text) for text in (a.origin, b.source_title, a.source_title))
    if len(origin) < 2 or len(other) < 2 or other == own:
        return False
    return (origin in other or other in origin) and not (own and (origin in own or own in origin))


def _clearly_apart(one: datetime, other: datetime) -> bool:
    """Whether two times differ when a bare day (midnight in Beijing or UTC) stands for all of it."""
    early, late = sorted((one, other))
    if early == late:
        return False
    bare = any(early.astimezone(zone).time() == datetime.min.time() for zone in (_BEIJING, UTC))
    return not bare or late - early >= timedelta(days=1)


def _size_and_rest(text: Text) -> tuple[int, str, str, str, str, str]:
    when = text.published.astimezone(UTC).isoformat() if text.published else ""
    folded = text.folded
    return len(folded.text), folded.text, folded.title, text.source_title, text.origin or "", when
