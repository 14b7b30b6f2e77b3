"""The keys of telling terms, by which articles on the same event are found: statements for both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.orm import Session

from storage.row_values import Types, arrays, execute_rows

Key = tuple[int, int, int]
"""Hash of a term, day, article."""
Asked = tuple[int, int, int, int]
"""Article, hash of a term, first and last day."""

_KEY_TYPES: Types = {"keys": BigInteger, "days": Integer, "articles": BigInteger}
_ASKED_TYPES: Types = {"articles": BigInteger, "keys": BigInteger, "first": Integer, "last": Integer}


_JSON_KEYS = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')"
_ADD = {
    "sqlite": text(f'INSERT INTO event_keys ("key", day, article_id) {_JSON_KEYS} FROM json_each(:rows)'),
    "postgresql": arrays(
        "INSERT INTO event_keys (key, day, article_id) SELECT * FROM unnest(:keys, :days, :articles)", _KEY_TYPES
    ),
}
_REMOVE = {
    "sqlite": text(f'DELETE FROM event_keys WHERE ("key", day, article_id) IN ({_JSON_KEYS} FROM json_each(:rows))'),
    "postgresql": arrays(
        "DELETE FROM event_keys WHERE (key, day, article_id) IN (SELECT * FROM unnest(:keys, :days, :articles))",
        _KEY_TYPES,
    ),
}
# One row a term, with at most `most` holders: counting them here costs a quarter of grouping them there.
_HELD = """
SELECT asked.one, (
    SELECT {listed} FROM (
        SELECT article_id FROM event_keys
        WHERE "key" = asked.k AND day BETWEEN asked.first_day AND asked.last_day LIMIT :most
    ) AS held
) FROM {asked}
"""
_FIND = {
    "sqlite": text(
        _HELD.format(
            listed="group_concat(article_id)",
            asked="(SELECT json_extract(value, '$[0]') AS one, json_extract(value, '$[1]') AS k, "
            "json_extract(value, '$[2]') AS first_day, json_extract(value, '$[3]') AS last_day "
            "FROM json_each(:rows)) AS asked",
        )
    ),
    "postgresql": arrays(
        _HELD.format(
            listed="string_agg(article_id::text, ',')",
            asked="unnest(:articles, :keys, :first, :last) AS asked(one, k, first_day, last_day)",
        ).replace("::", r"\:\:"),
        _ASKED_TYPES,
    ),
}


def add_keys(session: Session, rows: Iterable[Key]) -> None:
    """Store keys that are not stored yet, in their order: that keeps the rate up as the table grows."""
    execute_rows(session, _ADD, sorted(rows), _KEY_TYPES)


def remove_keys(session: Session, rows: Iterable[Key]) -> None:
    """Take out keys."""
    execute_rows(session, _REMOVE, sorted(rows), _KEY_TYPES)


def sharing(session: Session, asked: Sequence[Asked], most: int) -> dict[int, Counter[int]]:
    """Each article that asks → those that share terms with it in the days asked for, itself too → how many.

    `most`: a term that more articles hold in those days counts nothing.
    """
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for one, held in execute_rows(session, _FIND, asked, _ASKED_TYPES, {"most": most + 1}):
        others = held.split(",") if held else []
        if len(others) <= most:
            found[one].update(map(int, others))
    return found
