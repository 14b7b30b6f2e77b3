"""Invented pages for the storage tests, and a source with a run to save them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kitewire.article import ArticlePage, Decoding, PageKind, Precision, PublicationDate, RelatedEntry
from kitewire.crawl import Fetched, Outcome, PageRead, Saved
from kitewire.source import Source
from storage import Database

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "https://news.example"
BODY = "风筝节在潍坊开幕，来自三十个国家的代表队参加了放飞表演。\n组委会说，今年的参赛队比去年多了一成。"


def source(name: str = "weifang", **more: Any) -> Source:
    return Source(name=name, home=more.pop("home", f"{SITE}/"), **more)


def article(path: str = "/1.htm", title: str = "国际风筝节开幕", body: str = BODY, **more: Any) -> ArticlePage:
    url = path if "://" in path else SITE + path
    published = more.pop("published", None)
    if isinstance(published, datetime):
        published = PublicationDate(published, Precision.MINUTE, "meta")
    return ArticlePage(
        url=more.pop("url", url),
        kind=more.pop("kind", PageKind.ARTICLE),
        decoding=more.pop("decoding", Decoding("gb2312", "gb18030", 0)),
        title=title,
        body=body,
        published=published,
        **more,
    )


def related(*titles: str) -> tuple[RelatedEntry, ...]:
    return tuple(RelatedEntry(title, f"{SITE}/{number}.htm", "2026-10-01") for number, title in enumerate(titles, 100))


def answer(url: str, status: int = 200, at: datetime = NOW, **more: Any) -> Fetched:
    return Fetched(url=url, final_url=more.pop("final_url", url), status=status, body=b"", fetched_at=at, **more)


def read(page: ArticlePage, fetched_url: str | None = None, at: datetime = NOW, **more: Any) -> PageRead:
    url = fetched_url or page.url
    return PageRead(
        fetched_url=url,
        outcome=Outcome.NEW,
        article=page,
        fetched=answer(url, at=at, final_url=page.url, etag=more.pop("etag", None)),
        **more,
    )


def failed(url: str, status: int | None = 500, at: datetime = NOW, reason: str = "HTTP 500") -> PageRead:
    return PageRead(url, Outcome.FAILED, reason, fetched=None if status is None else answer(url, status, at))


def unchanged(url: str, at: datetime = NOW, **more: Any) -> PageRead:
    return PageRead(url, Outcome.UNCHANGED, fetched=answer(url, 304, at, **more))


@dataclass(frozen=True)
class Desk:
    """A source with an open run: where the tests save."""

    database: Database
    name: str
    run_id: int

    def save(self, *pages: PageRead, now: datetime = NOW) -> list[Saved]:
        return self.database.writer.save(self.name, self.run_id, pages, now)

    def outcomes(self, saved: Sequence[Saved]) -> list[str]:
        return [one.outcome.value for one in saved]


def desk(database: Database, name: str = "weifang", trigger: str = "command", **more: Any) -> Desk:
    if name not in {one.name for one in database.sources.all()}:
        database.sources.save(source(name, **more))
    return Desk(database, name, database.runs.start(name, trigger, "host:1", NOW))
