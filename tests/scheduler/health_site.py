"""Sources on a real site that are crawled round after round, at times that the test chooses, and go wrong when told."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from kitewire.health import Finding
from kitewire.source import Source, StartKind, StartPoint
from scheduler.health import assess_source
from storage import Database, open_database
from storage.models import ArticleRow, RunRow, SourceRow
from tests.crawler.crawling import PATIENT, Newsroom
from tests.crawler.site import Page, Site, listing, text

BEGIN = datetime(2026, 11, 2, 6, tzinfo=UTC)
EVERY, BEFORE = timedelta(hours=12), timedelta(hours=3)
"""Between two rounds, and between the runs that are learned from before."""
ORDINARY = 70
"""Rounds that are learned from before anything goes wrong."""
BLIP, MENDED, ROUNDS = 1, 6, 8
"""After a first round: one bad round, a good one, three bad ones, two good ones."""
APART = timedelta(hours=9)
"""Between the articles that were first seen before anything goes wrong."""

_SYLLABLES = "ba de fi go hu ja ke li mo nu pa re si to vu wa ze".split()

Make = Callable[[str, int], Page]


def told(title: str) -> list[str]:
    """Paragraphs of which no two articles share many: else each would be compared with all of its kind."""
    chance = random.Random(title)
    words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(160)]
    return [
        f"The council heard of {' '.join(words[n : n + 20])}, said the council, and the council agreed."
        for n in range(0, 160, 20)
    ]


def written(title: str, lines: list[str], date: str = "2026-11-20T08:00:00+00:00", author: str = "Jane Miller") -> Page:
    """An article with a byline and a date."""
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    by = f'<p class="byline">By <span class="author">{author}</span></p>' if author else ""
    return Page(
        f'<html lang="en"><head><title>{title} - The Test Gazette</title></head><body><div id="main"><article>'
        f"<h1>{title}</h1><div class='date'><time datetime='{date}'>{date[:10]}</time></div>{by}"
        f"<div class='content'>{paragraphs}</div></article></div></body></html>"
    )


def plain(title: str, number: int) -> Page:
    """An ordinary article."""
    return written(title, told(title))


def redesigned(title: str, number: int) -> Page:
    """The same in another layout."""
    paragraphs = "".join(f"<p>{line}</p>" for line in told(title))
    return Page(
        f'<html lang="en"><head><title>{title} - The Test Gazette</title></head><body><main><section class="story-new">'
        f"<h1>{title}</h1><time datetime='2026-11-20T08:00:00+00:00'>20 November 2026</time>"
        f'<p class="byline">By <span class="author">Jane Miller</span></p>'
        f"<div class='prose'>{paragraphs}</div></section></main></body></html>"
    )


def hollow(title: str, number: int) -> Page:
    """What is left of a page whose text comes by a script."""
    return Page(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='app'></div></body></html>")


def mojibake(title: str, number: int) -> Page:
    """UTF-8 read as Windows-1252 by the outlet's own system, and written anew."""
    page = written(f"“{title}” – a café’s story", text(title.lower()))
    return Page(str(page.body).replace("council", "“council’s” café").encode().decode("cp1252", "replace"))


def chinese_mojibake(title: str, number: int) -> Page:
    """UTF-8 read as GBK, and written anew."""
    line = "国家发展和改革委员会近日发布通知，要求各地加强能源保供工作，确保人民群众温暖过冬，并对重点地区作出安排。"
    wrecked = f"{title}{line}".encode().decode("gb18030", "replace")
    body = "".join(f"<p>{wrecked}{n}{number}</p>" for n in range(5))
    return Page(
        f"<html><head><title>{wrecked[:20]}</title></head><body><article><h1>{wrecked[:20]}{number}</h1>{body}</article>"
    )


def tomorrow(title: str, number: int) -> Page:
    return written(title, told(title), date="2027-12-20T08:00:00+00:00")


def unsigned(title: str, number: int) -> Page:
    return written(title, told(title), author="")


