"""robots.txt by RFC 9309: what cannot be had for the server's fault forbids everything for now."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from crawler.refusals import Refused
from kitewire.crawl import Outcome
from kitewire.errors import ForbiddenAddressError

LONGEST_DELAY = 30.0
"""Seconds. A longer Crawl-delay is taken as this: some sites ask for a day, to be left alone by careless robots."""


class Unreachable(RobotParser):
    """Stands in for a robots.txt that the server did not give (RFC 9309, 2.3.1.4)."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Unreachable:
        """There is nothing to parse."""
        return cls()

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Raises `Refused`: the page is counted as failed, to be tried again another time."""
        raise Refused(Outcome.FAILED, "robots.txt unreachable")


class NotPublic(Unreachable):
    """Stands in for the robots.txt of a host that the address guard refuses."""

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Raises `Refused`: the page is counted as skipped, as if it had been asked for itself."""
        raise Refused(Outcome.SKIPPED, "address not public")


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, with failures told apart and Crawl-delay kept."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Each failure is counted at its pages; the base class prints a traceback for each host as well.
        logging.getLogger(RobotsTxtMiddleware.__module__).setLevel(logging.CRITICAL)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises `Refused` where the rules forbid the address."""
        if rp is None:
            return
        agent = self._robotstxt_useragent or self._default_useragent
        if not rp.allowed(request.url, agent):
            raise Refused(Outcome.SKIPPED, "robots.txt")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._settle(netloc, Unreachable())
        elif response.status >= 400:
            self._settle(netloc, None)
        else:
            await super()._parse_robots(response, netloc, request)
            self._slow_down(netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, ForbiddenAddressError):
            self._settle(netloc, NotPublic())
        elif isinstance(exc, IgnoreRequest) and not isinstance(exc, Refused):
            # More redirects than RFC 9309 wants followed: as if there were no file (2.3.1.2).
            self._settle(netloc, None)
        else:
            self._settle(netloc, Unreachable())

    def _settle(self, netloc: str, parser: RobotParser | None) -> None:
        waiting = self._parsers[netloc]
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)

    def _slow_down(self, netloc: str, request: Request) -> None:
        """Crawl-delay is no part of RFC 9309, but sites that write it mean it."""
        parser = self._parsers[netloc]
        agent = self._robotstxt_useragent or self._default_useragent
        asked = parser.crawl_delay(agent) if isinstance(parser, RobotParser) else None
        if asked:
            _, slot = self.crawler.engine.downloader._get_slot(request)
            slot.delay = max(slot.delay, min(float(asked), LONGEST_DELAY))
