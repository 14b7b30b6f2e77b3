"""Which lines an outlet repeats: kept by article, counted where they changed, never by walking the archive.

What is furniture depends on the stored texts alone: on how many articles of the outlet hold a line, and whether
`HOLDERS` of them are unlike each other. So the order in which articles come has no part in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import BigInteger, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from linking.folding import line_key
from linking.outlet_lines import ALWAYS, HOLDERS, LOOKED_AT, unlike
from storage.inserting import chunks
from storage.models import ArticleRow, OutletFurnitureRow, OutletLineRow
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, inserting, listing, rows_of

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
        execute_rows(session, _ADD, new, _LINE_ROW)
    counted: Counts = {}
    for part in chunks(sorted(lines)):
        counted |= _counted_from(session, part)
    return _settle(session, counted | _counted(session, sorted({row[:2] for row in stored} - counted.keys())))


_LINE_ROW: Types = {"source_id": BigInteger, "key": BigInteger, "article_id": BigInteger}
_ADD = inserting("outlet_lines", _LINE_ROW)


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
        for one, key in rows_of(session, _FURNITURE, ids=part):
            found[one].add(key)
    return {one: frozenset(keys) for one, keys in found.items()}


_FURNITURE = listing(
    'SELECT held.article_id, held."key" FROM outlet_lines AS held JOIN outlet_furniture AS furniture'
    ' ON furniture.source_id = held.source_id AND furniture."key" = held."key" WHERE held.article_id {ids}'
)


def furniture_among(session: Session, source_id: int, keys: Collection[int]) -> frozenset[int]:
    """Those of `keys` that are furniture of a source."""
    return frozenset(key for _, key in _known(session, sorted((source_id, key) for key in keys)))


def _stored(session: Session, ids: Sequence[int]) -> set[tuple[int, int, int]]:
    return {(source, key, one) for source, key, one in rows_of(session, _LINES, ids=ids)}


_LINES = listing('SELECT source_id, "key", article_id FROM outlet_lines WHERE article_id {ids}')


def _known(session: Session, lines: Sequence[Line]) -> set[Line]:
    return {(source, key) for source, key in execute_rows(session, _KNOWN, lines, _LINE_TYPES)}


_LINE_TYPES: Types = {"sources": BigInteger, "keys": BigInteger}
_KNOWN: Statements = {
    "sqlite": Plain(
        'SELECT source_id, "key" FROM outlet_furniture WHERE (source_id, "key") IN '
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows))"
    ),
    "postgresql": arrays(
        "SELECT source_id, key FROM outlet_furniture WHERE (source_id, key) IN (SELECT * FROM unnest(:sources, :keys))",
        _LINE_TYPES,
    ),
}


def _counted_from(session: Session, ids: Sequence[int]) -> Counts:
    """Of each line of the articles `ids`. Looks so many holders up and never counts all of them."""
    rows = rows_of(session, _COUNTED, ids=ids, few=HOLDERS - 1, many=ALWAYS - 1)
    return {(source, key): (few is not None, many is not None) for source, key, few, many in rows}


_HOLDER = (
    "(SELECT held.article_id FROM outlet_lines AS held"
    ' WHERE held.source_id = asked.source_id AND held."key" = asked."key"'
    " ORDER BY held.article_id LIMIT 1 OFFSET :{})"
)
_COUNTED = listing(
    f'SELECT asked.source_id, asked."key", {_HOLDER.format("few")} AS few, {_HOLDER.format("many")} AS many '
    'FROM (SELECT DISTINCT source_id, "key" FROM outlet_lines WHERE article_id {ids}) AS asked'
)


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
