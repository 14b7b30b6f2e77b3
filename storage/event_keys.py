"""The keys of telling terms, by which articles on the same event are found: statements for both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Session

from linking.sharing import Holders
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, inserting, rows_of

Key = tuple[int, int, int]
"""Hash of a term, day, article."""
Days = tuple[int, int]
"""The first and the last."""

_KEY_TYPES: Types = {"key": BigInteger, "day": Integer, "article_id": BigInteger}


_ADD = inserting("event_keys", _KEY_TYPES)
_REMOVE: Statements = {
    "sqlite": Plain('DELETE FROM event_keys WHERE "key" = ? AND day = ? AND article_id = ?', for_each=True),
    "postgresql": arrays(
        "DELETE FROM event_keys WHERE (key, day, article_id) IN (SELECT * FROM unnest(:key, :day, :article_id))",
        _KEY_TYPES,
    ),
}
# One row a term: counting its holders here costs a quarter of grouping them there. All of them, however many: to stop
# at the last that counts costs more, and which terms are common is known but for the first time.
_HELD = """
SELECT asked.value, (
    SELECT {listed} FROM event_keys WHERE "key" = asked.value AND day BETWEEN :first AND :last
) FROM {asked}
WHERE NOT EXISTS (
    SELECT 1 FROM common_event_keys
    WHERE "key" = asked.value AND last_day BETWEEN :first AND :last AND first_day >= :first
)
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
# The latest days that have so many holders: those of the new articles that are to come, too.
_DAY_OF = """(
    SELECT day FROM event_keys WHERE "key" = asked.value AND day BETWEEN :first AND :last
    ORDER BY day DESC LIMIT 1 OFFSET {}
)"""
_NOTE_COMMON = f"""
INSERT INTO common_event_keys ("key", first_day, last_day)
SELECT asked.value, {_DAY_OF.format(":most")}, {_DAY_OF.format("0")} FROM {{asked}} WHERE true
ON CONFLICT ("key", last_day) DO UPDATE SET first_day = excluded.first_day
"""
_NOTE: Statements = {
    "sqlite": Plain(_NOTE_COMMON.format(asked="json_each(:keys) AS asked")),
    "postgresql": arrays(_NOTE_COMMON.format(asked="unnest(:keys) AS asked(value)"), {"keys": BigInteger}),
}
# The article tells nothing here, but is in each row, and a statement of SQLite must use all that it is given.
_FORGET: Statements = {
    "sqlite": Plain(
        'DELETE FROM common_event_keys WHERE "key" = ?1 AND ?2 BETWEEN first_day AND last_day AND ?3 = ?3',
        for_each=True,
    ),
    "postgresql": arrays(
        "DELETE FROM common_event_keys AS common USING unnest(:key, :day, :article_id) AS gone(key, day, article)"
        " WHERE common.key = gone.key AND gone.day BETWEEN common.first_day AND common.last_day",
        _KEY_TYPES,
    ),
}


def add_keys(session: Session, rows: Iterable[Key]) -> None:
    """Store keys that are not stored yet, in their order: that keeps the rate up as the table grows."""
    execute_rows(session, _ADD, sorted(rows, key=itemgetter(0)), _KEY_TYPES)


def remove_keys(session: Session, rows: Iterable[Key]) -> None:
    """Take out keys."""
    gone = sorted(rows)
    execute_rows(session, _REMOVE, gone, _KEY_TYPES)
    execute_rows(session, _FORGET, gone, _KEY_TYPES)


def holders_within(
    session: Session, asked: Iterable[tuple[Collection[int], Days]], most: int, note: bool
) -> dict[Days, Holders]:
    """Who holds which of the terms that are asked for, by the days in which they are.

    Terms that more than `most` hold are left out, and with `note` kept in mind (in `common_event_keys`): they are not
    counted again. A statement for each span of days: mostly an outlet's new articles are of one day.
    """
    wanted: dict[Days, set[int]] = defaultdict(set)
    for keys, days in asked:
        wanted[days].update(keys)
    found: dict[Days, Holders] = {}
    for (first, last), keys in wanted.items():
        rows = [row for row in rows_of(session, _FIND, keys=sorted(keys), first=first, last=last) if row[1]]
        found[first, last] = {key: held for key, held in rows if held.count(",") < most}
        if note and (common := [key for key, held in rows if held.count(",") >= most]):
            note_common(session, common, first, last, most)
    return found


def note_common(session: Session, keys: Sequence[int], first: int, last: int, most: int) -> None:
    """Keep in mind that more than `most` articles hold each of these terms within these days."""
    rows_of(session, _NOTE, keys=keys, first=first, last=last, most=most)
