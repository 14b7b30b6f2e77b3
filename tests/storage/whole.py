"""An archive with rows in most tables, and every row of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, select, text

from kitewire.article import PageLink, RelatedEntry
from kitewire.crawl import ListFetched, RunStatus
from storage import Database
from storage.base import Base
from storage.service_models import AlertRow, FindingRow, RequestDayRow
from tests.storage.making import NOW, SITE, Desk, article, desk, failed, read

DAY = timedelta(days=1)
TALE = "风筝节在潍坊开幕，来自三十个国家的代表队参加了放飞表演，组委会说今年的参赛队比去年多了一成。"


def story_text(number: int) -> str:
    """A long text of its own for each number."""
    return "\n".join(f"{TALE}第{number}号场地的第{part}场比赛有{number * 7 + part}支队伍。" for part in range(4))


def fill(database: Database, articles: int = 12) -> Desk:
    """Articles of as many days, the last one of `NOW`; each second one reprints the one before it, and each names the
    first in its related list. With a revision, a failed page, a list, and what the service keeps."""
    at = desk(database)
    links = tuple(PageLink(f"{SITE}/{number}.htm", f"第{number}篇") for number in range(articles + 3))
    database.frontier.save_start("weifang", ListFetched(f"{SITE}/", links, etag='"list"'), NOW)
    pages = []
    for number in range(articles):
        when = NOW - (articles - 1 - number) * DAY
        page = article(
            f"/{number}.htm",
            title=f"潍坊风筝节第{number // 2}天",
            body=story_text(number // 2) + ("转载。" if number % 2 else ""),
            published=when,
            related=(RelatedEntry("潍坊风筝节第0天", f"{SITE}/0.htm"),) if number > 1 else (),
        )
        pages.append(read(page, at=NOW))
    at.save(*pages, failed(f"{SITE}/{articles}.htm"))
    at.save(read(article("/0.htm", title="潍坊风筝节第0天", body=story_text(0) + "更正。", published=NOW - 11 * DAY)))
    database.runs.finish(at.run_id, RunStatus.FINISHED, NOW)
    with database.transactions.write() as session:
        finding = FindingRow(source_id=1, kind="silent", since=NOW, seen=NOW, proofs=3, raised=NOW, evidence={"a": 1})
        session.add_all([finding, RequestDayRow(source_id=1, day="2026-10-01", requests=7)])
        session.flush()
        session.add(AlertRow(finding_id=finding.id, event="raised", hook="command", made=NOW))
    return desk(database)


def rows(database: Database) -> dict[str, list[Any]]:
    """Table → every row of it, and where the search index finds a few words."""
    with database.transactions.read() as session:
        there = set(inspect(session.connection()).get_table_names())
        found = {
            name: sorted((tuple(row) for row in session.execute(select(*table.columns))), key=repr)
            for name, table in Base.metadata.tables.items()
            if name in there
        }
        numbers = "SELECT name, seq FROM sqlite_sequence" if database.transactions.dialect == "sqlite" else (
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
            " AND last_value IS NOT NULL"
        )  # fmt: skip
        found["numbers"] = sorted(tuple(row) for row in session.execute(text(numbers)) if row[0] != "jobs")
        return found
