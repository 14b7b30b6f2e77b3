"""The contract of source rows, on each database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from kitewire.archive_view import ArticleQuery
from kitewire.article import PageLink
from kitewire.crawl import ListFetched, RunStatus
from kitewire.errors import UnknownSourceError
from kitewire.source import Schedule, ScheduleKind, StartKind, StartPoint
from storage import Database
from storage.checking import check
from tests.storage.making import BODY, NOW, SITE, article, desk, read, related, source


def test_save_get_and_change(any_database: Database) -> None:
    first = source(title="潍坊新闻", region="山东", starts=(StartPoint(StartKind.LIST, f"{SITE}/a"),))
    any_database.sources.save(first)
    assert any_database.sources.get("weifang") == first
    any_database.sources.pause("weifang", True)
    changed = source(title="新名", region="山东")
    any_database.sources.save(changed)
    any_database.sources.save(source("another"))
    assert any_database.sources.all() == [source("another"), changed]
    assert [(state.name, state.paused) for state in any_database.sources.states()] == [
        ("another", False),
        ("weifang", True),
    ]


def test_what_no_file_may_say_any_more_is_read_where_it_is_stored(any_database: Database) -> None:
    vain = source(home="http://a:b@news.example/", schedule=Schedule(ScheduleKind.CRON, cron="0 6 30 2 *"))
    any_database.sources.save(vain)
    assert any_database.sources.get("weifang") == vain


def test_states(any_database: Database) -> None:
    any_database.sources.save(source("empty"))
    at = desk(any_database)
    at.save(read(article()))
    any_database.runs.finish(at.run_id, RunStatus.FINISHED, NOW)
    any_database.schedule.set_due("weifang", NOW)
    empty, full = any_database.sources.states()
    assert (empty.articles, empty.last_run, empty.last_status, empty.next_due) == (0, None, None, None)
    assert (full.articles, full.last_run, full.last_status, full.next_due) == (1, NOW, "finished", NOW)


def test_lines_are_what_lists_show_and_are_found_in_either_script(any_database: Database) -> None:
    kites = source(title="潍坊\n新闻", region="山东", lang="zh", verified=True)
    for one in (kites, source("another")):
        any_database.sources.save(one)
    assert [(one.label, one.lang, one.verified) for one in any_database.sources.lines()] == [
        ("another", "", False), ("潍坊\n新闻", "zh", True),
    ]  # fmt: skip
    for about, found in (
        ("濰坊 山東", ["weifang"]),
        ("ANOTHER", ["another"]),
        ("潍坊 another", []),
        (" ", ["another", "weifang"]),
    ):
        assert [one.name for one in any_database.sources.lines(about)] == found


def test_unknown_names(any_database: Database) -> None:
    for call in (any_database.sources.get, any_database.sources.remove):
        with pytest.raises(UnknownSourceError, match="nobody"):
            call("nobody")
    with pytest.raises(UnknownSourceError):
        any_database.sources.pause("nobody", True)


def test_remove_takes_everything_along(any_database: Database) -> None:
    at, other = desk(any_database), desk(any_database, "other", home="https://other.example/")
    at.save(read(article(related=related("甲"))), read(article("/100.htm", title="甲" * 20, body="另一篇文章的内容")))
    other.save(read(article("https://other.example/1", body=BODY, related=related("甲" * 20))))
    any_database.frontier.save_start("weifang", ListFetched(SITE, (PageLink(f"{SITE}/9", ""),)), NOW)
    assert any_database.stories.recent(9) != [], "the test needs articles that are tied together"
    any_database.sources.remove("weifang")
    (left,) = any_database.articles.find(ArticleQuery())
    assert (left.source, left.story_id) == ("other", None)
    (entry,) = any_database.articles.get(left.id).related
    assert (entry.target_id, entry.resolved_by) == (None, None)
    assert any_database.stories.recent(9) == []
    assert any_database.articles.count(ArticleQuery(text="风筝")) == 1
    assert any_database.articles.count(ArticleQuery(text="另一篇")) == 0
    assert check(any_database).faults == ()
    with any_database.transactions.read() as session:
        for table in ("pages", "start_pages", "runs", "run_outcomes"):
            rows = session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            assert rows == {"pages": 1, "runs": 1, "run_outcomes": 1}.get(table, 0), table


def test_an_id_does_not_come_again(any_database: Database) -> None:
    first = desk(any_database).save(read(article()))[0].article_id
    any_database.sources.remove("weifang")
    second = desk(any_database).save(read(article()))[0].article_id
    assert first is not None and second is not None
    assert second > first


def test_the_state_of_one_source_is_that_among_all(any_database: Database) -> None:
    for name in ("weifang", "xiuan"):
        at = desk(any_database, name)
        at.save(read(article(f"https://{name}.example/1.htm", f"Title of {name}")))
    states = any_database.sources.states()
    assert [any_database.sources.states(one.name) for one in states] == [[one] for one in states]
    assert states[0].articles == 1 and any_database.sources.states("nobody") == []
