"""The contract of searching and reading out, on each database."""

from __future__ import annotations

import contextlib
import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text

from kitewire.archive_view import ArticleQuery, ArticleView
from kitewire.article import ArticlePage, Bylines, RelatedEntry
from kitewire.errors import BadQueryError, UnknownIdError, UnknownSourceError
from storage import Database
from storage.choosing import choose
from tests.storage.making import HOUR, NOW, SITE, article, desk, read, related

TEXTS = {
    "kites": ("国际风筝节开幕", "来自各地的代表队在潍坊放飞风筝。发改委说，今年的GDP增长5.2%。"),
    "traditional": ("魯網訊：奎文開發區招商", "奎文開發區引進項目，總投資三十億元。"),
    "english": ("Harbour bridges reopen", "Governments were running three bridges. The café in Weifang stayed open."),
    "body": ("海水养殖丰收", "渔民说，风筝形状的网箱很好用。" * 30),
    "names": ("一位教师的三十年", "记者 张 胜 男 报道，学校在昌邑。"),
}

SEARCHES: dict[str, set[str]] = {
    "风": {"kites", "body"},
    "筝": {"kites", "body"},
    "發": {"kites", "traditional"},
    "亿": {"traditional"},
    "风筝": {"kites", "body"},
    "風箏": {"kites", "body"},
    "鲁网": {"traditional"},
    "魯網": {"traditional"},
    "国际风筝节": {"kites"},
    "國際風箏節": {"kites"},
    "奎文开发区": {"traditional"},
    "开发商": set(),
    "风筝 潍坊": {"kites"},
    "风筝 -潍坊": {"body"},
    '风筝 -"代表队"': {"body"},
    "招商 OR 丰收": {"traditional", "body"},
    "gdp": {"kites"},
    "ＧＤＰ增长": {"kites"},
    '"gdp增长5.2"': {"kites"},
    "5.2": {"kites"},
    "government": {"english"},
    "GOVERNMENTS": {"english"},
    "run bridge": {"english"},
    '"three bridges"': {"english"},
    '"bridges three"': set(),
    "cafe": {"english"},
    "CAFÉ": {"english"},
    "张胜男": {"names"},
    '"张 胜 男"': {"names"},
    "潍坊 weifang": set(),
    "  ": set(TEXTS),
    "title:风筝": {"kites"},
    "title:國際 OR title:教师": {"kites", "names"},
    'title:"bridges reopen"': {"english"},
    'title:"three bridges"': set(),
    "风筝 -title:风筝": {"body"},
    "by:张胜男": {"names"},
    "by:張": {"names"},
    'by:"张 胜 男"': {"names"},
    "by:bridges": {"names"},
    "风筝 -by:张": {"kites", "body"},
    "source:weifang 风筝": {"kites", "body"},
    "source:wei": set(TEXTS),
    "source:weifang -风筝": {"traditional", "english", "names"},
    "-source:weifang": set(),
    "region:山東": set(TEXTS),
    "lang:en": {"english"},
    "-lang:zh": {"english"},
    "(lang:en OR 招商) -harbour": {"traditional"},
    "lang:en OR 招商": {"english", "traditional"},
    "(风筝 OR 招商) (潍坊 OR 三十亿)": {"kites", "traditional"},
    "since:2026-11-01T07:00 lang:zh": {"kites", "traditional"},
    "风筝 until:2026-11-01T06:00": {"body"},
    "风筝 until:2026-10": set(),
    "story:1": set(),
    "-story:1 风筝": {"kites", "body"},
    "story:1 风筝": set(),
    "国际风筝节 (*) ^ : AND": {"kites"},
}


@pytest.fixture
def archive(any_database: Database) -> Database:
    at = desk(any_database, region="山东")
    pages = []
    for number, (name, (title, body)) in enumerate(TEXTS.items()):
        lang = "en" if name == "english" else "zh"
        bylines = Bylines(reporters=("张 胜 男",), editors=("John Bridges",)) if name == "names" else Bylines()
        pages.append(
            article(f"/{name}", title=title, body=body, lang=lang, bylines=bylines, published=NOW - number * HOUR)
        )
    at.save(*map(read, pages))
    return any_database


