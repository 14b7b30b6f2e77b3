"""What is too old goes with all that hangs on it, and what is left fits together."""

from __future__ import annotations

import contextlib
import gc
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from kitewire.archive_view import ArticleQuery
from kitewire.article import PageLink
from kitewire.crawl import ListFetched, Outcome, RunStatus
from kitewire.errors import UnknownSourceError
from storage import Database
from storage.checking import check
from storage.models import ArticleRow, PageRow, RunRow, StoryRow
from storage.retention import KEPT_RUNS, Keep, Pruned, prune, would_prune
from storage.service_models import AlertRow, FindingRow, RequestDayRow
from tests.storage.making import NOW, SITE, article, desk, read
from tests.storage.whole import DAY, fill, rows, story_text

ALL = ArticleQuery(limit=None)
WEEK = Keep(articles=7 * DAY - timedelta(hours=1))


def test_old_articles_go_and_the_others_stay(any_database: Database) -> None:
    fill(any_database)
    expected = would_prune(any_database, WEEK, NOW)
    assert expected == Pruned(articles=5)
    told: list[Pruned] = []
    assert prune(any_database, WEEK, NOW, told.append) == expected
    assert told[-1] == expected
    left = any_database.articles.find(ALL)
    assert sorted(one.url for one in left) == sorted(f"{SITE}/{number}.htm" for number in range(5, 12))
    assert check(any_database).faults == ()
    assert prune(any_database, WEEK, NOW) == Pruned()


def test_what_named_them_is_an_entry_again_and_stories_are_told_anew(any_database: Database) -> None:
    fill(any_database)
    referring = [
        one for one in any_database.articles.find(ArticleQuery(with_related=True)) if one.url.endswith("/9.htm")
    ]
    assert referring[0].related[0].target_id is not None
    prune(any_database, WEEK, NOW)
    (again,) = [one for one in any_database.articles.find(ArticleQuery(with_related=True)) if one.id == referring[0].id]
    assert (again.related[0].title, again.related[0].target_id) == ("潍坊风筝节第0天", None)
    with any_database.transactions.read() as session:
        alone = session.scalar(select(ArticleRow.story_id).where(ArticleRow.url == f"{SITE}/5.htm"))
        assert alone is None, "its twin is gone"
        told = session.scalars(select(StoryRow.id)).all()
        assert told
        assert {story for (story,) in session.execute(select(ArticleRow.story_id)) if story} == set(told)


def test_their_addresses_stay_known(any_database: Database) -> None:
    at = fill(any_database)
    moved = article(
        "/print/1.htm", title="旧", body=story_text(70), canonical_url=f"{SITE}/old.htm", published=NOW - 90 * DAY
    )
    at.save(read(moved))
    prune(any_database, WEEK, NOW)
    links = tuple(PageLink(f"{SITE}/{name}.htm", "") for name in ("0", "1", "print/1", "old", "brand-new"))
    assert any_database.frontier.save_start("weifang", ListFetched(f"{SITE}/", links), NOW) == 1
    late = NOW + 400 * DAY
    asked = {page.url for page in any_database.frontier.work("weifang", late)}
    assert f"{SITE}/brand-new.htm" in asked
    assert asked.isdisjoint({f"{SITE}/{name}.htm" for name in ("0", "1", "print/1", "old")})
    with any_database.transactions.read() as session:
        reasons = dict(session.execute(select(PageRow.url, PageRow.reason)).all())
    assert reasons[f"{SITE}/0.htm"] == reasons[f"{SITE}/old.htm"] == "pruned"


def test_one_source_alone(any_database: Database) -> None:
    fill(any_database)
    other = desk(any_database, "other", home="https://other.example/")
    other.save(read(article("https://other.example/1", body=story_text(80), published=NOW - 90 * DAY)))
    keep = Keep(articles=DAY, revisions=timedelta(seconds=1), runs=timedelta(seconds=1), source="other")
    assert prune(any_database, keep, NOW + DAY).articles == 1
    assert any_database.articles.count(ALL) == 12
    with pytest.raises(UnknownSourceError):
        prune(any_database, Keep(articles=DAY, source="nobody"), NOW)


