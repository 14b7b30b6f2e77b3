"""robots.txt by RFC 9309: what cannot be had for the server's fault forbids everything for now."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawler.refusals import Refused
from kitewire.crawl import Outcome
from kitewire.errors import ForbiddenAddressError

LONGEST_DELAY = 30.0
"""Seconds. A longer Crawl-delay is taken as this: some sites ask for a day, to be left alone by careless robots."""
TRIES = 3
PAUSE = 1.0
"""Seconds before another try; doubled for the next."""
UNREACHABLE = Refused(Outcome.FAILED, "robots.txt unreachable")
NOT_PUBLIC = Refused(Outcome.SKIPPED, "address not public")
FORBIDDEN = Refused(Outcome.SKIPPED, "robots.txt")

Rules = ProtegoRobotParser | Refused | None
"""What a host's robots.txt comes to: rules, a refusal of everything, or None: all is allowed."""


class RobotsMiddleware:
    """Asks each host once, and has every other request to it wait for the answer.

    Not a subclass of Scrapy's middleware: there (2.19, asyncio) all who wait share one Deferred, of which only the
    first gets the rules; the others get None, which allows everything.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `Refused` where the address may not be fetched."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._rules:
            self._rules[place] = asyncio.create_task(self._read(f"{place}/robots.txt"))
        # The first to ask may be cancelled; the others still want the answer.
        rules = await asyncio.shield(self._rules[place])
        if isinstance(rules, Refused):
            raise Refused(rules.outcome, rules.reason)
        if rules is not None:
            if not rules.allowed(request.url, self._agent):
                raise Refused(FORBIDDEN.outcome, FORBIDDEN.reason)
            self._slow_down(rules, request)

    async def _read(self, url: str) -> Rules:
        for turn in range(TRIES):
            rules = await self._once(url)
            if rules is not UNREACHABLE:
                break
            await asyncio.sleep(PAUSE * 2**turn if turn < TRIES - 1 else 0)
        return rules

    async def _once(self, url: str) -> Rules:
        asked = Request(url, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(asked)
        except ForbiddenAddressError:
            return NOT_PUBLIC
        except IgnoreRequest:
            return None  # more redirects than are to be followed: as if there were no file (2.3.1.2)
        except Exception:
            return UNREACHABLE  # no answer, for whatever reason (2.3.1.4)
        return self._judge(response)

    def _judge(self, response: Response) -> Rules:
        if response.status >= 500 or response.status == 429:
            return UNREACHABLE
        if response.status >= 400:
            return None
        return ProtegoRobotParser(response.body, self._crawler.spider)

    def _slow_down(self, rules: ProtegoRobotParser, request: Request) -> None:
        """Crawl-delay is no part of RFC 9309, but sites that write it mean it."""
        asked = rules.crawl_delay(self._agent)
        if asked:
            _, slot = self._crawler.engine.downloader._get_slot(request)
            slot.delay = max(slot.delay, min(float(asked), LONGEST_DELAY))
