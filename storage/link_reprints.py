"""Reprints: candidates by look-up of shared sketch keys, then the exact decision on the texts."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass

from sqlalchemy import BigInteger, Float, String, delete, update
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind
from linking import Folded, Text, compare, fold
from linking.folding import fold_opening
from linking.hashing import by_key
from linking.sharing import sharers
from linking.sketch import WINDOW
from storage.handed_on import text_of
from storage.inserting import chunks
from storage.link_decisions import decisions_on
from storage.models import MOST_SHORT, SHORT_TEXT, LinkRow
from storage.outlet_lines import furniture_of
from storage.remembered import Remembered
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, inserting, listing, rows_of
from storage.sketches import holders_of, sketches_of
from storage.times import UtcDateTime

MOST_HOLDERS = 300
"""A key that more articles hold is boilerplate and finds nothing; more reprints of one text than that are rare."""
LEAST_SHARE = 0.1
"""Of the shorter text's keys that a candidate must share: costs 2 of 10,000 copies, saves 5 of 7 comparisons."""
PAIRS_AT_ONCE = 200

Pair = tuple[int, int]
"""Two articles; of a link the copy and the original."""


@dataclass(frozen=True, slots=True)
class _Link:
    """What is stored of a reprint link besides its two ends."""

    score: float
    evidence: str
    taken: float | None
    kept: float | None


def link_reprints(session: Session, article_ids: Collection[int]) -> set[int]:
    """Make the reprint links of `article_ids` those that their texts now give.

    Gives the articles at both ends of every link that came, went or turned round.
    """
    touched: set[int] = set()
    for part in chunks(sorted(article_ids)):
        by_hand = decisions_on(session, part)
        old, new = _linked(session, part), _decided(session, part)
        touched |= _store(session, by_hand.left_of(old), by_hand.left_of(new))
    return touched


def _decided(session: Session, ids: Sequence[int]) -> dict[Pair, _Link]:
    candidates = _candidates(session, ids)
    links: dict[Pair, _Link] = {}
    for part in _parts(candidates):
        texts = _texts(session, {one for pair in part for one in pair})
        for one, other in part:
            first, second = sorted((one, other), key=lambda article: texts[article][0])
            verdict = compare(texts[first][1], texts[second][1])
            if verdict is not None and verdict.kind is LinkKind.REPRINT:
                pair = (first, second) if verdict.a_is_copy else (second, first)
                links[pair] = _Link(verdict.score, verdict.evidence, verdict.taken, verdict.kept)
    return links