@dataclass
class Outlet:
    """One source, and what its pages are like while it is broken."""

    name: str
    make: Make = plain
    """How its articles look when broken."""
    list_page: Page | None = None
    """What stands at its list when broken; None: the list."""
    all_pages: Page | None = None
    """What stands at every address when broken; None: the pages."""
    publishes: bool = True
    """Whether it goes on publishing when broken."""
    blips: bool = True
    """Whether it is broken in the round of the blip."""
    begins: int = 3
    """The round with which it is broken for good."""
    first: int = 5
    """Articles of its first round."""
    articles: int = 3
    """Articles of each broken round."""
    pages: dict[str, Page] = field(default_factory=dict)
    number: int = 0

    def is_broken(self, number: int) -> bool:
        """Whether it is broken in a round; that of the blip is 1, and from 6 on all is well again."""
        return (self.blips and number == BLIP) or self.begins <= number < MENDED


class Town:
    """Outlets in one archive, each on a host of its own: they are crawled side by side. Each round every outlet
    publishes, and is crawled and assessed."""

    def __init__(self, folder: Path, outlets: dict[Site, Outlet]) -> None:
        self.sites, self.outlets = {one.name: site for site, one in outlets.items()}, list(outlets.values())
        self.room = Newsroom(folder, allow=[site.host for site in outlets])
        self.now = BEGIN
        self.told: dict[str, list[list[Finding]]] = {one.name: [] for one in self.outlets}
        """Source → the findings that stood after each round."""
        for site, outlet in outlets.items():
            site.pages["/robots.txt"] = Page("", kind="text/plain")
            start = StartPoint(StartKind.LIST, f"{site.url}/{outlet.name}/news/")
            self.room.save(
                Source(outlet.name, f"{site.url}/{outlet.name}/", lang="en", starts=(start,), limits=PATIENT)
            )

    def learn(self) -> None:
        """One real round, and what more like it would have left in the archive."""
        self.round(0)
        begin = self.now
        self.now += BEFORE * ORDINARY
        with self.database() as database, database.transactions.write() as session:
            for run in session.scalars(select(RunRow).order_by(RunRow.id)).all():
                columns = {name: getattr(run, name) for name in ("source_id", "trigger", "status", "measures", "owner")}
                times = [begin + BEFORE * (n + 1) for n in range(ORDINARY)]
                session.execute(insert(RunRow), [columns | {"started": ended, "ended": ended} for ended in times])
            for source in session.scalars(select(SourceRow.id)).all():
                mine = select(ArticleRow.id).where(ArticleRow.source_id == source).order_by(ArticleRow.id.desc())
                for n, article in enumerate(session.scalars(mine).all()):
                    self._seen(session, ArticleRow.id == article, self.now - APART * n)
        self.assess()

    def round(self, number: int) -> None:
        """Every outlet publishes, is crawled and assessed."""
        for one in self.outlets:
            self._publish(one, number)
        self.now += EVERY
        runs = self.room.crawl(*(one.name for one in self.outlets), trigger="schedule")
        with self.database() as database, database.transactions.write() as session:
            for run in runs:
                times = {"started": self.now - timedelta(minutes=1), "ended": self.now}
                session.execute(update(RunRow).where(RunRow.id == run.id).values(**times))
            self._seen(session, ArticleRow.first_seen > self.now, self.now)
        self.assess()

    @staticmethod
    def _seen(session: Session, which: ColumnElement[bool], when: datetime) -> None:
        session.execute(update(ArticleRow).where(which).values(first_seen=when, sorted_by=when))

    def assess(self) -> None:
        with self.database() as database:
            for one in self.outlets:
                self.told[one.name].append(list(assess_source(database, one.name)))

    def database(self) -> Database:
        return open_database(self.room.settings.database_url)

    def _publish(self, one: Outlet, number: int) -> None:
        broken, base = one.is_broken(number), f"/{one.name}/news"
        articles = one.first if number == 0 else one.articles if broken else 6
        for _ in range(articles if one.publishes or not broken else 0):
            one.number += 1
            path = f"{base}/2026/11/20/a-story-of-the-county-council-{one.number}.html"
            title = f"Council of the county meets for the {one.number}th time about {one.name}"
            one.pages[path] = (one.make if broken else plain)(title, one.number)
        listed = list(reversed(one.pages))[:30]
        pages = {**one.pages, f"{base}/": listing(listed)}
        if broken and one.list_page:
            pages[f"{base}/"] = one.list_page
        if broken and one.all_pages:
            pages = dict.fromkeys(pages, one.all_pages)
        self.sites[one.name].pages.update(pages)