def test_revisions_alone(any_database: Database) -> None:
    fill(any_database)
    keep = Keep(revisions=DAY)
    assert prune(any_database, keep, NOW + timedelta(hours=23)) == Pruned()
    assert prune(any_database, keep, NOW + 2 * DAY) == Pruned(revisions=1)
    assert any_database.articles.count(ALL) == 12
    revised = next(one for one in any_database.articles.find(ALL) if "更正" in one.body)
    assert any_database.articles.revisions(revised.id) == []


def test_runs_and_findings(any_database: Database) -> None:
    fill(any_database)
    for number in range(KEPT_RUNS + 5):
        run = any_database.runs.start("weifang", "schedule", "host:1", NOW + number * DAY)
        any_database.runs.finish(run, RunStatus.FINISHED, NOW + number * DAY)
    late = NOW + 500 * DAY
    with any_database.transactions.write() as session:
        opened = session.scalars(select(RunRow.id).where(RunRow.ended.is_(None))).all()
        standing, cleared = (
            FindingRow(source_id=1, kind=kind, since=NOW, seen=NOW, cleared=end, evidence={})
            for kind, end in (("empty", None), ("dates", NOW))
        )
        session.add_all([standing, cleared])
        session.flush()
        session.add(AlertRow(finding_id=cleared.id, event="cleared", hook="command", made=NOW))
    done = prune(any_database, Keep(runs=30 * DAY), late)
    with any_database.transactions.read() as session:
        kept = session.scalars(select(RunRow.id).order_by(RunRow.id)).all()
        assert len([one for one in kept if one not in opened]) == KEPT_RUNS
        assert set(opened) <= set(kept), "a run that is open is never taken away"
        assert {kind for (kind,) in session.execute(select(FindingRow.kind))} == {"silent", "empty"}
        assert session.scalar(select(func.count()).select_from(AlertRow)) == 1
        assert session.scalar(select(func.count()).select_from(RequestDayRow)) == 0
    assert (done.runs, done.findings, done.request_days) == (6, 1, 1)


_STATEMENTS = {"sqlite": 60, "postgresql": 120}
"""So many are seen at least while the archive is pruned; those that go to SQLite's driver as they are, are not."""


class _Killed(BaseException):
    """Stands for the death of the process: no handler of ours catches it."""


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_killed_at_any_statement_and_called_again(
    any_database: Database, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.retention.AT_ONCE", 2)
    fill(any_database)
    engine = any_database.transactions.engine
    left = int(share * _STATEMENTS[engine.dialect.name])

    def cut(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Killed

    event.listen(engine, "after_cursor_execute", cut)
    with contextlib.suppress(_Killed):
        prune(any_database, WEEK, NOW)
    assert left < 0
    event.remove(engine, "after_cursor_execute", cut)
    gc.collect()
    engine.dispose()
    assert check(any_database).faults == ()
    between = any_database.articles.count(ALL)
    assert 7 <= between <= 12
    prune(any_database, WEEK, NOW)
    assert any_database.articles.count(ALL) == 7
    assert check(any_database).faults == ()


def test_a_dry_run_changes_nothing(any_database: Database) -> None:
    fill(any_database)
    before = rows(any_database)
    everything = Keep(DAY, DAY, DAY)
    assert would_prune(any_database, everything, NOW + 400 * DAY).articles == 12
    assert rows(any_database) == before


def test_a_pruned_article_that_is_ingested_is_there_again(any_database: Database) -> None:
    fill(any_database)
    prune(any_database, WEEK, NOW)
    again = desk(any_database, trigger="ingest")
    page = article("/0.htm", title="潍坊风筝节第0天", body=story_text(0), published=NOW - 11 * DAY)
    assert again.save(read(page))[0].outcome is Outcome.NEW
    assert any_database.articles.count(ALL) == 8
