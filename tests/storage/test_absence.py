"""An article whose page is not there any more is kept, marked after repeated proof, and comes back by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kitewire.archive_view import ArticleQuery, ArticleView
from kitewire.article import PageKind
from kitewire.crawl import Outcome, PageRead, Saved
from storage import Database
from storage.claims import is_notice
from storage.recheck import SPREAD
from tests.storage.making import BODY, HOUR, NOW, SITE, Desk, answer, article, desk, failed, read, unchanged

URL = f"{SITE}/1.htm"
PRINT = f"{SITE}/print/1.htm"
NOTICE = "您访问的页面不存在"


def _missing(url: str, at: datetime) -> PageRead:
    return failed(url, 404, at, "http 404")


def _redirected(url: str, at: datetime) -> PageRead:
    return PageRead(url, Outcome.NOT_ARTICLE, "redirected elsewhere", fetched=answer(url, at=at, final_url=f"{SITE}/"))


def _soft(url: str, at: datetime) -> PageRead:
    """200, and a page that extraction takes for an article: the notice with a list of hot news under it."""
    page = article(url, title=NOTICE, body="热门推荐：" + "今日要闻，市民热线，便民信息。" * 30)
    return read(page, at=at, etag='"notice"', content_hash="notice")


def _stored(database: Database) -> ArticleView:
    (found,) = database.articles.find(ArticleQuery(limit=None))
    return found


def _look(at: Desk, make: object, hours: float, url: str = URL) -> Saved:
    now = NOW + hours * HOUR
    return at.save(make(url, now), now=now)[0]  # type: ignore[operator]


@pytest.mark.parametrize("make", [_missing, _redirected, _soft])
def test_gone_after_proof_and_back_again(any_database: Database, make: object) -> None:
    at = desk(any_database)
    at.save(read(article(), etag='"a"'))
    first = [_look(at, make, hours) for hours in (1, 3, 10)]
    assert {one.reason for one in first} == {first[0].reason} != {"gone"}
    assert _stored(any_database).gone is None
    last = _look(at, make, 40)
    assert (last.outcome, last.reason, last.article_id) == (Outcome.FAILED, "gone", first[0].article_id)
    stored = _stored(any_database)
    assert (stored.gone, stored.body) == (NOW + HOUR, BODY)
    assert any_database.articles.revisions(stored.id) == []
    (again,) = any_database.frontier.work("weifang", NOW + timedelta(days=13))
    assert (again.etag, again.known) == ('"a"', True), "what the notice sent is not taken for the article's"
    assert _look(at, lambda url, now: unchanged(url, now), 13 * 24).outcome is Outcome.UNCHANGED
    assert _stored(any_database).gone is None


def test_an_article_that_is_there_again_with_another_text(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article()))
    for hours in (1, 3, 10, 40):
        _look(at, _missing, hours)
    assert _stored(any_database).gone
    now = NOW + timedelta(days=10)
    assert at.save(read(article(body=BODY + "\n更正。"), at=now), now=now)[0].outcome is Outcome.REVISED
    assert _stored(any_database).gone is None


def test_one_blip_is_no_proof(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article()))
    for hours in (1, 30, 60, 90, 120):
        _look(at, _missing, hours)
        _look(at, lambda url, now: unchanged(url, now), hours + 10)
    assert _stored(any_database).gone is None


def test_an_article_with_another_address_that_answers_is_not_gone(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article()), read(article(PRINT, canonical_url=URL)))
    for hours in (1, 3, 10, 40):
        _look(at, _missing, hours)
    assert _stored(any_database).gone is None
    due = any_database.frontier.work("weifang", NOW + 40 * HOUR)
    assert [page.url for page in due] == [PRINT], "the other one is asked at once"
    for hours in (41, 43, 50, 90):
        _look(at, _missing, hours, PRINT)
    assert _stored(any_database).gone == NOW + HOUR


def test_a_page_that_turns_into_a_list_is_neither_gone_nor_revised(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article()))
    page = article(kind=PageKind.NOT_ARTICLE)
    for hours in (1, 3, 10, 40, 90):
        now = NOW + hours * HOUR
        at.save(PageRead(URL, Outcome.NOT_ARTICLE, "list page", page, fetched=answer(URL, at=now)), now=now)
    assert (_stored(any_database).gone, _stored(any_database).body) == (None, BODY)


def test_a_page_that_is_no_article_yet_gets_a_second_look(any_database: Database) -> None:
    at = desk(any_database)
    none = PageRead(URL, Outcome.NOT_ARTICLE, "too short", fetched=answer(URL))
    at.save(none)
    later = NOW + (1 + SPREAD) * timedelta(days=1)
    assert [page.url for page in any_database.frontier.work("weifang", later)] == [URL]
    assert at.save(read(article(), at=later), now=later)[0].outcome is Outcome.NEW


@pytest.mark.parametrize(
    "title",
    [
        "404", "404 Not Found", "HTTP 404", "Page not found", "Page Not Found | The Harbour Post", "Error 404",
        "This article is no longer available", "页面不存在", "您访问的页面不存在", "該文章已被刪除", "抱歉，内容已下线",
        "对不起，找不到您要的页面",
    ],
)  # fmt: skip
def test_titles_of_error_pages(title: str) -> None:
    assert is_notice(title)


@pytest.mark.parametrize(
    "title",
    [
        "", "国际风筝节开幕", "404名新兵启程", "潍坊404路公交车恢复运营", "Harbour wall to be repaired",
        "Missing boy found", "The story of the lost page", "失踪老人找到了", "市民热线：小区门禁失效三个月无人修",
        "404 jobs at risk as the mill closes",
    ],
)  # fmt: skip
def test_titles_of_articles(title: str) -> None:
    assert not is_notice(title)


def test_a_story_on_missing_pages_stays_a_story(any_database: Database) -> None:
    """A title like that of an error page over the article's own text is an edit like any other."""
    at = desk(any_database)
    at.save(read(article(body=BODY * 8)))
    now = NOW + HOUR
    saved = at.save(read(article(title="本文内容已更正，旧网页删除", body=BODY * 8 + "更正。"), at=now), now=now)
    assert saved[0].outcome is Outcome.REVISED
