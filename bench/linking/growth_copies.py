"""Old articles of a large archive, made of those of a small one: for what linking looks at, as good as new ones.

Inventing, folding and fingerprinting a million texts takes hours. Reprints and related lists of invented news reach
back no farther than `invented_news.WINDOW`, so what is older than `RECENT` articles is copied from the first ones,
later by so many days: numbers, times, addresses, targets, links and stories are moved. Terms and profiles of events
stay as they are: words come again in all news, and what is compared is compared in full. Keys of sketches that only one
story of the original holds become others, and so do those of lines; those that several hold by chance are kept.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from invented_news import A_DAY, OUTLETS, WINDOW, address

from storage.keys import address_key

RECENT = 3 * WINDOW
"""Articles that are made one by one."""
_ADDRESS = re.compile(r"http://outlet(\d+)\.example/\d+/(\d+)\.htm")
_MIX = 0x9E3779B97F4A7C15
_SIGNED = 1 << 63


@dataclass(frozen=True, slots=True)
class _Copy:
    """One copy of the original; `moved` in SQL is what it makes of a value."""

    by: int
    """Articles; a multiple of a day and of the outlets."""
    common: frozenset[int]

    def key(self, key: int) -> int:
        """Of a sketch."""
        return key if key in self.common else self.line(key)

    def line(self, key: int) -> int:
        """Any key of 64 bits, as another; no two become one."""
        return (((key + _SIGNED) ^ (self.by * _MIX)) & (2 * _SIGNED - 1)) - _SIGNED

    def sketch(self, packed: bytes | None) -> bytes | None:
        """The keys of an article."""
        if packed is None:
            return None
        keys = sorted(map(self.key, struct.unpack(f"<{len(packed) // 8}q", packed)))
        return struct.pack(f"<{len(keys)}q", *keys)

    def url(self, url: str) -> str:
        """An article's."""
        found = _ADDRESS.fullmatch(url)
        assert found is not None
        return address(int(found[2]) + self.by, int(found[1]))

    def url_key(self, url: str) -> str:
        """Of the moved address."""
        return address_key(self.url(url))

    def days(self) -> int:
        """By how many it is later."""
        return self.by // A_DAY

    def time(self, stored: str | None) -> str | None:
        """A day, or a time."""
        if stored is None:
            return None
        later = datetime.fromisoformat(stored) + timedelta(days=self.days())
        return f"{later:%Y-%m-%d}" if len(stored) == 10 else later.isoformat(" ", "microseconds")


_NUMBERS = ("article_id", "target_id", "a_id", "b_id", "lead_id", "story_id")
_TIMES = ("published", "first_seen", "updated", "sorted_by", "discovered", "fetched", "date")
_TABLES = {
    "stories": "id",
    "articles": "id",
    "pages": "id",
    "related_entries": "article_id, position",
    "links": "a_id, b_id",
    "event_profiles": "article_id",
    "event_keys": "key, 2, article_id",
    "outlet_lines": "source_id, 2",
    "sketches": "1",
}
"""Table → the order in which its rows are written: that of its key, so that each page is written once."""


def repeat(archive: Path, original: Path, size: int) -> None:
    """Fill the archive, which holds whole copies of `original`, up to `size` with further ones, the last one in part.

    Raises `ValueError` where the original does not hold whole days and rounds of the outlets.
    """
    with contextlib.closing(sqlite3.connect(archive, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = -1000000")
        connection.execute("ATTACH ? AS original", (str(original),))
        (many,) = connection.execute("SELECT max(id) FROM original.articles").fetchone()
        (have,) = connection.execute("SELECT max(id) FROM articles").fetchone()
        if have % many or many % A_DAY or many % OUTLETS:
            raise ValueError(f"{have} articles cannot be followed by copies of {many}")
        common = frozenset(_common(connection))
        for by in range(have, size, many):
            connection.execute("BEGIN")
            _append(connection, _Copy(by, common), min(many, size - by))
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _common(connection: sqlite3.Connection) -> Iterator[int]:
    """Keys of sketches that articles of more than one story hold."""
    stories = dict(connection.execute("SELECT id, coalesce(story_id, -id) FROM original.articles"))
    last, of = None, None
    for key, article in connection.execute("SELECT key, article_id FROM original.sketches ORDER BY key"):
        if key == last and stories[article] != of:
            yield key
        last, of = key, stories[article]


def _append(connection: sqlite3.Connection, copy: _Copy, many: int) -> None:
    """Copy the first so many articles and all that hangs on them."""
    for name in ("key", "line", "sketch", "url", "url_key", "time"):
        connection.create_function(f"moved_{name}", 1, partial(getattr(_Copy, name), copy), deterministic=True)
    for table, order in _TABLES.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA original.table_info({table})")]
        chosen = ", ".join(_moved(table, column, copy) for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        article = next(one for one in ("article_id", "a_id", "id") if one in columns)
        taken = f"SELECT {chosen} FROM original.{table} WHERE {article} <= {many} ORDER BY {order}"
        connection.execute(f"INSERT INTO {table} ({names}) {taken}")


def _moved(table: str, column: str, copy: _Copy) -> str:
    """What stands in the copy in place of a column of the original."""
    if column in _NUMBERS or (column == "id" and table in ("articles", "pages", "stories")):
        return f"{column} + {copy.by}"
    if column == "day":
        return f"day + {copy.days()}"
    if column in _TIMES:
        return f"moved_time({column})"
    if column in ("url", "canonical_url"):
        return f"moved_url({column})"
    if column == "url_key":
        return "moved_url_key(url)"
    if column == "sketch":
        return "moved_sketch(sketch)"
    if column == "key" and table in ("sketches", "outlet_lines"):
        return "moved_key(key)" if table == "sketches" else "moved_line(key)"
    return f'"{column}"'
