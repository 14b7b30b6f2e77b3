"""Paging by cursors, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kitewire.archive_view import ArticleQuery, Cursor
from kitewire.errors import BadQueryError
from storage import Database
from storage.cursors import read_cursor, write_cursor
from tests.storage.making import NOW, article, desk, read

_ids = st.integers(0, 2**63 - 1)
_times = st.datetimes(timezones=st.just(UTC))


@given(st.builds(Cursor, st.none() | _times, _ids))
def test_a_cursor_comes_back(cursor: Cursor) -> None:
    text = write_cursor(cursor)
    assert read_cursor(text) == cursor
    assert text.replace("-", "").replace("_", "").isalnum() and len(text) < 30


@given(st.text(max_size=40) | st.text("LRAQ-_=+/ab", max_size=24))
def test_any_other_text_is_refused(text: str) -> None:
    try:
        cursor = read_cursor(text)
    except BadQueryError as error:
        assert "after" in str(error)
    else:
        assert read_cursor(write_cursor(cursor)) == cursor


def test_an_ordinary_cursor_is_short() -> None:
    assert len(write_cursor(Cursor(datetime(2026, 11, 1, tzinfo=UTC), 200_000))) <= 16


def _pages(database: Database, query: ArticleQuery) -> list[list[str]]:
    pages, after = [], query.after
    while True:
        page = database.articles.page(replace(query, after=after))
        pages.append([one.title for one in page.articles])
        if page.next is None:
            return pages
        after = read_cursor(write_cursor(page.next))


@pytest.mark.parametrize("more", [{}, {"text": "风筝", "latest_first": True}, {"text": "风筝"}])
def test_pages_hold_every_article_once(any_database: Database, more: dict[str, object]) -> None:
    days = (0, 1, 1, 1, 2, 3, 3)
    desk(any_database).save(
        *(
            read(article(f"/{at}", title=f"风筝 {at}", body=f"第 {at} 篇", published=NOW - timedelta(days=day)))
            for at, day in enumerate(days)
        )
    )
    query = ArticleQuery(limit=2, **more)  # type: ignore[arg-type]
    pages = _pages(any_database, query)
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    everything = [one.title for one in any_database.articles.find(replace(query, limit=None))]
    assert [title for page in pages for title in page] == everything
    assert len(set(everything)) == len(days)


def test_a_page_does_not_move_when_articles_come_in(any_database: Database) -> None:
    at = desk(any_database)
    at.save(*(read(article(f"/{n}", title=f"旧{n}", published=NOW - timedelta(hours=n))) for n in range(4)))
    first = any_database.articles.page(ArticleQuery(limit=2))
    at.save(read(article("/new", title="新", published=NOW + timedelta(hours=1))))
    second = any_database.articles.page(ArticleQuery(limit=2, after=first.next))
    assert [one.title for one in (*first.articles, *second.articles)] == ["旧0", "旧1", "旧2", "旧3"]


def test_a_cursor_of_another_order_is_refused(any_database: Database) -> None:
    for query in (
        ArticleQuery(after=Cursor(None, 3)),
        ArticleQuery(text="风筝", after=Cursor(NOW, 3)),
        ArticleQuery(text="风筝", latest_first=True, after=Cursor(None, 3)),
    ):
        with pytest.raises(BadQueryError, match="another order"):
            any_database.articles.find(query)
