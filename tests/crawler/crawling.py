"""Crawls for tests: a real database in a file, real processes, sources without delays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawler.door import CrawlOptions, Progress, crawl
from kitewire.archive_view import ArticleQuery, ArticleView
from kitewire.crawl import RunView
from kitewire.settings import Settings
from kitewire.source import Limits, Source, StartKind, StartPoint
from storage import open_database
from tests.crawler.site import Site

QUICK = Limits(delay=0, connections=2, rechecks=(timedelta(milliseconds=1), timedelta(days=1)))
PATIENT = replace(QUICK, rechecks=(timedelta(days=1),))


class Newsroom:
    """A database with its settings."""

    def __init__(self, folder: Path, allow: Sequence[str] = ("127.0.0.1",), **settings: object) -> None:
        self.folder = folder
        self.settings = Settings(
            DATABASE_URL=f"sqlite:///{folder}/kitewire.db",
            KITEWIRE_ALLOW_HOSTS=tuple(allow),
            **{"KITEWIRE_WORKERS": 1, "LOG_LEVEL": "ERROR", **settings},
        )
        self.told: list[Progress] = []

    def save(self, source: Source) -> None:
        with open_database(self.settings.database_url) as database:
            database.sources.save(source)

    def crawl(self, *names: str, **options: object) -> list[RunView]:
        return crawl(names, self.settings, CrawlOptions(**options), self.told.append)

    def articles(self) -> list[ArticleView]:
        with open_database(self.settings.database_url) as database:
            return sorted(database.articles.find(ArticleQuery(limit=None)), key=lambda one: one.url)


def source_of(site: Site, *lists: str, name: str = "gazette", limits: Limits = PATIENT, **more: object) -> Source:
    """A source whose start points are list pages of the site."""
    starts = tuple(StartPoint(StartKind.LIST, site.url + path) for path in lists or ("/news/",))
    return Source(name, site.url + "/", lang="en", starts=starts, limits=limits, **more)


def counts(run: RunView) -> dict[str, int]:
    """Outcome with its reason → pages."""
    named = {f"{kind.value} ({reason})" if reason else kind.value: n for (kind, reason), n in run.counts.items()}
    return dict(Counter(named))
