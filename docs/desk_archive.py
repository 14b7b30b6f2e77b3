"""An archive as a newsroom has it after a year, to draw the desk from: invented outlets, some of them in trouble."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.linking.invented_news import article
from kitewire.article import ArticlePage, Decoding, PageKind, Precision, PublicationDate
from kitewire.crawl import Fetched, Outcome, PageRead, RunStatus
from kitewire.health import Evidence, Finding, FindingKind
from kitewire.messages import Message, numbered
from kitewire.owner import this_process
from kitewire.source import Source, StartKind, StartPoint
from linking import fingerprint, fold
from storage import Database
from storage.health import Assessed


def _days(number: int) -> Message:
    return Message("{n} days", n=str(number))


@dataclass(frozen=True)
class Outlet:
    """An invented outlet: how many articles it has on a weekday, for how many days, and what is wrong with it."""

    name: str
    title: str
    region: str
    lang: str
    articles: float
    days: int = 30
    trouble: FindingKind | None = None
    evidence: Evidence | None = None
    paused: bool = False

    @property
    def home(self) -> str:
        return f"https://{self.name}/"


YEAR = "linhe-daily.example.cn"
"""The outlet that has a year behind it."""
OUTLETS = (
    Outlet(YEAR, "临河日报", "临河", "zh", 2.5, 365),
    Outlet("news.yunxiu-gov.example.cn", "云岫区人民政府", "云岫", "zh", 0.8, 30, FindingKind.SILENT,
           Evidence("articles",
                    Message("{one}; the longest pause so far was {pause}", one=Message("one earlier"), pause=_days(3)),
                    Message("no new article for {pause}, though the lists answer", pause=_days(11)))),
    Outlet("harbour-post.example.com", "Harbour Post", "Northport", "en", 2.5, 30, FindingKind.LAYOUT_CHANGED,
           Evidence("layout", "",
                    Message("the text no longer stands in {place}, as it did in {pages} articles until {when} UTC",
                            place="div.story", pages="61", when="2026-11-20 02:00"),
                    ("https://harbour-post.example.com/2026/11/20/ferry.html",))),
    Outlet("xuezhou-evening.example.cn", "雪州晚報", "雪州", "zh", 3.0),
    Outlet("valley-echo.example.org", "The Valley Echo", "Northport", "en", 1.2, 30, FindingKind.BLOCKED,
           Evidence("https://valley-echo.example.org/local/",
                    Message("to be read, as in {share} of the runs", share="99 %"),
                    Message("{note} in {bad} of {of} runs", note=numbered("http 403"), bad="3", of="3"))),
    Outlet("qinghe-radio.example.cn", "青河广播", "青河", "zh", 1.6),
    Outlet("parish-notes.example.org", "Parish Notes", "Northport", "en", 0.3, 30, paused=True),
)  # fmt: skip


def live_through(database: Database, now: datetime) -> None:
    """Let the outlets have their days, to `now`; the last run goes on still."""
    numbers = iter(range(10_000))
    for outlet in OUTLETS:
        start = StartPoint(StartKind.LIST, outlet.home + "local/")
        database.sources.save(
            Source(outlet.name, outlet.home, outlet.title, outlet.region, outlet.lang, starts=(start,), verified=True)
        )
        database.schedule.set_due(outlet.name, now + timedelta(minutes=7 * len(outlet.title)))
    hours = ((when, n) for n, outlet in enumerate(OUTLETS) for when in _hours(outlet, now))
    for when, n in sorted(hours):
        _run(database, OUTLETS[n], when, numbers)
    for outlet in OUTLETS:
        _trouble(database, outlet, now)
    _run(database, OUTLETS[3], now - timedelta(seconds=40), numbers, going_on=True)


def _hours(outlet: Outlet, now: datetime) -> Iterator[datetime]:
    """When it has published something, up to now: on weekdays, by day, and each day otherwise than the last."""
    for ago in range(outlet.days, -1, -1):
        day = now - timedelta(days=ago)
        if outlet.trouble is FindingKind.SILENT and ago < 11:
            return
        chance = random.Random(f"{outlet.name} {day:%Y-%m-%d}")
        many = outlet.articles * (0.3 if day.weekday() > 4 else 1.0) * chance.uniform(0.3, 1.8)
        for hour in chance.sample((0, 1, 2, 3, 6, 7, 8, 9, 11), k=min(9, int(many + chance.random()))):
            when = day.replace(hour=hour, minute=chance.randrange(60))
            if when < now - timedelta(minutes=2):
                yield when


def _run(database: Database, outlet: Outlet, when: datetime, numbers: Iterator[int], going_on: bool = False) -> None:
    trigger = "schedule" if not going_on else "ingest"
    number = database.runs.start(outlet.name, trigger, this_process(), when)
    reads = [_read(outlet, next(numbers), when) for _ in range(3 if going_on else 1)]
    unchanged = [PageRead(f"{outlet.home}old/{n}.html", Outcome.UNCHANGED) for n in range(when.minute % 5)]
    database.writer.save(outlet.name, number, [*reads, *unchanged], when)
    database.requests.add(outlet.name, number, {f"{when:%Y-%m-%d}": 2 + len(reads) + len(unchanged)})
    if not going_on:
        database.runs.finish(number, RunStatus.FINISHED, when + timedelta(seconds=20 + when.minute), found=1)


def _read(outlet: Outlet, number: int, when: datetime) -> PageRead:
    told = article(number)
    url = f"{outlet.home}{when:%Y/%m/%d}/{number}.html"
    page = ArticlePage(
        url=url, kind=PageKind.ARTICLE, decoding=Decoding("utf-8", "utf-8"), canonical_url=url, title=told.title,
        body=told.body, lang=outlet.lang, published=PublicationDate(when, Precision.MINUTE, "json-ld"),
    )  # fmt: skip
    got = Fetched(url=url, final_url=url, status=200, body=b"", fetched_at=when)
    return PageRead(url, Outcome.NEW, article=page, fingerprint=fingerprint(fold(told.title, told.body)), fetched=got)


def _trouble(database: Database, outlet: Outlet, now: datetime) -> None:
    if outlet.trouble is not None and outlet.evidence is not None:
        since = now - timedelta(days=2, hours=5)
        finding = Finding(outlet.trouble, since, now, 4, (outlet.evidence,), raised=since)
        last = database.health.unassessed(outlet.name).runs[-1]
        database.health.save(outlet.name, 0, Assessed({}, last, None, raised=(finding,)))
    database.sources.pause(outlet.name, outlet.paused)
