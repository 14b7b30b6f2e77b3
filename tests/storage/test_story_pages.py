"""Lists of stories, on each database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kitewire.archive_view import ArticleQuery, StoryHit
from storage import Database
from tests.storage.making import HOUR, NOW, article, desk, read

_BODY = "".join(f"第{number}支代表队来自第{number * 7}座城市，带来{number * 3}只风筝参加放飞。" for number in range(12))


@pytest.fixture
def archive(any_database: Database) -> Database:
    """Seven articles at hours 0 to 6, of which 1, 4 and 6 are one story, told by three outlets."""
    places = ("weifang", "weifang", "weifang", "weifang", "jinan", "weifang", "qingdao")
    for hour, name in enumerate(places):
        home = f"https://{name}.example/"
        body = _BODY if hour in (1, 4, 6) else f"第{hour}件别的事，只有一家报道。"
        page = article(f"{home}{hour}", title=f"风筝 {hour}", body=body, published=NOW + hour * HOUR)
        desk(any_database, name, home=home, title=name.title()).save(read(page))
    return any_database


def _lines(database: Database, query: ArticleQuery) -> list[list[tuple[str, int]]]:
    pages = []
    page = database.articles.stories(query)
    while True:
        pages.append([(hit.lead.title.split()[1], hit.articles) for hit in page.hits])
        if page.next is None:
            return pages
        page = database.articles.stories(replace(query, after=page.next, offset=0))


def test_a_story_stands_where_its_latest_article_does(archive: Database) -> None:
    assert _lines(archive, ArticleQuery(limit=9)) == [[("1", 3), ("5", 1), ("3", 1), ("2", 1), ("0", 1)]]
    assert _lines(archive, ArticleQuery(limit=2)) == [[("1", 3), ("5", 1)], [("3", 1), ("2", 1)], [("0", 1)]]
    assert _lines(archive, ArticleQuery(limit=3, offset=1)) == [[("5", 1), ("3", 1), ("2", 1)], [("0", 1)]]
    assert _lines(archive, ArticleQuery(limit=0)) == [[]]


def test_a_story_in_full(archive: Database) -> None:
    hit: StoryHit = archive.articles.stories(ArticleQuery()).hits[0]
    assert hit.story_id == hit.lead.story_id is not None
    assert hit.outlets == ("Weifang", "Jinan", "Qingdao")
    assert hit.latest == NOW + 6 * HOUR
    single = archive.articles.stories(ArticleQuery()).hits[1]
    assert (single.story_id, single.outlets, single.latest) == (None, ("Weifang",), NOW + 5 * HOUR)


def test_only_what_is_chosen_counts(archive: Database) -> None:
    assert _lines(archive, ArticleQuery(source="jinan")) == [[("4", 1)]]
    assert _lines(archive, ArticleQuery(until=NOW + 5 * HOUR, fold_reprints=True))[0][0] == ("1", 2)
    assert _lines(archive, ArticleQuery(since=NOW + 2 * HOUR))[0][0] == ("4", 2), "the earliest chosen leads"


@pytest.mark.parametrize("latest_first", [False, True])
def test_searches(archive: Database, latest_first: bool) -> None:
    query = ArticleQuery(text="代表队", latest_first=latest_first)
    (hit,) = archive.articles.stories(query).hits
    assert (hit.articles, len(hit.outlets)) == (3, 3)
    assert "\ue000代表队\ue001" in hit.lead.snippet
    pages = _lines(archive, ArticleQuery(text="风筝", latest_first=latest_first, limit=2))
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {line for page in pages for line, _ in page} >= {"5", "3", "2", "0"}
