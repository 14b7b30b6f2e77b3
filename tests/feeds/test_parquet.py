"""Articles as Parquet, read back by pyarrow."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from pyarrow import parquet as reader

from feeds import parquet
from feeds.feed import Channel, Feed
from feeds.record import article_record
from kitewire.archive_view import ArticleView
from kitewire.errors import MissingPartError
from tests.feeds.views import view, views

CHANNEL = Channel("t", "d", "http://a.example", "http://a.example/x", "http://a.example/x", "http://a.example/")


def written(found: list[ArticleView]) -> io.BytesIO:
    return io.BytesIO(b"".join(parquet.write(Feed(CHANNEL, iter(found)))))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(views())
def test_every_field_comes_back(article: ArticleView) -> None:
    (row,) = reader.read_table(written([article])).to_pylist()
    wanted = article_record(article)
    assert list(row) == list(parquet.COLUMNS) == list(wanted)
    for name, value in wanted.items():
        if name in parquet._TIMES:
            assert row[name] == getattr(article, name)
        elif isinstance(value, str):
            assert row[name] == value.encode("utf-8", "replace").decode()
    assert [one["position"] for one in row["related"]] == [one.position for one in article.related]


def test_an_empty_archive_makes_a_table_with_its_columns() -> None:
    table = reader.read_table(written([]))
    assert table.num_rows == 0 and table.column_names == list(parquet.COLUMNS)


def test_groups_are_given_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given is not kept: the whole file need never be in memory."""
    monkeypatch.setattr(parquet, "_MOST_ROWS", 10)
    asked = 0

    def many() -> Iterator[ArticleView]:
        nonlocal asked
        for number in range(1, 36):
            asked = number
            yield view(number)

    pieces = parquet.write(Feed(CHANNEL, many()))
    first = next(pieces)
    assert asked == 10 and first.startswith(b"PAR1")
    found = reader.ParquetFile(io.BytesIO(first + b"".join(pieces)))
    assert found.metadata.num_row_groups == 4
    assert found.read().column("id").to_pylist() == list(range(1, 36))


def test_without_pyarrow_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPartError, match=r"pip install 'kitewire\[parquet\]'"):
        next(parquet.write(Feed(CHANNEL)))
