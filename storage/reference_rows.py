"""References wherever they stand: in related lists and in links within texts. Read them here, not in the two tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, CompoundSelect, String, literal, or_, select, union_all

from kitewire.archive_view import ReferencePlace
from storage.models import BodyLinkRow, RelatedRow

ReferenceTable = type[RelatedRow] | type[BodyLinkRow]

TABLES: dict[ReferencePlace, ReferenceTable] = {
    ReferencePlace.RELATED: RelatedRow,
    ReferencePlace.TEXT: BodyLinkRow,
}


def references(chosen: Callable[[ReferenceTable], ColumnElement[bool]]) -> CompoundSelect[int, int, str, str]:
    """Every resolved reference that `chosen` chooses in either table.

    Rows are (article, target, resolved by, place); an article that names another twice gives two rows. The condition
    stands in each half, where the indexes of its table serve it.
    """
    return union_all(
        *(
            select(table.article_id, table.target_id, table.resolved_by, literal(place.value, String).label("place"))
            .where(table.target_id.is_not(None))
            .where(chosen(table))
            for place, table in TABLES.items()
        )
    )


def references_touching(ids: Sequence[int]) -> CompoundSelect[int, int, str, str]:
    """Every resolved reference from or to one of `ids`, as `references` gives them."""
    return references(lambda table: or_(table.article_id.in_(ids), table.target_id.in_(ids)))