def _found(database: Database, query: str, **more: object) -> list[str]:
    views = database.articles.find(ArticleQuery(text=query, **more))  # type: ignore[arg-type]
    return [view.url.rpartition("/")[2] for view in views]


def test_search(archive: Database) -> None:
    assert {query: set(_found(archive, query)) for query in SEARCHES} == SEARCHES
    counts = {query: archive.articles.count(ArticleQuery(text=query)) for query in SEARCHES}
    assert counts == {query: len(expected) for query, expected in SEARCHES.items()}


def test_a_search_that_asks_for_nothing(any_database: Database) -> None:
    articles = any_database.articles
    for query, call in itertools.product(
        ["？！", "-风筝", '"', "OR"], [articles.find, articles.count, articles.last_change]
    ):
        with pytest.raises(BadQueryError):
            call(ArticleQuery(text=query))


def test_any_search_text_is_answered_or_refused(archive: Database) -> None:
    signs = st.text(alphabet="风筝張 aB\"*()^:-+'\\&|!<>{}[]~%_\x00\ud800OR NOT AND NEAR", max_size=30)
    words = (
        "风 风筝 a OR NOT AND ( ) - | title: by: source:weifang source: region:山东 lang:zh since:2026 until: story:1"
    )
    phrases = st.lists(st.sampled_from([*words.split(), '"', '"三 bridges"', "''"]), max_size=14)

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.one_of(signs, st.text(max_size=20), phrases.map(" ".join), phrases.map("".join)))
    def answered(query: str) -> None:
        with contextlib.suppress(BadQueryError):
            found = archive.articles.find(ArticleQuery(text=query))
            assert archive.articles.count(ArticleQuery(text=query)) == len(found)
            assert sum(hit.articles for hit in archive.articles.stories(ArticleQuery(text=query)).hits) == len(found)
            by_time = archive.articles.find(ArticleQuery(text=query, latest_first=True, fold_reprints=True))
            assert {one.id for one in by_time} == {one.id for one in found}

    answered()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("source:weifnag 风筝", "near to it: weifang"),
        ("source:Q", "kitewire source list"),
        ("region:河", "region: there is no region '河'"),
        ("lang:chinese", "lang: 'chinese'"),
        ("since:soon", "since: 'soon' is no date"),
    ],
)
def test_what_does_not_exist_is_named(archive: Database, query: str, told: str) -> None:
    for call in (archive.articles.find, archive.articles.count, archive.articles.stories):
        with pytest.raises(BadQueryError, match=told):
            call(ArticleQuery(text=query))


