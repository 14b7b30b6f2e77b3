"""The keys of fingerprints: kept by key, so that candidates are found, and by article, to take them out."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Session

from linking.hashing import by_key
from linking.sharing import Holders
from storage.inserting import chunks
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, inserting, listing, rows_of

Keys = tuple[int, ...]

_TYPES: Types = {"key": BigInteger, "article_id": BigInteger}
_INSERT = inserting("sketches", _TYPES)
_DELETE: Statements = {
    "sqlite": Plain('DELETE FROM sketches WHERE "key" = ? AND article_id = ?', for_each=True),
    "postgresql": arrays(
        "DELETE FROM sketches WHERE (key, article_id) IN (SELECT * FROM unnest(:key, :article_id))", _TYPES
    ),
}
# One row a key, its holders written out: a row for each of them costs more here and in Python. A key that one article
# alone holds, as most are, is left out before they are; no more than `:most` are looked at.
_HELD = """
SELECT asked.value, (
    SELECT {listed} FROM (SELECT article_id FROM sketches WHERE "key" = asked.value LIMIT :most) AS held
) FROM {asked}
WHERE (SELECT article_id FROM sketches WHERE "key" = asked.value LIMIT 1 OFFSET 1) IS NOT NULL
"""
_HOLDERS: Statements = {
    "sqlite": Plain(_HELD.format(listed="group_concat(article_id)", asked="json_each(:keys) AS asked")),
    "postgresql": arrays(
        _HELD.format(listed=r"string_agg(article_id\:\:text, ',')", asked="unnest(:keys) AS asked(value)"),
        {"keys": BigInteger},
    ),
}


def replace_sketches(session: Session, sketches: Mapping[int, Keys]) -> None:
    """Make the stored sketches those given (article id → keys). Those of articles that go are given as empty ones.

    What differs is written in one batch sorted by key: that keeps the table's insert rate up as it grows (measured:
    twice the rate at a million articles).
    """
    old = sketches_of(session, sketches)
    new = {one: tuple(sorted(set(keys))) for one, keys in sketches.items()}
    changed = {one: keys for one, keys in new.items() if keys != old.get(one, ())}
    if not changed:
        return
    gone = [(key, one) for one in changed.keys() & old.keys() for key in set(old[one]).difference(changed[one])]
    come = {one: set(keys).difference(old[one]) if one in old else keys for one, keys in changed.items()}
    execute_rows(session, _DELETE, sorted(gone), _TYPES)
    execute_rows(session, _INSERT, by_key(come), _TYPES)
    execute_rows(session, _KEEP, [(packed(keys), one) for one, keys in changed.items()], _KEPT)


_KEPT: Types = {"sketches": LargeBinary, "articles": BigInteger}
_KEEP: Statements = {
    "sqlite": Plain("UPDATE articles SET sketch = ? WHERE id = ?", for_each=True),
    "postgresql": arrays(
        "UPDATE articles SET sketch = one.sketch FROM unnest(:sketches, :articles) AS one(sketch, article)"
        " WHERE articles.id = one.article",
        _KEPT,
    ),
}


def sketches_of(session: Session, ids: Iterable[int]) -> dict[int, Keys]:
    """Article → its keys, ascending, as they stand in `sketches`; only articles that have some."""
    found: dict[int, Keys] = {}
    for part in chunks(sorted(ids)):
        found.update((one, unpacked(sketch)) for one, sketch in rows_of(session, _SKETCHES, ids=part) if sketch)
    return found


_SKETCHES = listing("SELECT id, sketch FROM articles WHERE id {ids} AND sketch IS NOT NULL")


def holders_of(session: Session, keys: Collection[int], most: int) -> Holders:
    """Who holds which of the keys; only keys that at least two articles hold, and at most `most`.

    `keys`: ascending, each once.
    """
    # One more than count tells which are too many.
    rows = rows_of(session, _HOLDERS, keys=keys, most=most + 1)
    return {key: held for key, held in rows if held.count(",") < most}


def packed(keys: Keys) -> bytes:
    """Keys as one value, eight bytes each, little end first."""
    return struct.pack(f"<{len(keys)}q", *keys)


def unpacked(sketch: bytes) -> Keys:
    """What `packed` made."""
    return struct.unpack(f"<{len(sketch) // 8}q", sketch)
