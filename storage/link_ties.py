"""Which references tie their articles into one story: decided when either end or the reference changes, and kept.

So telling a story anew reads what ties its articles, and no text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import BigInteger, Boolean, Integer
from sqlalchemy.orm import Session

from linking.folding import Folded, fold_opening
from linking.ties import OPENING, Opening, reference_ties
from storage.handed_on import opening_of
from storage.inserting import chunks
from storage.reference_rows import TABLES, ReferenceTable
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, listing, rows_of
from storage.times import UtcDateTime


def decide_ties(
    session: Session, article_ids: Collection[int], moved: Mapping[ReferenceTable, Collection[tuple[int, int]]]
) -> set[int]:
    """Decide anew which references from or to `article_ids` tie, and which of those that now lead elsewhere.

    `moved`: article and position of these. What else refers from their articles keeps both its ends, so it is left as
    it is and none of their texts is read. Gives both ends of those for which it changed.
    """
    touched: set[int] = set()
    about = set(article_ids)
    movers = {article for entries in moved.values() for article, _ in entries}
    for part in chunks(sorted(about | movers)):
        rows = {
            table: [
                row
                for row in rows_of(session, _RESOLVED[table], ids=part)
                if row[0] in about or row[1] in about or (row[0], row[2]) in moved[table]
            ]
            for table in TABLES.values()
        }
        openings = _openings(session, {end for found in rows.values() for row in found for end in row[:2]})
        for table, found in rows.items():
            changes: list[tuple[bool, int, int]] = []
            for one, other, position, ties in found:
                if ties != reference_ties(openings[one], openings[other]):
                    changes.append((not ties, one, position))
                    touched |= {one, other}
            execute_rows(session, _TURN[table], changes, _TURNED)
    return touched


def tying_references(session: Session, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Both ends of every reference from or to `ids` that ties."""
    return {(one, other) for one, other in rows_of(session, _TYING, ids=ids)}


_TOUCHING = "(article_id {ids} OR target_id {ids}) AND target_id IS NOT NULL"
_TYING = listing(
    " UNION ALL ".join(
        f"SELECT article_id, target_id FROM {table.__tablename__} WHERE {_TOUCHING} AND ties"
        for table in TABLES.values()
    )
)
_RESOLVED = {
    table: listing(
        f"SELECT article_id, target_id, position, ties FROM {table.__tablename__} WHERE {_TOUCHING}", {"ties": Boolean}
    )
    for table in TABLES.values()
}


_TURNED: Types = {"ties": Boolean, "articles": BigInteger, "positions": Integer}
_TURN: Mapping[ReferenceTable, Statements] = {
    table: {
        "sqlite": Plain(
            f"UPDATE {table.__tablename__} SET ties = ? WHERE article_id = ? AND position = ?", for_each=True
        ),
        "postgresql": arrays(
            f"UPDATE {table.__tablename__} AS entry SET ties = one.ties"
            " FROM unnest(:ties, :articles, :positions) AS one(ties, article, place)"
            " WHERE entry.article_id = one.article AND entry.position = one.place",
            _TURNED,
        ),
    }
    for table in TABLES.values()
}


def _openings(session: Session, ids: Iterable[int]) -> dict[int, Opening]:
    found: dict[int, Opening] = {}
    for part in chunks(sorted(ids)):
        for one, title, body, published, outlet in rows_of(session, _OPENINGS, ids=part):
            found[one] = Opening(opening_of(session, one) or _folded(title, body), published, outlet)
    return found


_OPENINGS = listing(
    f"SELECT articles.id, articles.title, substr(articles.body, 1, {OPENING}), articles.published, sources.name "
    "FROM articles JOIN sources ON sources.id = articles.source_id WHERE articles.id {ids}",
    {"published": UtcDateTime},
)


@lru_cache(maxsize=3000)
def _folded(title: str, opening: str) -> Folded:
    """`fold_opening`, remembered: most related lists name the same articles of the last hours."""
    return fold_opening(title, opening)