def test_the_newest_are_ranked_and_the_others_follow(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.search_walk.CANDIDATES", 3)
    monkeypatch.setattr("storage.search_walk.TITLE_CANDIDATES", 1)
    titles = ["风筝旧闻", "二", "三", "四", "五", "风筝新闻"]
    pages = [
        article(f"/{at}", title=title, body=f"第{at}篇说到风筝和别的事。", published=NOW + at * 24 * HOUR)
        for at, title in enumerate(titles)
    ]
    desk(any_database).save(*map(read, pages))
    found = [view.title for view in any_database.articles.find(ArticleQuery(text="风筝"))]
    assert found[0] == "风筝新闻"
    assert sorted(found[:3]) == sorted(titles[3:])
    assert found[3:] == ["三", "二", "风筝旧闻"]


def test_recency_decides_between_equals_and_a_headline_outdoes_it(any_database: Database) -> None:
    ages = {"甲": 200, "乙": 0, "丙": 40}
    pages = [
        article(f"/{title}", title=title, body=f"{title}说到风筝。", published=NOW - timedelta(days=age))
        for title, age in ages.items()
    ]
    desk(any_database).save(*map(read, pages))
    desk(any_database).save(
        read(article("/t", title="风筝丁", body="丁说到别的。", published=NOW - timedelta(days=40)))
    )
    found = [view.title for view in any_database.articles.find(ArticleQuery(text="风筝"))]
    assert found == ["风筝丁", "乙", "丙", "甲"]


def test_titles_are_marked(archive: Database) -> None:
    (view,) = archive.articles.find(ArticleQuery(text="国际风筝"))
    assert view.marked_title == "\ue000国际风筝\ue001节开幕"
    assert archive.articles.find(ArticleQuery(text="代表队"))[0].marked_title == ""
    (named,) = archive.articles.find(ArticleQuery(text="by:张胜男"))
    assert "\ue000" not in named.snippet + named.marked_title


def test_a_long_phrase(archive: Database) -> None:
    assert _found(archive, TEXTS["body"][1]) == ["body"]
    assert _found(archive, "网" * 3000) == []


def test_titles_come_first(archive: Database) -> None:
    assert _found(archive, "风筝") == ["kites", "body"]
    desk(archive).save(read(article("/long", title="说明", body="风筝。" * 500, published=NOW + HOUR)))
    assert _found(archive, "风筝")[0] == "kites"


def test_snippets_mark_the_text_as_published(archive: Database) -> None:
    (view,) = archive.articles.find(ArticleQuery(text="开发区"))
    assert view.snippet == "奎文\ue000開發區\ue001引進項目，總投資三十億元。"
    assert archive.articles.find(ArticleQuery())[0].snippet == ""


def test_the_index_follows_the_text(archive: Database) -> None:
    desk(archive).save(read(_edited()))
    assert _found(archive, "风筝") == ["body"]
    assert _found(archive, "撤回") == ["kites"]


def _edited() -> ArticlePage:
    return article("/kites", title="更正", body="全文撤回。", published=NOW)


def test_filters_narrow_and_combine(archive: Database) -> None:
    other = desk(archive, "other", home="https://other.example/", region="河北")
    other.save(read(article("https://other.example/kites2", title="河北风筝", body="河北也放风筝。", published=NOW)))
    assert _found(archive, "", source="other") == ["kites2"]
    assert _found(archive, "风筝", region="山东") == ["kites", "body"]
    assert _found(archive, "风筝", region="河北") == ["kites2"]
    assert _found(archive, "风筝", region="河北", lang="zh") == []
    assert _found(archive, "", lang="en") == ["english"]
    since, until = NOW - 3 * HOUR, NOW - HOUR
    assert _found(archive, "", since=since, until=until) == ["english", "body"]
    assert set(_found(archive, "风筝", since=since)) == {"kites", "kites2", "body"}
    with pytest.raises(UnknownSourceError):
        archive.articles.find(ArticleQuery(source="nobody"))


def test_order_limit_and_offset(archive: Database) -> None:
    everything = _found(archive, "", limit=None)
    assert everything == ["kites", "traditional", "english", "body", "names"]
    assert _found(archive, "", limit=2, offset=1) == everything[1:3]
    assert _found(archive, "", limit=None, offset=3) == everything[3:]
    assert _found(archive, "", limit=0) == []
    assert archive.articles.count(ArticleQuery(limit=1, offset=3)) == 5
    desk(archive).save(read(article("/undated", title="无日期", body="没有日期的文章。")))
    assert _found(archive, "")[0] == "undated", "first seen counts where nothing is published"


def test_stream_reads_while_others_write(archive: Database) -> None:
    stream = archive.articles.stream(ArticleQuery(limit=None))
    first = next(stream)
    desk(archive).save(read(article("/while", title="读时写入", body="不受影响。")))
    rest = list(stream)
    assert [first.title, *(view.title for view in rest)] == [title for title, _ in TEXTS.values()]


def test_last_change(archive: Database) -> None:
    later = NOW + 5 * HOUR
    assert archive.articles.last_change(ArticleQuery()) == NOW
    desk(archive).save(read(_edited(), at=later), now=later)
    assert archive.articles.last_change(ArticleQuery()) == later
    assert archive.articles.last_change(ArticleQuery(text="丰收")) == NOW
    assert archive.articles.last_change(ArticleQuery(lang="fr")) is None


def test_related_lists_only_where_asked_for(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article(related=related("甲", "乙"))))
    (plain,) = any_database.articles.find(ArticleQuery())
    (full,) = any_database.articles.find(ArticleQuery(with_related=True))
    assert (plain.related, [entry.title for entry in full.related]) == ((), ["甲", "乙"])