def _parts(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """`pairs` in parts whose texts are held at once."""
    return (pairs[start : start + PAIRS_AT_ONCE] for start in range(0, len(pairs), PAIRS_AT_ONCE))


def _candidates(session: Session, ids: Sequence[int]) -> list[Pair]:
    """Pairs of one of `ids` and another article that share enough keys; each once, those of an article together."""
    sketches = sketches_of(session, ids)
    holders = holders_of(session, dict(by_key(sketches)).keys(), MOST_HOLDERS)
    shared = {one: sharers(keys, holders) for one, keys in sketches.items()}
    enough = {one: _least_keys(size) for one, size in rows_of(session, _SIZES, ids=ids)}
    some = {other for several, _ in shared.values() for other in several}.difference(enough)
    short = _short(session, {other for one, (_, once) in shared.items() if enough[one] > 1 for other in once})
    enough |= {one: _least_keys(size) for one, size in rows_of(session, _SIZES, ids=sorted(some))} if some else {}
    within = set(ids)
    found = []
    for one, (several, once) in shared.items():
        least = enough[one]
        others = [other for other, keys in several.items() if keys >= least or keys >= enough.get(other, math.inf)]
        others += once if least <= 1 else short.intersection(once)
        found += [(one, other) for other in others if one < other or (one > other and other not in within)]
    return sorted(found)


def _short(session: Session, ids: Collection[int]) -> set[int]:
    """Those of which one key is enough."""
    return {one for (one,) in rows_of(session, _SHORT, ids=sorted(ids))} if ids else set()


_SIZES = listing("SELECT id, text_size FROM articles WHERE id {ids}")
# By chance a text shares a key with two dozen others of a million: the short ones stand close together in an index.
# SQLite's planner would go to the table itself, and with `IN` first make a table of all that are asked for.
_SHORT: Statements = {
    "sqlite": Plain(
        "SELECT article.id FROM json_each(:ids) AS asked CROSS JOIN articles AS article INDEXED BY ix_articles_short"
        f" ON article.id = asked.value WHERE {SHORT_TEXT}"
    ),
    "postgresql": arrays(f"SELECT id FROM articles WHERE id = ANY(:ids) AND {SHORT_TEXT}", {"ids": BigInteger}),
}


def _least_keys(size: int) -> float:
    """That a text of `size` different shingles must share with a longer one to be compared with it.

    Winnowing chooses 2 keys of a window and one shingle (Schleimer et al. 2003).
    """
    return max(LEAST_SHARE * 2 * size / (WINDOW + 1), 1 if size <= MOST_SHORT else 2)


_LONG = 20_000


def folded(title: str, body: str, furniture: frozenset[int] = frozenset()) -> Folded:
    """`linking.fold`, remembered: the articles that a new one is compared with are mostly those of the last hours.

    Without the keys of lines, which are three fifths of the time and needed only to find furniture.
    """
    kept, text = _memory(body), (title, body, furniture)
    found = kept.get(text)
    if found is None:
        found = fold(title, body, furniture) if furniture else fold_opening(title, body)
        kept.keep(text, found)
    return found


def remember(title: str, body: str, found: Folded) -> None:
    """Let `folded` know what somebody has folded, without furniture."""
    _memory(body).keep((title, body, frozenset()), found)


def _memory(body: str) -> Remembered[Folded]:
    return _SHORT_TEXTS if len(body) <= _LONG else _LONG_TEXTS


# Of long ones few, so that memory is bounded.
_SHORT_TEXTS, _LONG_TEXTS = Remembered[Folded](3000), Remembered[Folded](20)


def _texts(session: Session, ids: Collection[int]) -> dict[int, tuple[str, Text]]:
    """Article → the key of its address, and what is compared of it.

    The keys put two articles in an order that ids, and so the order of arrival, have no part in.
    """
    found: dict[int, tuple[str, Text]] = {}
    for part in chunks(sorted(ids)):
        furniture = furniture_of(session, part)
        for one, key, title, body, published, origin, lang, outlet in rows_of(session, _COMPARED, ids=part):
            left_out = furniture.get(one, frozenset())
            text = text_of(session, one, left_out) or folded(title, body, left_out)
            found[one] = (key, Text(text, published, origin, outlet, lang))
    return found


_COMPARED = listing(
    "SELECT article.id, article.url_key, article.title, article.body, article.published, article.origin, article.lang,"
    " coalesce(nullif(source.title, ''), source.name)"
    " FROM articles AS article JOIN sources AS source ON source.id = article.source_id WHERE article.id {ids}",
    {"published": UtcDateTime},
)


def _linked(session: Session, ids: Sequence[int]) -> dict[Pair, _Link]:
    """The stored reprint links that touch `ids`."""
    return {(copy, original): _Link(*stored) for copy, original, *stored in rows_of(session, _LINKED, ids=ids)}


_LINKED = listing(
    "SELECT a_id, b_id, score, evidence, taken, kept FROM links"
    f" WHERE kind = '{LinkKind.REPRINT.value}' AND (a_id {{ids}} OR b_id {{ids}})"
)


def _store(session: Session, old: dict[Pair, _Link], new: dict[Pair, _Link]) -> set[int]:
    gone = [pair for pair in old if pair not in new]
    for copy, original in gone:
        session.execute(
            delete(LinkRow).where(
                LinkRow.a_id == copy, LinkRow.b_id == original, LinkRow.kind == LinkKind.REPRINT.value
            )
        )
    changed = [_row(pair, link) for pair, link in new.items() if pair in old and old[pair] != link]
    if changed:
        session.execute(update(LinkRow), changed)
    added = [(*pair, LinkKind.REPRINT.value, *astuple(link)) for pair, link in new.items() if pair not in old]
    execute_rows(session, _ADD, added, _ROW)
    moved = {*gone, *(pair for pair in new if old.get(pair) != new[pair])}
    return {one for pair in moved for one in pair}


_ROW: Types = {
    "a_id": BigInteger,
    "b_id": BigInteger,
    "kind": String,
    "score": Float,
    "evidence": String,
    "taken": Float,
    "kept": Float,
}
_ADD = inserting("links", _ROW)


def _row(pair: Pair, link: _Link) -> dict[str, int | float | str | None]:
    return {"a_id": pair[0], "b_id": pair[1], "kind": LinkKind.REPRINT.value, **asdict(link)}
