"""Articles on the same event: candidates by look-up of telling terms near in time, then the decision on profiles.

Pairs from `BORDER` on are links; less likely ones, down to `LEAST`, are kept as scores, for stories and suggestions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain

from sqlalchemy import BigInteger, Float, Integer, LargeBinary, String, delete, or_, select, tuple_
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind, LinkView
from linking.events.days import times_told
from linking.events.decision import BORDER, LATE_WINDOW, LEAST, WINDOW
from linking.events.nearest import PackedText, likenesses, nearest
from linking.events.packing import clocks_of, is_han, telling_of
from linking.events.profile import term_keys
from linking.events.saying import evidence
from storage.event_keys import add_keys, holders_within, remove_keys
from storage.inserting import chunks
from storage.link_decisions import decisions_on
from storage.models import EventProfileRow, EventScoreRow, LinkRow
from storage.row_values import Types, execute_rows, inserting, listing, rows_of
from storage.times import UtcDateTime

MOST_HOLDERS = 100
"""A term that more articles of the time hold (the outlet's own town) finds nothing."""
LEAST_KEYS = 3
"""Telling terms that a candidate must share."""
HEAVY_KEYS = 12
"""The heaviest of the terms, in words: where they are heavy in both, two of them are enough."""
LEAST_HEAVY = 2
"""Of these a candidate must share."""
MOST_CANDIDATES = 25
"""Those that share most are compared: a new article on a large affair need not meet all of it to join it."""
LATE_KEYS = 8
"""The heaviest of the terms, by which articles of months before and after are found; `LEAST_KEYS` of these."""
MOST_LATE = 8
"""Articles of months before and after that are compared."""
UNDATED = 0
"""The day of an article of which no time is known, not even when it was first seen: documents of a file."""

Pair = tuple[int, int]
"""Two articles, the one with the smaller id first."""
_LAST_DAY = 1 << 30
_KIND = LinkKind.SAME_EVENT.value
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What is stored of one pair."""

    score: float
    evidence: str = ""
    """Of links only."""


def replace_events(session: Session, profiles: Mapping[int, bytes]) -> None:
    """Make the stored profiles, and the keys that find them, those given (article id → packed profile)."""
    for part in chunks(sorted(profiles)):
        _forget(session, part)
        days = _days(session, part)
        dated = [one for one in part if one in days]
        execute_rows(session, _ADD_PROFILES, [(one, days[one], profiles[one]) for one in dated], _PROFILE)
        add_keys(session, [(key, days[one], one) for one in dated for key in _keys(profiles[one], days[one])])


_PROFILE: Types = {"article_id": BigInteger, "day": Integer, "profile": LargeBinary}
_ADD_PROFILES = inserting("event_profiles", _PROFILE)


def remove_events(session: Session, article_ids: Sequence[int]) -> None:
    """Take out what `replace_events` stored of articles that are about to be deleted."""
    for part in chunks(article_ids):
        _forget(session, part)


def _forget(session: Session, ids: Sequence[int]) -> None:
    stored = rows_of(session, _PROFILES, ids=ids)
    if stored:
        remove_keys(session, [(key, day, one) for one, day, packed in stored for key in _keys(packed, day)])
        session.execute(delete(EventProfileRow).where(EventProfileRow.article_id.in_(ids)))


_PROFILES = listing("SELECT article_id, day, profile FROM event_profiles WHERE article_id {ids}")


@lru_cache(maxsize=1000)
def _keys(packed: bytes, day: int) -> frozenset[int]:
    """Of the terms, and of the times of that day that the text names.

    Remembered: they are asked for when an article is written, and once more when it is linked.
    """
    return frozenset((*_telling(packed), *term_keys(_times(packed, day)))) if packed else frozenset()


@lru_cache(maxsize=1000)
def _telling(packed: bytes) -> tuple[int, ...]:
    """Keys of the terms, the heaviest first."""
    return tuple(term_keys(telling_of(packed)))


def _times(packed: bytes, day: int) -> Iterable[str]:
    return times_told(clocks_of(packed), day) if day != UNDATED and is_han(packed) else ()


def _days(session: Session, ids: Sequence[int]) -> dict[int, int]:
    return {one: _day(when) for one, when in rows_of(session, _TIMES, ids=ids)}


_TIMES = listing("SELECT id, sorted_by FROM articles WHERE id {ids}", {"sorted_by": UtcDateTime})


def _day(when: datetime) -> int:
    return (when - _EPOCH).days


def link_events(session: Session, article_ids: Collection[int]) -> set[int]:
    """Make the same-event links and scores of `article_ids` those that their profiles now give.

    Gives the articles at both ends of every link that came, went or changed.
    """
    touched: set[int] = set()
    for part in chunks(sorted(article_ids)):
        _redate(session, part)
        by_hand = decisions_on(session, part)
        old, new = _stored(session, part), _decided(session, part)
        touched |= _store(session, by_hand.left_of(old), by_hand.left_of(new))
    return touched


def _redate(session: Session, ids: Sequence[int]) -> None:
    """A page can correct the day of an article and leave its text."""
    stored = rows_of(session, _STORED_BESIDE, ids=ids)
    moved = [one for one, day, when in stored if _day(when) != day]
    if moved:
        replace_events(session, {one: packed for one, _, packed in rows_of(session, _PROFILES, ids=moved)})


_STORED_BESIDE = listing(
    "SELECT profile.article_id, profile.day, article.sorted_by"
    " FROM event_profiles AS profile JOIN articles AS article ON article.id = profile.article_id"
    " WHERE profile.article_id {ids}",
    {"sorted_by": UtcDateTime},
)
"""The day that a profile is found by, and the time that its article now has."""


def likely_events(session: Session, article_id: int, most: int) -> list[LinkView]:
    """Articles that may tell of the same event and are not linked with this one, the likeliest first."""
    texts = _texts(session, [article_id])
    found = _scores_of(session, texts, note=False)
    linked = select(LinkRow.a_id, LinkRow.b_id).where(or_(LinkRow.a_id == article_id, LinkRow.b_id == article_id))
    known = {(min(a, b), max(a, b)) for a, b in session.execute(linked)}
    open_to = decisions_on(session, [article_id]).left_of(found)
    ranked = sorted((-one.score, pair) for pair, one in open_to.items() if pair not in known)[:most]
    others = _texts(session, [sum(pair) - article_id for _, pair in ranked])
    return [
        LinkView(article_id, other, LinkKind.SAME_EVENT, -negative, evidence(texts[article_id], others[other]))
        for negative, pair in ranked
        for other in [sum(pair) - article_id]
    ]


def _decided(session: Session, ids: Sequence[int]) -> dict[Pair, _Decided]:
    decided = _scores_of(session, _texts(session, ids), note=True)
    for pair in _reprints(session, ids):
        decided.pop(pair, None)
    return decided


def _scores_of(session: Session, texts: dict[int, PackedText], note: bool) -> dict[Pair, _Decided]:
    """Scores between each of `texts` and its candidates. `note`: as in `holders_within`."""
    found = _found(session, texts, note)
    every = texts | _texts(session, {other for nearby in found.values() for other in nearby.all()} - texts.keys())
    candidates = {one: _compared(nearby, texts[one], every) for one, nearby in found.items()}
    scores: dict[Pair, float] = {}
    for one, others in candidates.items():
        pairs = {(min(one, other), max(one, other)): every[other] for other in others if other in every}
        new = {pair: other for pair, other in pairs.items() if pair not in scores}
        scores.update(zip(new, likenesses(every[one], new.values()), strict=True))
    decided = {pair: round(score, 4) for pair, score in scores.items()}
    return {
        (one, other): _Decided(score, evidence(every[one], every[other]) if score >= BORDER else "")
        for (one, other), score in decided.items()
        if score >= LEAST
    }


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles that an article's terms find."""

    near: list[int]
    """Near in time, those that share most first."""
    heavy: list[int]
    """Near in time, those that share most of its heavy terms first."""
    late: list[int]
    """Of months before and after."""

    def all(self) -> set[int]:
        return {*self.near, *self.heavy, *self.late}


def _found(session: Session, texts: Mapping[int, PackedText], note: bool) -> dict[int, _Found]:
    ((first, last, undated),) = rows_of(session, _STORED_DAYS)
    asked = {
        one: [(keys, days) for keys in [_asked(text)] for days in _spans(text.day, undated is not None)]
        for one, text in texts.items()
    }
    holders = holders_within(session, chain.from_iterable(asked.values()), MOST_HOLDERS, note)
    late = _late_candidates(session, texts, note, (first, last)) if first is not None else {}
    found = {}
    for one, wanted in asked.items():
        told = [(keys, holders[days]) for keys, days in wanted]
        heavy = _heavy(texts[one].packed)
        near = nearest(one, told, heavy, LEAST_KEYS, LEAST_HEAVY, MOST_CANDIDATES)
        found[one] = _Found(*near, late.get(one, []))
    return found


def _compared(found: _Found, text: PackedText, every: Mapping[int, PackedText]) -> Collection[int]:
    """Of what was found by heavy terms only that of which they are heavy too: whichever of both came first."""
    own = _heavy(text.packed)
    both = sorted(
        other
        for other in set(found.heavy).difference(found.near)
        if other in every and len(own & _heavy(every[other].packed)) >= LEAST_HEAVY
    )
    return dict.fromkeys([*[*found.near, *both][:MOST_CANDIDATES], *found.late])


def _heavy(packed: bytes) -> frozenset[int]:
    return frozenset() if is_han(packed) else frozenset(_telling(packed)[:HEAVY_KEYS])


_STORED_DAYS = listing(
    "SELECT (SELECT min(day) FROM event_profiles), (SELECT max(day) FROM event_profiles),"
    f" (SELECT day FROM event_profiles WHERE day = {UNDATED} LIMIT 1)"
)
"""The first and the last day of all profiles; and whether there are any without one."""


def _asked(text: PackedText) -> frozenset[int]:
    """Times of the day before and after, too, since what happened in the evening is told in the morning."""
    keys = _keys(text.packed, UNDATED if text.day is None else text.day)
    if text.day is None or not is_han(text.packed) or not clocks_of(text.packed):
        return keys
    return keys.union(term_keys(time for day in (text.day - 1, text.day + 1) for time in _times(text.packed, day)))


def _late_candidates(
    session: Session, texts: Mapping[int, PackedText], note: bool, stored: tuple[int, int]
) -> dict[int, list[int]]:
    """For those in words the articles of months before and after that share most of their heaviest terms.

    `stored`: the first and the last day of which there are any; after a new article there mostly come none.
    """
    asked = {
        one: [(keys, days) for keys in [_telling(text.packed)[:LATE_KEYS]] for days in spans]
        for one, text in texts.items()
        if text.day is not None and not is_han(text.packed)
        for spans in [[days for days in _late_spans(text.day) if days[0] <= stored[1] and stored[0] <= days[1]]]
        if spans
    }
    holders = holders_within(session, chain.from_iterable(asked.values()), MOST_HOLDERS, note)
    return {
        one: nearest(one, [(keys, holders[days]) for keys, days in wanted], (), LEAST_KEYS, 1, MOST_LATE)[0]
        for one, wanted in asked.items()
    }


def _late_spans(day: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (day - LATE_WINDOW, day - WINDOW - 1), (day + WINDOW + 1, day + LATE_WINDOW)


def _spans(day: int | None, undated: bool) -> list[tuple[int, int]]:
    """First and last days in which candidates are looked for; `undated`: whether there are any without a day."""
    if day is None:
        return [(UNDATED, _LAST_DAY)]
    near = (day - WINDOW, day + WINDOW)
    return [near, (UNDATED, UNDATED)] if undated and not near[0] <= UNDATED <= near[1] else [near]


def _texts(session: Session, ids: Iterable[int]) -> dict[int, PackedText]:
    texts = {}
    for part in chunks(sorted(ids)):
        for one, day, packed in rows_of(session, _PROFILES, ids=part):
            if packed:
                texts[one] = PackedText(packed, None if day == UNDATED else day)
    return texts


def _reprints(session: Session, ids: Sequence[int]) -> list[Pair]:
    return [(min(a, b), max(a, b)) for a, b in rows_of(session, _REPRINTS, ids=ids)]


_REPRINTS = listing(
    f"SELECT a_id, b_id FROM links WHERE kind = '{LinkKind.REPRINT.value}' AND (a_id {{ids}} OR b_id {{ids}})"
)


def _stored(session: Session, ids: Sequence[int]) -> dict[Pair, _Decided]:
    """The links and scores that touch `ids`."""
    stored: dict[Pair, _Decided] = {}
    for a, b, score, said in rows_of(session, _STORED, ids=ids):
        stored[min(a, b), max(a, b)] = _Decided(score, said)
    return stored


_STORED = listing(
    f"SELECT a_id, b_id, score, evidence FROM links WHERE kind = '{_KIND}' AND (a_id {{ids}} OR b_id {{ids}}) "
    "UNION ALL SELECT a_id, b_id, score, '' FROM event_scores WHERE a_id {ids} OR b_id {ids}"
)


def _store(session: Session, old: Mapping[Pair, _Decided], new: Mapping[Pair, _Decided]) -> set[int]:
    changed = {pair for pair in old.keys() | new.keys() if old.get(pair) != new.get(pair)}
    gone = sorted(pair for pair in changed if pair in old)
    for part in chunks(gone):
        either = [*part, *((b, a) for a, b in part)]
        session.execute(delete(LinkRow).where(LinkRow.kind == _KIND, tuple_(LinkRow.a_id, LinkRow.b_id).in_(either)))
        session.execute(delete(EventScoreRow).where(tuple_(EventScoreRow.a_id, EventScoreRow.b_id).in_(part)))
    added = [(pair, new[pair]) for pair in sorted(changed) if pair in new]
    links = _links(session, {pair: decided for pair, decided in added if decided.score >= BORDER})
    scores = [(a, b, one.score) for (a, b), one in added if one.score < BORDER]
    execute_rows(session, _ADD_LINKS, links, _LINK)
    execute_rows(session, _ADD_SCORES, scores, _SCORE)
    # What is unsure ties nothing: it only weighs in stories that are told anew for another reason.
    return {one for pair in changed for one in pair if max(_score(old, pair), _score(new, pair)) >= BORDER}


_SCORE: Types = {"a_id": BigInteger, "b_id": BigInteger, "score": Float}
_LINK: Types = {"a_id": BigInteger, "b_id": BigInteger, "kind": String, "score": Float, "evidence": String}
_ADD_LINKS, _ADD_SCORES = inserting("links", _LINK), inserting("event_scores", _SCORE)


def _score(decided: Mapping[Pair, _Decided], pair: Pair) -> float:
    return decided[pair].score if pair in decided else 0.0


def _links(session: Session, decided: Mapping[Pair, _Decided]) -> list[tuple[int, int, str, float, str]]:
    """Rows; their ends stand in the order of the addresses, in which ids, and so the order of arrival, have no part."""
    ids = sorted({one for pair in decided for one in pair})
    keys: dict[int, str] = {}
    for part in chunks(ids):
        keys.update((one, key) for one, key in rows_of(session, _ADDRESSES, ids=part))
    ordered: dict[Pair, Pair] = {(a, b): (a, b) if keys[a] <= keys[b] else (b, a) for a, b in decided}
    return [(*ordered[pair], _KIND, one.score, one.evidence) for pair, one in decided.items()]


_ADDRESSES = listing("SELECT id, url_key FROM articles WHERE id {ids}")


class EventScores:
    """How likely articles tell of the same event, as stored, read when it is needed, each once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._scores: dict[int, dict[int, float]] = {}

    def __call__(self, ids: Collection[int]) -> Mapping[int, Mapping[int, float]]:
        """Article → those that may tell of the same event, and the score, for each of `ids` and maybe others; those
        parted by hand are left out."""
        missing = [one for one in ids if one not in self._scores]
        for part in chunks(sorted(missing)):
            scores: dict[int, dict[int, float]] = {one: {} for one in part}
            by_hand = decisions_on(self._session, part)
            for a, b, score in rows_of(self._session, _SCORES, ids=part):
                if (a, b) not in by_hand:
                    if a in scores:
                        scores[a][b] = score
                    if b in scores:
                        scores[b][a] = score
            self._scores.update(scores)
        return self._scores


_SCORES = listing(
    f"SELECT a_id, b_id, score FROM links WHERE kind = '{_KIND}' AND (a_id {{ids}} OR b_id {{ids}}) "
    "UNION ALL SELECT a_id, b_id, score FROM event_scores WHERE a_id {ids} OR b_id {ids}"
)
