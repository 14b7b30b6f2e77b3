"""The keys of telling terms, by which articles on the same event are found: statements for both databases."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Session

from storage.row_values import Plain, Statements, Types, arrays, execute_rows, inserting, rows_of

Key = tuple[int, int, int]
"""Hash of a term, day, article."""
Asked = tuple[int, int, int, int]
"""Article, hash of a term, first and last day."""

_KEY_TYPES: Types = {"key": BigInteger, "day": Integer, "article_id": BigInteger}


_ADD = inserting("event_keys", _KEY_TYPES)
_REMOVE: Statements = {
    "sqlite": Plain('DELETE FROM event_keys WHERE "key" = ? AND day = ? AND article_id = ?', for_each=True),
    "postgresql": arrays(
        "DELETE FROM event_keys WHERE (key, day, article_id) IN (SELECT * FROM unnest(:key, :day, :article_id))",
        _KEY_TYPES,
    ),
}
# One row a term: counting its holders here costs a quarter of grouping them there. Whether there are too many is asked
# first, since listing them costs more than passing over them.
_HELD = """
SELECT asked.value, (
    SELECT {listed} FROM event_keys WHERE "key" = asked.value AND day BETWEEN :first AND :last
) FROM {asked}
WHERE (
    SELECT article_id FROM event_keys
    WHERE "key" = asked.value AND day BETWEEN :first AND :last LIMIT 1 OFFSET :most
) IS NULL
"""
_FIND: Statements = {
    "sqlite": Plain(_HELD.format(listed="group_concat(article_id)", asked="json_each(:keys) AS asked")),
    "postgresql": arrays(
        _HELD.format(
            listed=r"string_agg(article_id\:\:text, ',')",
            asked="unnest(:keys) AS asked(value)",
        ),
        {"keys": BigInteger},
    ),
}


def add_keys(session: Session, rows: Iterable[Key]) -> None:
    """Store keys that are not stored yet, in their order: that keeps the rate up as the table grows."""
    execute_rows(session, _ADD, sorted(rows), _KEY_TYPES)


def remove_keys(session: Session, rows: Iterable[Key]) -> None:
    """Take out keys."""
    execute_rows(session, _REMOVE, sorted(rows), _KEY_TYPES)


def sharing(session: Session, asked: Iterable[Asked], most: int) -> list[tuple[int, str | None]]:
    """For each term asked for: the article that asks, and those that hold it in the days asked for, itself too.

    These are numbers with commas between. Terms that more than `most` hold are left out. A statement for each span of
    days: mostly an outlet's new articles are of one day.
    """
    spans: dict[tuple[int, int], dict[int, list[int]]] = {}
    for one, key, first, last in asked:
        spans.setdefault((first, last), {}).setdefault(key, []).append(one)
    return [
        (one, held)
        for (first, last), askers in spans.items()
        for key, held in rows_of(session, _FIND, keys=sorted(askers), first=first, last=last, most=most)
        for one in askers[key]
    ]
