"""Which lines an outlet repeats: kept by article, counted where they changed, never by walking the archive.

What is furniture depends on the stored texts alone: on how many articles of the outlet hold a line, and whether
`HOLDERS` of them are unlike each other. So the order in which articles come has no part in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import delete, func, insert, select, tuple_
from sqlalchemy.orm import Session, aliased

from linking.folding import line_key
from linking.outlet_lines import ALWAYS, HOLDERS, LOOKED_AT, unlike
from storage.inserting import chunks
from storage.models import ArticleRow, OutletFurnitureRow, OutletLineRow

Line = tuple[int, int]
"""The source and the key of the line."""
Counts = dict[Line, tuple[bool, bool]]
"""Line → whether `HOLDERS` articles hold it, and whether `ALWAYS` do."""


def keep_lines(session: Session, lines: Mapping[int, tuple[int, Collection[int]]]) -> set[int]:
    """Make the lines stored of articles (id → source and keys) those given.

    Gives the articles, these or others, that hold a line which has become furniture, or is none any more.
    """
    wanted = {(source, key, one) for one, (source, keys) in lines.items() for key in keys}
    stored = {row for part in chunks(sorted(lines)) for row in _stored(session, part)}
    for part in chunks(sorted(stored - wanted)):
        which = tuple_(OutletLineRow.source_id, OutletLineRow.key, OutletLineRow.article_id)
        session.execute(delete(OutletLineRow).where(which.in_(part)))
    if new := sorted(wanted - stored):
        rows = [{"source_id": source, "key": key, "article_id": one} for source, key, one in new]
        session.execute(insert(OutletLineRow), rows)
    counted: Counts = {}
    for part in chunks(sorted(lines)):
        counted |= _counted_from(session, part)
    return _settle(session, counted | _counted(session, sorted({row[:2] for row in stored} - counted.keys())))


def lines_of(session: Session, ids: Sequence[int]) -> set[Line]:
    """The lines of the articles `ids`."""
    return {(source, key) for source, key, _ in _stored(session, ids)}


def settle_lines(session: Session, lines: Iterable[Line]) -> set[int]:
    """Tell anew which of `lines`, some of whose holders are gone, are furniture.

    Gives the articles that hold one of those for which that is another now.
    """
    return _settle(session, _counted(session, sorted(set(lines))))


def _settle(session: Session, counted: Counts) -> set[int]:
    old = _known(session, sorted(counted))
    new = {line for line, (few, many) in counted.items() if many or (few and _unlike(session, line))}
    for part in chunks(sorted(old - new)):
        which = tuple_(OutletFurnitureRow.source_id, OutletFurnitureRow.key)
        session.execute(delete(OutletFurnitureRow).where(which.in_(part)))
    if come := sorted(new - old):
        session.execute(insert(OutletFurnitureRow), [{"source_id": source, "key": key} for source, key in come])
    return _holders(session, sorted(old ^ new))


def furniture_of(session: Session, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Article → the furniture that it holds; only articles that hold some."""
    found: dict[int, set[int]] = defaultdict(set)
    for part in chunks(sorted(ids)):
        rows = (
            select(OutletLineRow.article_id, OutletLineRow.key)
            .join(
                OutletFurnitureRow,
                (OutletFurnitureRow.source_id == OutletLineRow.source_id)
                & (OutletFurnitureRow.key == OutletLineRow.key),
            )
            .where(OutletLineRow.article_id.in_(part))
        )
        for one, key in session.execute(rows):
            found[one].add(key)
    return {one: frozenset(keys) for one, keys in found.items()}


def furniture_among(session: Session, source_id: int, keys: Collection[int]) -> frozenset[int]:
    """Those of `keys` that are furniture of a source."""
    return frozenset(key for _, key in _known(session, sorted((source_id, key) for key in keys)))


def _stored(session: Session, ids: Sequence[int]) -> set[tuple[int, int, int]]:
    rows = select(OutletLineRow.source_id, OutletLineRow.key, OutletLineRow.article_id)
    return {(source, key, one) for source, key, one in session.execute(rows.where(OutletLineRow.article_id.in_(ids)))}


def _known(session: Session, lines: Sequence[Line]) -> set[Line]:
    rows = select(OutletFurnitureRow.source_id, OutletFurnitureRow.key)
    which = tuple_(OutletFurnitureRow.source_id, OutletFurnitureRow.key)
    return {(source, key) for part in chunks(lines) for source, key in session.execute(rows.where(which.in_(part)))}


def _counted_from(session: Session, ids: Sequence[int]) -> Counts:
    """Of each line of the articles `ids`. Looks so many holders up and never counts all of them."""
    mine = select(OutletLineRow.source_id, OutletLineRow.key).where(OutletLineRow.article_id.in_(ids)).distinct()
    asked, holders = mine.subquery(), aliased(OutletLineRow)
    held = select(holders.article_id).where(holders.source_id == asked.c.source_id, holders.key == asked.c.key)
    in_order = held.order_by(holders.article_id).limit(1)
    few, many = (in_order.offset(number - 1).scalar_subquery() for number in (HOLDERS, ALWAYS))
    rows = session.execute(select(asked.c.source_id, asked.c.key, few.is_not(None), many.is_not(None)))
    return {(source, key): (bool(few), bool(many)) for source, key, few, many in rows}


def _counted(session: Session, lines: Sequence[Line]) -> Counts:
    """The same of any lines, counting."""
    found: Counts = dict.fromkeys(lines, (False, False))
    which = tuple_(OutletLineRow.source_id, OutletLineRow.key)
    for part in chunks(lines):
        rows = select(OutletLineRow.source_id, OutletLineRow.key, func.count()).where(which.in_(part))
        for source, key, count in session.execute(rows.group_by(OutletLineRow.source_id, OutletLineRow.key)):
            found[source, key] = (count >= HOLDERS, count >= ALWAYS)
    return found


def _unlike(session: Session, line: Line) -> bool:
    """Whether enough of those that hold `line` are unlike each other; read as far as that takes."""
    source, key = line
    bodies = (
        select(ArticleRow.body)
        .join(OutletLineRow, OutletLineRow.article_id == ArticleRow.id)
        .where(OutletLineRow.source_id == source, OutletLineRow.key == key)
        .order_by(ArticleRow.url_key)
        .limit(LOOKED_AT)
    )
    return unlike(session.scalars(bodies), lambda text: _key(text) == key)


@lru_cache(maxsize=10_000)
def _key(line: str) -> int:
    return line_key(line)


def _holders(session: Session, lines: Sequence[Line]) -> set[int]:
    found: set[int] = set()
    which = tuple_(OutletLineRow.source_id, OutletLineRow.key)
    for part in chunks(lines):
        found |= set(session.scalars(select(OutletLineRow.article_id).where(which.in_(part))))
    return found
