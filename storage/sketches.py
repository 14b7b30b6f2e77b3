"""The keys of fingerprints: kept by key, so that candidates are found, and by article, to take them out."""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import BigInteger, TextClause, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from storage.inserting import chunks
from storage.models import ArticleRow

Keys = tuple[int, ...]

# Rows are (key, article); a list of any length is one value, so that each statement is compiled once.
_INSERT = {
    "sqlite": text(
        'INSERT INTO sketches ("key", article_id) '
        "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows)"
    ),
    "postgresql": text("INSERT INTO sketches (key, article_id) SELECT * FROM unnest(:keys, :articles)").bindparams(
        bindparam("keys", type_=ARRAY(BigInteger)), bindparam("articles", type_=ARRAY(BigInteger))
    ),
}
_DELETE = {
    "sqlite": text(
        'DELETE FROM sketches WHERE ("key", article_id) IN '
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows))"
    ),
    "postgresql": text(
        "DELETE FROM sketches WHERE (key, article_id) IN (SELECT * FROM unnest(:keys, :articles))"
    ).bindparams(bindparam("keys", type_=ARRAY(BigInteger)), bindparam("articles", type_=ARRAY(BigInteger))),
}
# A key that one article alone holds, as most are, or more than `most` do is left out; its holders are not read.
_HOLDERS = {
    "sqlite": text(
        "SELECT asked.value, held.article_id FROM json_each(:keys) AS asked "
        'CROSS JOIN sketches AS held ON held."key" = asked.value '
        'WHERE (SELECT article_id FROM sketches WHERE "key" = asked.value LIMIT 1 OFFSET 1) IS NOT NULL '
        'AND (SELECT article_id FROM sketches WHERE "key" = asked.value LIMIT 1 OFFSET :most) IS NULL'
    ),
    "postgresql": text(
        "SELECT asked.value, held.article_id FROM unnest(:keys) AS asked(value) "
        "JOIN sketches AS held ON held.key = asked.value "
        "WHERE (SELECT article_id FROM sketches WHERE key = asked.value LIMIT 1 OFFSET 1) IS NOT NULL "
        "AND (SELECT article_id FROM sketches WHERE key = asked.value LIMIT 1 OFFSET :most) IS NULL"
    ).bindparams(bindparam("keys", type_=ARRAY(BigInteger))),
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
    gone = [(key, one) for one in changed for key in set(old.get(one, ())).difference(changed[one])]
    come = [(key, one) for one, keys in changed.items() for key in set(keys).difference(old.get(one, ()))]
    _execute(session, _DELETE, sorted(gone))
    _execute(session, _INSERT, sorted(come))
    session.execute(update(ArticleRow), [{"id": one, "sketch": packed(keys)} for one, keys in changed.items()])


def sketches_of(session: Session, ids: Iterable[int]) -> dict[int, Keys]:
    """Article → its keys, ascending, as they stand in `sketches`; only articles that have some."""
    found: dict[int, Keys] = {}
    for part in chunks(sorted(ids)):
        rows = select(ArticleRow.id, ArticleRow.sketch).where(ArticleRow.id.in_(part), ArticleRow.sketch.is_not(None))
        found.update({one: unpacked(sketch) for one, sketch in session.execute(rows) if sketch})
    return found


def holders_of(session: Session, keys: Collection[int], most: int) -> dict[int, list[int]]:
    """Key → the articles that hold it; only keys that at least two articles hold, and at most `most`."""
    found: dict[int, list[int]] = defaultdict(list)
    if keys:
        dialect = session.get_bind().dialect.name
        asked = sorted(keys)
        given = {"keys": json.dumps(asked) if dialect == "sqlite" else asked, "most": most}
        for key, one in session.execute(_HOLDERS[dialect], given).all():
            found[key].append(one)
    return found


def packed(keys: Keys) -> bytes:
    """Keys as one value, eight bytes each, little end first."""
    return struct.pack(f"<{len(keys)}q", *keys)


def unpacked(sketch: bytes) -> Keys:
    """What `packed` made."""
    return struct.unpack(f"<{len(sketch) // 8}q", sketch)


def _execute(session: Session, statements: Mapping[str, TextClause], rows: Sequence[tuple[int, int]]) -> None:
    """Run the statement of the database for (key, article) `rows`."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    keys, articles = zip(*rows, strict=True)
    given = {"rows": json.dumps(rows)} if dialect == "sqlite" else {"keys": list(keys), "articles": list(articles)}
    session.execute(statements[dialect], given)
