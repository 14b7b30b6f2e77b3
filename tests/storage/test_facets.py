"""Counts by source, language and day, on both databases."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kitewire.archive_view import ArticleQuery
from kitewire.article import Precision, PublicationDate
from kitewire.errors import BadQueryError
from storage import open_database
from storage.facets import MOST_COUNTED, Cell, Facets
from tests.feeds.archive import KITES, RIVER, WEIFANG, page, save

SHANGHAI = ZoneInfo("Asia/Shanghai")
_PAGES = Path(__file__).parents[2] / "feeds" / "pages"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_say_how_many_are_counted(language: str) -> None:
    words = tomllib.loads((_PAGES / "words" / language / "reading.toml").read_text("utf-8"))
    assert f" {MOST_COUNTED:,} " in words["facet"]["sampled"]


def test_what_a_list_consists_of(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = page("http://wf.example.cn/1", "風箏", KITES)
    late = replace(one, published=PublicationDate(datetime(2026, 10, 28, 17, tzinfo=UTC), Precision.MINUTE, "cms"))
    never = replace(one, published=PublicationDate(datetime.max.replace(tzinfo=UTC), Precision.MINUTE, "cms"))
    with open_database(database_url) as database:
        save(
            database, WEIFANG, one, replace(late, url="http://wf.example.cn/2", canonical_url="http://wf.example.cn/2")
        )
        kite = replace(late, url="https://river.example.org/3", canonical_url="https://river.example.org/3", lang="en")
        save(database, RIVER, kite)
        facets = Facets(database.transactions)
        counted = facets.count(ArticleQuery(source="weifang", lang="zh", limit=1), SHANGHAI)
        assert counted.whole and set(counted.cells) == {
            Cell("weifang", "zh", date(2026, 10, 28), 1),
            Cell("weifang", "zh", date(2026, 10, 29), 1),
            Cell("river.post", "en", date(2026, 10, 29), 1),
        }
        searched = facets.count(ArticleQuery(text="博物館", since=datetime(2026, 10, 28, 16, tzinfo=UTC)), SHANGHAI)
        assert {cell.source for cell in searched.cells} == {"weifang", "river.post"} and len(searched.cells) == 2
        with pytest.raises(BadQueryError):
            facets.count(ArticleQuery(text='""'), SHANGHAI)
        monkeypatch.setattr("storage.facets.MOST_COUNTED", 2)
        fewer = facets.count(ArticleQuery(), SHANGHAI)
        assert not fewer.whole and {cell.day for cell in fewer.cells} == {date(2026, 10, 29)}
        save(database, WEIFANG, replace(never, url="http://wf.example.cn/9", canonical_url="http://wf.example.cn/9"))
        assert date(9999, 12, 31) in {cell.day for cell in facets.count(ArticleQuery(), SHANGHAI).cells}
