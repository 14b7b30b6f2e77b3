"""Archive documents that stay as they are, and the reprints behind an entry."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kitewire.archive_view import ArticleQuery
from storage import Database, feed_pages
from storage.feed_pages import MOST, IdRange, leaf_of
from tests.storage.making import HOUR, NOW, Desk, article, desk, read

ALL = ArticleQuery()


def save(archive: Desk, first: int, many: int) -> None:
    texts = [f"第{number}条消息：{random.Random(number).random()}" * 3 for number in range(first, first + many)]
    pages = [read(article(f"/{first + n}.htm", f"标题 {first + n}", text)) for n, text in enumerate(texts)]
    archive.save(*pages, now=NOW + first * HOUR)


def walk(database: Database, query: ArticleQuery = ALL) -> list[tuple[IdRange, list[int]]]:
    documents = []
    place = database.feed_pages.newest_range(query)
    while place is not None:
        found = database.feed_pages.in_range(query, place, 500)
        documents.append((place, sorted(one.id for one in found)))
        older = database.feed_pages.older_range(query, place)
        assert older is None or database.feed_pages.newer_range(query, older) == place
        place = older
    return documents


def test_archives_hold_each_article_once_and_full_ones_stay(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_pages, "MOST", 8)
    archive = desk(any_database)
    assert any_database.feed_pages.newest_range(ALL) is None
    save(archive, 1, 21)
    before = walk(any_database)
    assert sorted(one for _, held in before for one in held) == list(range(1, 22))
    assert all(0 < len(held) <= 8 for _, held in before)
    save(archive, 22, 2)
    after = walk(any_database)
    assert sorted(one for _, held in after for one in held) == list(range(1, 24))
    assert after[1:] == before[1:], "only the newest has another address"
    assert after[0][0] != before[0][0]


def test_archives_of_a_list_that_narrows(any_database: Database) -> None:
    first, second = desk(any_database, "a", home="https://a.example/"), desk(any_database, "b")
    for number in (0, 20):
        save(first, 1000 + number, 3)
        save(second, 2000 + number, 3)
    query = ArticleQuery(source="b", limit=3, offset=2)
    found = [one for _, held in walk(any_database, query) for one in held]
    assert len(found) == 6 and {any_database.articles.get(one).source for one in found} == {"b"}


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 5000), min_size=1, max_size=900), st.data())
def test_leaves_part_all_numbers_and_do_not_move(ids: set[int], data: st.DataObject) -> None:
    numbers = sorted(ids)
    leaves = {one: leaf_of(one, numbers) for one in numbers}
    for one, leaf in leaves.items():
        held = [other for other in numbers if leaf.above < other <= leaf.last]
        assert one in held and len(held) <= MOST
        assert {leaves[other] for other in held} == {leaf}
    top = numbers[-1]
    more = sorted({*numbers, *data.draw(st.sets(st.integers(top + 1, top + 3000), max_size=400))})
    newest = leaves[top]
    assert all(leaf_of(one, more) == leaf for one, leaf in leaves.items() if leaf != newest)


def test_state_is_that_of_the_page(any_database: Database) -> None:
    archive = desk(any_database)
    save(archive, 1, 5)
    page, all_of_it = ArticleQuery(limit=2), ArticleQuery(limit=50)
    states = [any_database.feed_pages.state(one) for one in (page, all_of_it)]
    assert states[0] != states[1]
    archive.save(read(article("/1.htm", "标题 1", "另一个文本，全然不同。" * 3)), now=NOW + 9 * HOUR)
    assert any_database.feed_pages.state(page) == states[0]
    assert any_database.feed_pages.state(all_of_it) != states[1]


def test_reprints_stand_behind_the_text_that_they_carry(any_database: Database) -> None:
    text = "风筝节在潍坊开幕，来自三十个国家的代表队参加了放飞表演，组委会说今年的参赛队比去年多了一成。" * 4
    for hours, name in enumerate(("first", "second", "third")):
        outlet = desk(any_database, name, home=f"https://{name}.example/", title=name.title())
        page = article(f"https://{name}.example/1.htm", "国际风筝节开幕", text, published=NOW + hours * HOUR)
        outlet.save(read(page), now=NOW + 5 * HOUR)
    save(desk(any_database), 50, 1)
    found = any_database.feed_pages.reprints([1, 4])
    assert list(found) == [1]
    assert [(one.id, one.source_title, one.url) for one in found[1]] == [
        (2, "Second", "https://second.example/1.htm"),
        (3, "Third", "https://third.example/1.htm"),
    ]
    assert [one.id for one in any_database.feed_pages.reprints([3])[3]] == [1, 2]
    assert any_database.feed_pages.reprints([]) == {}
