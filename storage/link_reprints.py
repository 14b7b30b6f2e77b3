"""Reprints: candidates by look-up of shared sketch keys, then the exact decision on the texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from kitewire.archive_view import LinkKind
from linking import Folded, Text, compare, fold
from linking.sketch import WINDOW
from storage.inserting import chunks
from storage.link_decisions import decisions_on
from storage.models import ArticleRow, LinkRow, SketchRow, SourceRow
from storage.outlet_lines import furniture_of

MOST_HOLDERS = 300
"""A key that more articles hold is boilerplate and finds nothing; more reprints of one text than that are rare."""
LEAST_SHARE = 0.1
"""Of the shorter text's keys that a candidate must share: costs 2 of 10,000 copies, saves 5 of 7 comparisons."""

Pair = tuple[int, int]
"""The copy and the original."""


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
    texts = _Texts(session)
    links: dict[Pair, _Link] = {}
    for one, others in candidates.items():
        texts.load({one, *others})
        for other in sorted(others):
            first, second = texts.ordered(one, other)
            verdict = compare(texts[first], texts[second])
            if verdict is not None and verdict.kind is LinkKind.REPRINT:
                pair = (first, second) if verdict.a_is_copy else (second, first)
                links[pair] = _Link(verdict.score, verdict.evidence, verdict.taken, verdict.kept)
    return links


def _candidates(session: Session, ids: Sequence[int]) -> dict[int, set[int]]:
    """For each of `ids` the articles that share enough keys with it; a pair within `ids` stands once."""
    shared = _shared_keys(session, ids)
    sizes = _sizes(session, {one for pair in shared for one in pair})
    found: dict[int, set[int]] = defaultdict(set)
    for (one, other), keys in shared.items():
        expected = min(_expected_keys(sizes[one]), _expected_keys(sizes[other]))
        if keys >= LEAST_SHARE * expected and one not in found.get(other, ()):
            found[one].add(other)
    return found


def _shared_keys(session: Session, ids: Sequence[int]) -> dict[Pair, int]:
    """Pairs (one of `ids`, any other) → keys in common, keys that very many articles hold not counted."""
    mine, theirs, holders = aliased(SketchRow), aliased(SketchRow), aliased(SketchRow)
    one_too_many = (
        select(holders.article_id)
        .where(holders.key == mine.key)
        .order_by(holders.article_id)
        .offset(MOST_HOLDERS)
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(mine.article_id, theirs.article_id, func.count())
        .join(theirs, theirs.key == mine.key)
        .where(mine.article_id.in_(ids), theirs.article_id != mine.article_id, one_too_many.is_(None))
        .group_by(mine.article_id, theirs.article_id)
    )
    return {(one, other): keys for one, other, keys in session.execute(statement)}


def _sizes(session: Session, ids: Iterable[int]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for part in chunks(sorted(ids)):
        rows = session.execute(select(ArticleRow.id, ArticleRow.text_size).where(ArticleRow.id.in_(part)))
        sizes.update({one: size for one, size in rows})  # noqa: C416
    return sizes


def _expected_keys(size: int) -> float:
    """Keys of a text of `size` different shingles: winnowing chooses 2 of a window and one (Schleimer et al. 2003)."""
    return 2 * size / (WINDOW + 1)


@lru_cache(maxsize=3000)
def folded(title: str, body: str, furniture: frozenset[int] = frozenset()) -> Folded:
    """`linking.fold`, remembered: the articles that a new one is compared with are mostly those of the last hours."""
    return fold(title, body, furniture)


class _Texts:
    """The articles of one batch, read when they are needed, each once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[int, Text] = {}
        self._keys: dict[int, str] = {}

    def load(self, ids: Collection[int]) -> None:
        """Read those of `ids` that are not here yet."""
        for part in chunks(sorted(set(ids) - self._texts.keys())):
            furniture = furniture_of(self._session, part)
            statement = (
                select(
                    ArticleRow.id,
                    ArticleRow.url_key,
                    ArticleRow.title,
                    ArticleRow.body,
                    ArticleRow.published,
                    ArticleRow.origin,
                    ArticleRow.lang,
                    SourceRow.title.label("outlet"),
                    SourceRow.name,
                )
                .join(SourceRow, SourceRow.id == ArticleRow.source_id)
                .where(ArticleRow.id.in_(part))
            )
            for row in self._session.execute(statement):
                text = folded(row.title, row.body, furniture.get(row.id, frozenset()))
                self._texts[row.id] = Text(text, row.published, row.origin, row.outlet or row.name, row.lang)
                self._keys[row.id] = row.url_key

    def __getitem__(self, article_id: int) -> Text:
        return self._texts[article_id]

    def ordered(self, one: int, other: int) -> Pair:
        """The two in an order that ids, and so the order of arrival, have no part in."""
        return (one, other) if self._keys[one] < self._keys[other] else (other, one)


def _linked(session: Session, ids: Sequence[int]) -> dict[Pair, _Link]:
    """The stored reprint links that touch `ids`."""
    columns = select(LinkRow.a_id, LinkRow.b_id, LinkRow.score, LinkRow.evidence, LinkRow.taken, LinkRow.kept)
    statement = columns.where(LinkRow.kind == LinkKind.REPRINT.value, or_(LinkRow.a_id.in_(ids), LinkRow.b_id.in_(ids)))
    return {(a, b): _Link(*rest) for a, b, *rest in session.execute(statement)}


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
    added = [_row(pair, link) for pair, link in new.items() if pair not in old]
    if added:
        session.execute(insert(LinkRow), added)
    moved = {*gone, *(pair for pair in new if old.get(pair) != new[pair])}
    return {one for pair in moved for one in pair}


def _row(pair: Pair, link: _Link) -> dict[str, int | float | str | None]:
    return {"a_id": pair[0], "b_id": pair[1], "kind": LinkKind.REPRINT.value, **asdict(link)}
