"""Which references tie their articles into one story: decided when either end or the reference changes, and kept.

So telling a story anew reads what ties its articles, and no text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from linking.folding import Folded, fold_opening
from linking.ties import OPENING, Opening, reference_ties
from storage.inserting import chunks
from storage.models import ArticleRow, SourceRow
from storage.reference_rows import TABLES, ReferenceTable


def decide_ties(session: Session, article_ids: Collection[int]) -> set[int]:
    """Decide anew which references from or to `article_ids` tie. Gives both ends of those for which that changed."""
    touched: set[int] = set()
    for part in chunks(sorted(article_ids)):
        rows = {table: _resolved(session, table, part) for table in TABLES.values()}
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
    found: set[tuple[int, int]] = set()
    for table in TABLES.values():
        either = or_(table.article_id.in_(ids), table.target_id.in_(ids))
        rows = select(table.article_id, table.target_id).where(either, table.ties, table.target_id.is_not(None))
        found |= {(one, other) for one, other in session.execute(rows) if other is not None}
    return found


def _resolved(session: Session, table: ReferenceTable, ids: Sequence[int]) -> Sequence[Row[Any]]:
    either = or_(table.article_id.in_(ids), table.target_id.in_(ids))
    columns: Any = select(table.article_id, table.target_id, table.position, table.ties)
    return session.execute(columns.where(either, table.target_id.is_not(None))).all()


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
        statement = (
            select(
                ArticleRow.id,
                ArticleRow.title,
                func.substr(ArticleRow.body, 1, OPENING),
                ArticleRow.published,
                SourceRow.name,
            )
            .join(SourceRow, SourceRow.id == ArticleRow.source_id)
            .where(ArticleRow.id.in_(part))
        )
        for one, title, body, published, outlet in session.execute(statement):
            found[one] = Opening(_folded(title, body), published, outlet)
    return found


@lru_cache(maxsize=3000)
def _folded(title: str, opening: str) -> Folded:
    """`fold_opening`, remembered: most related lists name the same articles of the last hours."""
    return fold_opening(title, opening)
