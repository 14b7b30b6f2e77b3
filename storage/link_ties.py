"""Which references tie their articles into one story: decided when either end or the reference changes, and kept.

So telling a story anew reads what ties its articles, and no text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Row, bindparam, update
from sqlalchemy.orm import Session

from linking.folding import Folded, fold_opening
from linking.ties import OPENING, Opening, reference_ties
from storage.inserting import chunks
from storage.reference_rows import TABLES, ReferenceTable
from storage.row_values import listing, rows_of
from storage.times import UtcDateTime


def decide_ties(session: Session, article_ids: Collection[int]) -> set[int]:
    """Decide anew which references from or to `article_ids` tie. Gives both ends of those for which that changed."""
    touched: set[int] = set()
    for part in chunks(sorted(article_ids)):
        rows = {table: rows_of(session, _RESOLVED[table], ids=part) for table in TABLES.values()}
        openings = _openings(session, {end for found in rows.values() for row in found for end in row[:2]})
        for table, found in rows.items():
            changed = [
                row for row in found if row.ties != reference_ties(openings[row.article_id], openings[row.target_id])
            ]
            _turn(session, table, changed)
            touched |= {end for row in changed for end in row[:2]}
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


def _turn(session: Session, table: ReferenceTable, rows: Sequence[Row[Any]]) -> None:
    """Store the opposite of what stands in `rows`."""
    if not rows:
        return
    columns = table.__table__.c
    which = (columns.article_id == bindparam("one"), columns.position == bindparam("place"))
    changes = [{"one": row.article_id, "place": row.position, "now": not row.ties} for row in rows]
    session.connection().execute(update(table.__table__).where(*which).values(ties=bindparam("now")), changes)  # type: ignore[arg-type]


def _openings(session: Session, ids: Iterable[int]) -> dict[int, Opening]:
    found: dict[int, Opening] = {}
    for part in chunks(sorted(ids)):
        for one, title, body, published, outlet in rows_of(session, _OPENINGS, ids=part):
            found[one] = Opening(_folded(title, body), published, outlet)
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
