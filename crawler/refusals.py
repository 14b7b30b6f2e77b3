"""Requests that are not made, and why; and what a response was before Scrapy decoded it."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.downloading import ALLOW_HOSTS
from crawler.guard import AddressGuard
from crawler.manners import manners_of
from kitewire.crawl import Outcome
from kitewire.urls import host_of

RAW = "kitewire_raw"
"""Request meta: set to True to get (headers, body) as they came, put back under the same key."""


class Refused(IgnoreRequest):
    """A request that was not made; `outcome` and `reason` say how its page is counted."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


class RefusalMiddleware:
    """Refuses numbers of addresses that are not public, redirects that the spider denies, hosts to be left alone."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._guard = AddressGuard(crawler.settings.getlist(ALLOW_HOSTS))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RefusalMiddleware:
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `ForbiddenAddressError`, `Refused` or `Postponed`; waits where the host asked for that."""
        self._guard.check_host(host_of(request.url))
        denies = getattr(self._crawler.spider, "denies", None)
        if denies and "redirect_urls" in request.meta and denies(request.url):
            raise Refused(Outcome.SKIPPED, "denied by the source")
        manners = manners_of(self._crawler)
        manners.meter.check()
        await manners.hosts.ready(request.url)


class RawResponseMiddleware:
    """Keeps headers and body as they came over the wire, for the archive."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Only for requests that ask for it."""
        if request.meta.get(RAW):
            headers: list[tuple[str, str]] = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ]
            raw: tuple[list[tuple[str, str]], bytes] = (headers, response.body)
            request.meta[RAW] = raw
        return response


def raw_of(meta: dict[str, Any]) -> tuple[list[tuple[str, str]], bytes] | None:
    """What `RawResponseMiddleware` kept; None where nothing was asked for."""
    raw = meta.get(RAW)
    return raw if isinstance(raw, tuple) else None
