"""The spider that looks at a site without storing anything: for `source add` and `source test`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Spider

from crawler.fetching import Fetcher
from crawler.manners import plain_manners

Work = Callable[[Fetcher], Awaitable[None]]


class ProbeSpider(Spider):
    """Does `work` with the engine's downloads and ends. `crawler.probe` starts it; alone it has nothing to do."""

    name = "probe"

    def __init__(self, work: Work | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._work = work
        self.manners = plain_manners()
        self._nothing: list[Any] = []

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy calls it once; no request goes through the scheduler."""
        if self._work is not None and self.crawler.engine is not None:
            await self._work(Fetcher(self.crawler.engine, self.manners.hosts))
        # Scrapy asks for a generator.
        for nothing in self._nothing:
            yield nothing
