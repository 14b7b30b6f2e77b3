"""The spider of every crawl: `kitewire crawl` starts it, and so does `scrapy crawl news -a source=NAME`.

Requests do not pass through Scrapy's own queue: the frontier is in the database, and the way of a page is one
coroutine (`crawler.pipe`) that fetches through Scrapy's engine with all its downloader middlewares.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings

from crawler.discovery import why_not
from crawler.downloading import ALLOW_HOSTS, Downloads
from crawler.manners import Manners
from crawler.progress import CrawlOptions, Progress
from crawler.run import Run
from crawler.settings import for_kitewire, for_source
from crawler.workshop import open_workshop
from kitewire.article import PageLink
from kitewire.errors import KitewireError
from kitewire.settings import load_settings
from kitewire.source import Limits
from storage import open_database


class NewsSpider(Spider):
    """Crawls one source."""

    name = "news"

    def __init__(self, source: str = "", run: Run | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self._source = run.source.name if run else source
        self._run = run

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """What Kitewire's own settings decide; a program that starts the crawl has set it already."""
        super().update_settings(settings)
        if ALLOW_HOSTS not in settings:
            settings.setdict(for_kitewire(load_settings()), priority="project")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """As Scrapy makes spiders; the limits of the source become settings of this crawl."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.setdict(for_source(spider._limits()), priority="spider")
        return spider

    @property
    def manners(self) -> Manners:
        """How the run behaves towards hosts; there are some before a request is made."""
        if self._run is None or self._run.manners is None:
            raise RuntimeError("no run is open")
        return self._run.manners

    def denies(self, url: str) -> bool:
        """Whether the source forbids an address; asked for each redirect."""
        return self._run is not None and why_not(PageLink(url, ""), self._run.source) == "denied by the source"

    async def start(self) -> AsyncIterator[Any]:
        """The whole crawl; no request is handed to Scrapy's scheduler."""
        if self._run is not None:
            await self._run.crawl(Downloads(self.crawler.engine))
        else:
            await self._crawl_alone()
        nothing: tuple[Any, ...] = ()
        for one in nothing:  # Scrapy wants an asynchronous generator
            yield one

    async def _crawl_alone(self) -> None:
        try:
            with open_workshop(load_settings()) as shop:
                source = await shop.books.call(shop.database.sources.get, self._source)
                self._run = Run(source, shop, CrawlOptions(), self._log)
                await self._run.crawl(Downloads(self.crawler.engine))
                if failure := self._run.bug or self._run.trouble:
                    raise failure
        except KitewireError as error:
            self.logger.error("%s", error)
            raise CloseSpider("failed") from error

    def _limits(self) -> Limits:
        if self._run is not None:
            return self._run.source.limits
        with open_database(load_settings().database_url) as database:
            return database.sources.get(self._source).limits

    def _log(self, progress: Progress) -> None:
        if progress.done:
            self.logger.warning("%s", progress)
