"""Apache Parquet: one row an article, typed columns, for the tools of data work. Needs `kitewire[parquet]`."""

from __future__ import annotations

from collections.abc import Iterator
from io import RawIOBase
from typing import TYPE_CHECKING, Any

from feeds.feed import Feed
from feeds.record import article_record
from kitewire.archive_view import ArticleView
from kitewire.errors import MissingPartError

if TYPE_CHECKING:
    import pyarrow

_ROW_GROUP = 8_000_000
"""Characters of text in a group of rows, about: what is in memory at once."""
_MOST_ROWS = 10_000


def write(feed: Feed) -> Iterator[bytes]:
    """A Parquet file, group by group; columns have the names of JSON Lines. Raises `MissingPartError` at once."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingPartError("Parquet needs pyarrow: pip install 'kitewire[parquet]'") from error
    schema = _schema(pyarrow)
    sink = _Sink()
    with parquet.ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows in _groups(feed):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            yield sink.take()
    yield sink.take()


def _groups(feed: Feed) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for article in feed.articles:
        rows.append(_row(article))
        size += len(article.body)
        if size >= _ROW_GROUP or len(rows) >= _MOST_ROWS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


_TIMES = ("published", "modified", "first_seen", "updated", "gone")


def _row(article: ArticleView) -> dict[str, Any]:
    """The fields of JSON Lines, with times as times."""
    row: dict[str, Any] = _whole(article_record(article))
    return row | {name: getattr(article, name) for name in _TIMES}


def _whole(value: Any) -> Any:
    """`value` with lone surrogates replaced, which are no UTF-8."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {name: _whole(one) for name, one in value.items()} if isinstance(value, dict) else value


def _schema(pa: Any) -> pyarrow.Schema:
    """Types by column. Times are UTC, in microseconds."""
    text, number, moment = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")
    entry = [("position", number), ("title", text), ("url", text), ("article", number), ("resolved_by", text)]
    mend = [("part", text), ("start", number), ("before", text), ("after", text), ("kind", text)]
    roles = [(role, pa.list_(text)) for role in ("reporters", "correspondents", "editors", "authors")]
    types = {
        "id": number, "story": number, "keywords": pa.list_(text), "bylines": pa.struct(roles),
        "related": pa.list_(pa.struct([*entry[:3], ("date", text), *entry[3:]])), "links": pa.list_(pa.struct(entry)),
        "decoding": pa.struct([("declared", text), ("used", text), ("replaced", number)]),
        "repaired": pa.struct(
            [("title", text), ("body", text), ("mends", pa.list_(pa.struct(mend))), ("untried", number)]
        ),
        **dict.fromkeys(_TIMES, moment),
    }  # fmt: skip
    return pa.schema([(name, types.get(name, text)) for name in COLUMNS])


COLUMNS = (
    *("id", "uid", "source", "source_title", "region", "url", "canonical_url", "title", "body", "lang"),
    *("published", "published_precision", "published_found_by", "modified", "first_seen", "updated", "gone"),
    *("origin", "dateline", "bylines", "section", "keywords", "image", "related", "links"),
    *("decoding", "repaired", "story"),
)


class _Sink(RawIOBase):
    """A file that keeps only what was not taken yet, and counts on."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._length

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._held.append(piece)
        self._length += len(piece)
        return len(piece)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._held)
        self._held.clear()
        return taken