def test_references_are_read_from_both_ends(any_database: Database) -> None:
    at = desk(any_database)
    entry = RelatedEntry("国际风筝节开幕", f"{SITE}/1.htm", "2026-10-31")
    source_page = article("/2.htm", title="另一篇报道", body="别的内容。", related=(entry,))
    (one, two) = at.save(read(source_page), read(article(published=NOW)))
    assert one.article_id and two.article_id
    (shown,) = any_database.articles.get(one.article_id).related
    assert (shown.target_id, shown.resolved_by) == (two.article_id, "url")
    assert [view.id for view in any_database.articles.referring(two.article_id)] == [one.article_id]


def test_stories_and_folded_reprints(any_database: Database) -> None:
    body = "".join(
        f"第{number}支代表队来自第{number * 7}座城市，带来{number * 3}只风筝参加放飞。" for number in range(12)
    )
    first = desk(any_database)
    copy = desk(any_database, "other", home="https://other.example/")
    first.save(read(article(body=body, published=NOW - HOUR)))
    copy.save(read(article("https://other.example/9", title="风筝节开幕了", body=body, published=NOW)))
    (story,) = any_database.stories.recent(5)
    assert [view.source for view in story.articles] == ["weifang", "other"]
    assert story.lead.source == "weifang"
    assert {(link.a, link.b, link.kind.value) for link in story.links} == {
        (story.articles[1].id, story.articles[0].id, "reprint")
    }
    assert any_database.stories.get(story.id) == story

    def sources(**more: object) -> list[str]:
        views: list[ArticleView] = any_database.articles.find(ArticleQuery(fold_reprints=True, **more))  # type: ignore[arg-type]
        return [view.source for view in views]

    assert sources() == ["weifang"]
    assert sources(text="风筝") == ["weifang"]
    assert sources(source="other") == ["other"], "the original is not among those chosen"
    assert sources(since=NOW) == ["other"]
    assert any_database.articles.count(ArticleQuery(fold_reprints=True)) == 1
    assert [view.source for view in any_database.articles.find(ArticleQuery(story=story.id))] == ["other", "weifang"]


def test_unknown_ids(any_database: Database) -> None:
    for call in (any_database.articles.get, any_database.articles.revisions, any_database.stories.get):
        with pytest.raises(UnknownIdError, match="77"):
            call(77)
    assert any_database.articles.referring(77) == []


@pytest.mark.parametrize("search", ["风筝", "风筝 -潍坊 source:weifang", "国际风筝节", "title:风筝 OR by:张"])
def test_search_goes_by_the_index(archive: Database, search: str) -> None:
    plans: list[str] = []
    engine = archive.transactions.engine

    def explain(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if "article_search" in statement and not statement.startswith("EXPLAIN"):
            word = "EXPLAIN QUERY PLAN" if archive.transactions.dialect == "sqlite" else "EXPLAIN"
            plans.append(repr(connection.exec_driver_sql(f"{word} {statement}", parameters).all()))

    with archive.transactions.read() as session:
        if archive.transactions.dialect == "postgresql":
            session.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(engine, "before_cursor_execute", explain)
        choice = choose(session, ArticleQuery(text=search, since=NOW - timedelta(days=9)))
        assert list(choice.ids()), search
        list(choice.latest(None, 10))
        choice.count()
        event.remove(engine, "before_cursor_execute", explain)
    assert len(plans) == 3
    for plan in plans:
        if archive.transactions.dialect == "sqlite":
            assert "article_search VIRTUAL TABLE INDEX" in plan
            assert "TEMP B-TREE" not in plan, "the table is read newest first"
        else:
            assert "ix_article_search_words" in plan
            assert "Seq Scan on article_search" not in plan
